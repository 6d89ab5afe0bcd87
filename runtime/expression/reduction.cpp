// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/reduction.h"

#include <algorithm>
#include <limits>

namespace twin {

/// Half the distance between the neighbours of a point: what the trapezoid rule gives it.
static double trapezoidWeight(std::span<const double> axis, std::size_t i)
{
    const double before = i > 0 ? axis[i] - axis[i - 1] : 0;
    const double after = i + 1 < axis.size() ? axis[i + 1] - axis[i] : 0;
    return 0.5 * (before + after);
}

double reduceField(Aggregate::Kind kind, std::span<const double> values, std::span<const double> axis,
                   std::span<const double> second)
{
    double least = values[0], most = values[0], sum = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        if (values[k] != values[k])
            return values[k];
        least = std::min(least, values[k]);
        most = std::max(most, values[k]);
        if (kind == Aggregate::Kind::Mean)
            sum += values[k] * trapezoidWeight(axis, k / second.size()) *
                   trapezoidWeight(second, k % second.size());
    }
    if (kind == Aggregate::Kind::Mean)
        return sum / ((axis.back() - axis.front()) * (second.back() - second.front()));
    return kind == Aggregate::Kind::Maximum ? most : least;
}

Reduction::Reduction(Aggregate::Kind kind, std::span<const double> axis, double position)
    : m_kind(kind), m_axis(axis)
{
    if (kind == Aggregate::Kind::Maximum)
        m_value = -std::numeric_limits<double>::infinity();
    else if (kind == Aggregate::Kind::Minimum)
        m_value = std::numeric_limits<double>::infinity();
    else if (kind == Aggregate::Kind::At)
        locate(position);
}

void Reduction::take(const double* block, std::size_t first, std::size_t count)
{
    switch (m_kind) {
    case Aggregate::Kind::Maximum:
    case Aggregate::Kind::Minimum:
        takeExtreme(block, count);
        break;
    case Aggregate::Kind::First:
        if (first == 0)
            m_value = block[0];
        break;
    case Aggregate::Kind::Last:
        m_value = block[count - 1];
        break;
    case Aggregate::Kind::Mean:
    case Aggregate::Kind::Integral:
        for (std::size_t i = 0; i < count; ++i) {
            if (first + i > 0)
                m_value += 0.5 * (block[i] + m_last) * (m_axis[first + i] - m_axis[first + i - 1]);
            m_last = block[i];
        }
        break;
    case Aggregate::Kind::At:
        for (const std::size_t at : {m_index, m_index + 1})
            if (at >= first && at < first + count)
                (at == m_index ? m_value : m_last) = block[at - first];
        break;
    }
}

double Reduction::result() const
{
    if (m_hasUnknown)
        return std::numeric_limits<double>::quiet_NaN();
    if (m_kind == Aggregate::Kind::Mean)
        return m_value / (m_axis.back() - m_axis.front());
    if (m_kind == Aggregate::Kind::At)
        return m_weight == 0 ? m_value : m_value + (m_last - m_value) * m_weight;
    return m_value;
}

void Reduction::takeExtreme(const double* block, std::size_t count)
{
    const bool isMaximum = m_kind == Aggregate::Kind::Maximum;
    double value = m_value;
    bool hasUnknown = false;
    for (std::size_t i = 0; i < count; ++i) {
        hasUnknown |= block[i] != block[i];
        value = (isMaximum ? block[i] > value : block[i] < value) ? block[i] : value;
    }
    m_value = value;
    m_hasUnknown |= hasUnknown;
}

void Reduction::locate(double position)
{
    if (!(position >= m_axis.front() && position <= m_axis.back())) {
        m_hasUnknown = true;
        return;
    }
    const auto after = std::upper_bound(m_axis.begin(), m_axis.end(), position);
    m_index = static_cast<std::size_t>(after - m_axis.begin()) - 1;
    if (m_index + 1 < m_axis.size())
        m_weight = (position - m_axis[m_index]) / (m_axis[m_index + 1] - m_axis[m_index]);
}

} // namespace twin
