// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/input_margin.h"

#include <algorithm>
#include <cmath>

namespace twin {

Range coveredRange(const Variable& input, std::span<const double> values)
{
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    Range range{*lowest, *highest};
    if (std::isfinite(input.validated.minimum))
        range.minimum = std::min(range.minimum, input.validated.minimum);
    if (std::isfinite(input.validated.maximum))
        range.maximum = std::max(range.maximum, input.validated.maximum);
    return range;
}

double InputMargin::levelEdge(std::size_t level) const
{
    if (level == 0)
        return lowest;
    return level >= values.size() ? highest : (values[level - 1] + values[level]) / 2;
}

InputMargin makeMargin(const Variable& input, std::span<const double> runs, std::size_t column,
                       std::size_t width)
{
    constexpr std::size_t mostLevels = 20;
    const std::size_t count = runs.size() / width;
    InputMargin result;
    for (std::size_t run = 0; run < count; ++run)
        result.values.push_back(runs[run * width + column]);
    const Range ends = coveredRange(input, result.values);
    result.lowest = ends.minimum;
    result.highest = ends.maximum;
    const std::vector<double> all = result.values;
    std::sort(result.values.begin(), result.values.end());
    std::vector<double> sorted = result.values;
    result.values.erase(std::unique(result.values.begin(), result.values.end()), result.values.end());
    for (const double value : result.values) {
        const auto first = std::lower_bound(sorted.begin(), sorted.end(), value);
        result.below.push_back(static_cast<double>(first - sorted.begin()) / static_cast<double>(count));
    }
    const bool few = result.levels() <= mostLevels;
    result.byLevel = few && (input.type != VariableType::Real || 4 * result.levels() <= count);
    for (const double value : all) {
        const auto at = std::lower_bound(result.values.begin(), result.values.end(), value);
        result.rank.push_back(static_cast<std::size_t>(at - result.values.begin()));
        const std::size_t rank = result.rank.back();
        result.position.push_back((result.below[rank] + result.above(rank)) / 2);
    }
    return result;
}

} // namespace twin
