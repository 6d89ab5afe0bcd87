// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/region_scores.h"

#include "guardrail/comparison.h"
#include "training/rounding.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace twin {

namespace {

constexpr std::size_t mostLevels = 4;
constexpr std::size_t runsForThirds = 30;
constexpr std::size_t fewestJudged = 8;
constexpr double weakRatio = 1.5;

/// Where the parts of an input meet, at values that a person reads.
std::vector<double> bordersOf(const Variable& input, const std::vector<double>& sorted)
{
    const std::size_t parts = sorted.size() >= runsForThirds ? 3 : 2;
    const double scale = std::pow(10.0, input.decimals());
    std::vector<double> borders;
    for (std::size_t part = 1; part < parts; ++part) {
        const double middle = sorted[part * sorted.size() / parts];
        const double border = toDigits(std::round(middle * scale) / scale, 12);
        if (border > sorted.front() && border <= sorted.back() &&
            (borders.empty() || border > borders.back()))
            borders.push_back(border);
    }
    return borders;
}

std::string wordsOf(const Variable& input, bool hasLower, double lower, bool hasUpper, double upper)
{
    const std::string name = insideSentence(input.label);
    if (!hasLower)
        return fmt::format("{} below {}", name, input.formatValue(upper));
    if (!hasUpper)
        return fmt::format("{} from {} up", name, input.formatValue(lower));
    return fmt::format("{} {} to {}", name, input.formatValue(lower), input.formatValue(upper));
}

std::vector<InputRegion> regionsByLevel(const Variable& input, std::size_t position,
                                        const std::vector<double>& levels)
{
    std::vector<InputRegion> regions;
    for (const double level : levels)
        regions.push_back({position,
                           level,
                           level,
                           fmt::format("{} {}", insideSentence(input.label), input.formatValue(level)),
                           {}});
    return regions;
}

std::vector<InputRegion> regionsByBorders(const Variable& input, std::size_t position,
                                          const std::vector<double>& sorted)
{
    std::vector<double> ends = bordersOf(input, sorted);
    if (ends.empty())
        return {};
    ends.insert(ends.begin(), sorted.front());
    ends.push_back(sorted.back());
    std::vector<InputRegion> regions;
    for (std::size_t part = 0; part + 1 < ends.size(); ++part)
        regions.push_back({position,
                           ends[part],
                           ends[part + 1],
                           wordsOf(input, part > 0, ends[part], part + 2 < ends.size(), ends[part + 1]),
                           {}});
    return regions;
}

} // namespace

std::vector<InputRegion> inputRegions(const Contract& contract, const RunSet& judged)
{
    const std::size_t width = contract.inputs.size();
    std::vector<InputRegion> all;
    for (std::size_t input = 0; input < width; ++input) {
        std::vector<double> sorted(judged.runs);
        for (std::size_t run = 0; run < judged.runs; ++run)
            sorted[run] = judged.inputs[run * width + input];
        std::sort(sorted.begin(), sorted.end());
        std::vector<double> levels = sorted;
        levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
        if (levels.size() < 2)
            continue;
        const Variable& variable = contract.inputs[input];
        std::vector<InputRegion> regions = levels.size() <= mostLevels
                                               ? regionsByLevel(variable, input, levels)
                                               : regionsByBorders(variable, input, sorted);
        for (std::size_t run = 0; run < judged.runs; ++run) {
            const double value = judged.inputs[run * width + input];
            const auto holds = [&](const InputRegion& region) {
                return region.minimum == region.maximum ? value == region.minimum
                                                        : value >= region.minimum && value < region.maximum;
            };
            const auto found = std::find_if(regions.begin(), regions.end(), holds);
            if (!regions.empty())
                (found == regions.end() ? regions.back() : *found).runs.push_back(run);
        }
        std::move(regions.begin(), regions.end(), std::back_inserter(all));
    }
    return all;
}

RegionScore scoreRegion(const Contract& contract, std::size_t output, const HeldOutAnswers& answers,
                        const std::vector<std::size_t>& runs)
{
    const Variable& variable = contract.outputs[output];
    const std::size_t points = contract.points(variable);
    const bool hasBand = variable.confidence.kind != Confidence::Kind::None;
    RegionScore score;
    double squares = 0;
    std::size_t inside = 0;
    for (const std::size_t run : runs) {
        for (std::size_t i = run * points; i < (run + 1) * points; ++i) {
            const double truth = answers.truth.outputs[output][i];
            const double error = std::abs(truth - answers.mean[output][i]);
            squares += error * error;
            score.maxAbs = std::max(score.maxAbs, error);
            inside += hasBand && truth >= answers.lower[output][i] && truth <= answers.upper[output][i];
        }
    }
    const auto count = static_cast<double>(std::max<std::size_t>(runs.size() * points, 1));
    score.rmse = std::sqrt(squares / count);
    score.coverage = hasBand ? static_cast<double>(inside) / count : std::numeric_limits<double>::quiet_NaN();
    if (runs.size() < fewestJudged)
        return score;
    const double everywhere = scoreOutput(contract, output, answers).rmse;
    score.isWeak = everywhere > 0 && score.rmse >= weakRatio * everywhere;
    const double level = variable.confidence.level;
    score.isOverbold = hasBand && score.coverage < level - 3 * std::sqrt(level * (1 - level) /
                                                                         static_cast<double>(runs.size()));
    return score;
}

} // namespace twin
