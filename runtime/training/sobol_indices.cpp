// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/sobol_indices.h"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cassert>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <random>

namespace twin {

namespace {

constexpr std::size_t mostDimensions = 1800; // the sequence has 3667 columns, each input takes two

/// What one replicate adds up for one output.
struct Sums
{
    double variance = 0;
    std::vector<double> first, total; ///< by input, not yet divided by the variance
};

/// One replicate's points: two independent matrices of samples x dimensions.
struct Matrices
{
    std::vector<double> a, b;
};

Matrices shiftedMatrices(const SobolPlan& plan, std::mt19937_64& shifts)
{
    boost::random::sobol sequence(2 * plan.dimensions);
    std::vector<double> shift(2 * plan.dimensions);
    for (double& value : shift)
        value = static_cast<double>(shifts() >> 11) * 0x1p-53;
    Matrices points;
    points.a.resize(plan.samples * plan.dimensions);
    points.b.resize(plan.samples * plan.dimensions);
    for (std::size_t row = 0; row < plan.samples; ++row) {
        for (std::size_t column = 0; column < 2 * plan.dimensions; ++column) {
            double value = static_cast<double>(sequence()) * 0x1p-64 + shift[column];
            value -= std::floor(value);
            std::vector<double>& matrix = column < plan.dimensions ? points.a : points.b;
            matrix[row * plan.dimensions + column % plan.dimensions] = value;
        }
    }
    return points;
}

/// Means and variances of each value over both matrices.
void centre(std::vector<double>& a, std::vector<double>& b, std::size_t width, std::vector<double>& variance)
{
    const std::size_t rows = a.size() / width;
    std::vector<double> mean(width, 0.0);
    for (const auto* values : {&a, &b})
        for (std::size_t i = 0; i < values->size(); ++i)
            mean[i % width] += (*values)[i] / static_cast<double>(2 * rows);
    variance.assign(width, 0.0);
    for (auto* values : {&a, &b})
        for (std::size_t i = 0; i < values->size(); ++i) {
            double& value = (*values)[i];
            value -= mean[i % width];
            variance[i % width] += value * value / static_cast<double>(2 * rows);
        }
}

class Replicate
{
  public:
    Replicate(const UniformFunction& function, const SobolPlan& plan)
        : m_function(function),
          m_plan(plan),
          m_width(std::accumulate(plan.widths.begin(), plan.widths.end(), std::size_t(0)))
    {}

    Result<std::vector<Sums>> run(std::mt19937_64& shifts)
    {
        const Matrices points = shiftedMatrices(m_plan, shifts);
        std::vector<double> a(m_plan.samples * m_width), b(a.size()), mixed(a.size());
        for (const auto& [from, to] : {std::pair(&points.a, &a), std::pair(&points.b, &b)})
            if (const Status status = m_function(from->data(), m_plan.samples, to->data()); !status)
                return fail(status.error());
        const std::vector<double> rawA = a;
        std::vector<double> variance;
        centre(a, b, m_width, variance);
        std::vector<Sums> sums = emptySums(variance);
        std::vector<double> points2 = points.a;
        for (std::size_t input = 0; input < m_plan.dimensions; ++input) {
            swapColumn(points2, points.b, input);
            if (const Status status = m_function(points2.data(), m_plan.samples, mixed.data()); !status)
                return fail(status.error());
            swapColumn(points2, points.a, input);
            add(sums, input, rawA, b, mixed);
        }
        return sums;
    }

  private:
    std::vector<Sums> emptySums(const std::vector<double>& variance) const
    {
        std::vector<Sums> sums;
        std::size_t at = 0;
        for (const std::size_t width : m_plan.widths) {
            Sums& output = sums.emplace_back();
            output.variance = std::accumulate(variance.begin() + std::ptrdiff_t(at),
                                              variance.begin() + std::ptrdiff_t(at + width), 0.0);
            output.first.assign(m_plan.dimensions, 0.0);
            output.total.assign(m_plan.dimensions, 0.0);
            at += width;
        }
        return sums;
    }

    void swapColumn(std::vector<double>& points, const std::vector<double>& from, std::size_t input) const
    {
        for (std::size_t row = 0; row < m_plan.samples; ++row)
            points[row * m_plan.dimensions + input] = from[row * m_plan.dimensions + input];
    }

    void add(std::vector<Sums>& sums, std::size_t input, const std::vector<double>& rawA,
             const std::vector<double>& b, const std::vector<double>& mixed) const
    {
        const auto samples = static_cast<double>(m_plan.samples);
        for (std::size_t row = 0; row < m_plan.samples; ++row) {
            std::size_t at = row * m_width;
            for (std::size_t output = 0; output < sums.size(); ++output) {
                double first = 0, total = 0;
                for (const std::size_t end = at + m_plan.widths[output]; at < end; ++at) {
                    const double change = mixed[at] - rawA[at];
                    first += b[at] * change;
                    total += change * change;
                }
                sums[output].first[input] += first / samples;
                sums[output].total[input] += total / (2 * samples);
            }
        }
    }

    const UniformFunction& m_function;
    const SobolPlan& m_plan;
    std::size_t m_width;
};

/// The estimate over all replicates and its standard error from their scatter.
std::pair<double, double> pooled(const std::vector<std::vector<Sums>>& replicates, std::size_t output,
                                 std::size_t input, std::vector<double> Sums::*part)
{
    double numerator = 0, denominator = 0;
    for (const auto& sums : replicates) {
        numerator += (sums[output].*part)[input];
        denominator += sums[output].variance;
    }
    const double estimate = numerator / denominator;
    double squares = 0;
    for (const auto& sums : replicates) {
        const double deviation =
            ((sums[output].*part)[input] - estimate * sums[output].variance) / denominator;
        squares += deviation * deviation;
    }
    const auto count = static_cast<double>(replicates.size());
    return {estimate, std::sqrt(squares * count / (count - 1))};
}

} // namespace

Result<std::vector<std::vector<SobolIndex>>> sobolIndices(const UniformFunction& function,
                                                          const SobolPlan& plan)
{
    assert(plan.dimensions > 0 && plan.samples > 1 && plan.replicates > 1);
    if (plan.dimensions > mostDimensions)
        return fail("sensitivity.size", "",
                    fmt::format("Sensitivity indices take at most {} inputs, not {}.", mostDimensions,
                                plan.dimensions),
                    "Leave out inputs that do not matter.");
    std::mt19937_64 shifts(20240229);
    std::vector<std::vector<Sums>> replicates;
    Replicate replicate(function, plan);
    for (std::size_t i = 0; i < plan.replicates; ++i) {
        auto sums = replicate.run(shifts);
        if (!sums)
            return fail(sums.error());
        replicates.push_back(std::move(*sums));
    }
    std::vector<std::vector<SobolIndex>> indices(plan.widths.size());
    for (std::size_t output = 0; output < indices.size(); ++output) {
        const bool varies = std::all_of(replicates.begin(), replicates.end(), [&](const auto& sums) {
            return std::isfinite(sums[output].variance) && sums[output].variance > 0;
        });
        for (std::size_t input = 0; varies && input < plan.dimensions; ++input) {
            SobolIndex& index = indices[output].emplace_back();
            std::tie(index.first, index.firstError) = pooled(replicates, output, input, &Sums::first);
            std::tie(index.total, index.totalError) = pooled(replicates, output, input, &Sums::total);
        }
    }
    return indices;
}

} // namespace twin
