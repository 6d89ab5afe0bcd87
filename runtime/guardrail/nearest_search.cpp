// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/nearest_search.h"

#include <algorithm>
#include <cmath>

namespace twin {

namespace {

constexpr int scanSteps = 200;
constexpr int bisections = 60;
constexpr int mostWholeValues = 4096;

Range intersection(const Range& a, const Range& b)
{
    return {std::max(a.minimum, b.minimum), std::min(a.maximum, b.maximum)};
}

/// A multiple of the step without the noise of binary fractions.
double multipleOf(double step, double count)
{
    return step < 1 ? count / std::round(1 / step) : count * step;
}

} // namespace

NearestSearch::NearestSearch(const Contract& contract, std::span<const double> point, Passes passes)
    : m_contract(contract), m_point(point.begin(), point.end()), m_passes(std::move(passes))
{}

std::optional<double> NearestSearch::along(std::size_t input)
{
    const Variable& variable = m_contract.inputs[input];
    const Range allowed = intersection(variable.physical, variable.validated);
    if (!(allowed.minimum <= allowed.maximum))
        return std::nullopt;
    return variable.type == VariableType::Real ? alongReal(input, allowed) : alongWhole(input, allowed);
}

bool NearestSearch::passesAt(std::size_t input, double value)
{
    const double kept = m_point[input];
    m_point[input] = value;
    const bool passes = m_passes(m_point);
    m_point[input] = kept;
    return passes;
}

std::optional<double> NearestSearch::alongReal(std::size_t input, Range allowed)
{
    const Variable& variable = m_contract.inputs[input];
    const double here = std::isfinite(m_point[input]) ? m_point[input] : variable.start;
    const double start = std::clamp(here, allowed.minimum, allowed.maximum);
    const double reach = 1000 * std::max(variable.nominal, std::abs(start));
    allowed = intersection(allowed, {start - reach, start + reach});

    std::optional<double> best;
    const auto offer = [&](double value, bool upwards) {
        const double rounded = roundedInwards(input, value, upwards, allowed);
        if (!best || std::abs(rounded - here) < std::abs(*best - here))
            best = rounded;
    };
    if (start != m_point[input] && passesAt(input, start)) {
        offer(start, start > here);
        return best;
    }
    if (const auto below = border(input, start, allowed.minimum))
        offer(*below, false);
    if (const auto above = border(input, start, allowed.maximum))
        offer(*above, true);
    return best;
}

std::optional<double> NearestSearch::border(std::size_t input, double from, double end)
{
    if (from == end)
        return std::nullopt;
    double failing = from;
    for (int i = 1; i <= scanSteps; ++i) {
        double passing = i == scanSteps ? end : from + (end - from) * i / scanSteps;
        if (!passesAt(input, passing)) {
            failing = passing;
            continue;
        }
        for (int k = 0; k < bisections; ++k) {
            const double middle = 0.5 * (failing + passing);
            if (middle == failing || middle == passing)
                break;
            (passesAt(input, middle) ? passing : failing) = middle;
        }
        return passing;
    }
    return std::nullopt;
}

double NearestSearch::roundedInwards(std::size_t input, double value, bool upwards, Range allowed)
{
    const double step = m_contract.inputs[input].step();
    const double steps = value / step;
    // the border itself may lie on a step, but for the last digits
    const double closest = std::round(steps);
    const double inwards = upwards ? std::ceil(steps) : std::floor(steps);
    for (const double count : {std::abs(steps - closest) < 1e-6 ? closest : inwards, inwards}) {
        const double rounded = multipleOf(step, count);
        if (allowed.contains(rounded) && passesAt(input, rounded))
            return rounded;
    }
    return value;
}

std::optional<double> NearestSearch::alongWhole(std::size_t input, Range allowed)
{
    const double here = std::isfinite(m_point[input]) ? m_point[input] : m_contract.inputs[input].start;
    const double least = std::ceil(allowed.minimum), greatest = std::floor(allowed.maximum);
    if (least > greatest)
        return std::nullopt;
    double below = std::min(std::floor(here), greatest);
    double above = std::max(std::ceil(here), least);
    for (int i = 0; i < mostWholeValues && (below >= least || above <= greatest); ++i) {
        const bool takesBelow = below >= least && (above > greatest || here - below <= above - here);
        const double value = takesBelow ? below-- : above++;
        if (value != m_point[input] && passesAt(input, value))
            return value;
    }
    return std::nullopt;
}

} // namespace twin
