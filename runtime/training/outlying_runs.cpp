// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/outlying_runs.h"

#include "guardrail/comparison.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>
#include <limits>
#include <numeric>

namespace twin {

namespace {

constexpr double outlyingScore = 10; ///< modified z-score; 3.5 is usual, runs of simulators have long tails
constexpr double outlyingError = 8;  ///< robust standard deviations of the errors of runs kept out
constexpr double outlyingBands = 4;  ///< half widths of the run's own band

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// How many robust standard deviations each value is from the median; 0 where more than half are the same.
std::vector<double> modifiedScores(const std::vector<double>& values)
{
    const double median = medianOf(values);
    std::vector<double> distances;
    for (const double value : values)
        distances.push_back(std::fabs(value - median));
    const double scale = 1.4826 * medianOf(distances);
    for (double& distance : distances)
        distance = scale > 0 ? distance / scale : 0;
    return distances;
}

bool isPositive(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
}

std::vector<double> logarithms(std::vector<double> values)
{
    for (double& value : values)
        value = std::log(value);
    return values;
}

/// The nearest other runs, each input by the range that the runs span.
std::vector<std::size_t> nearestRuns(const RunSet& set, std::size_t run, std::size_t count)
{
    const std::size_t width = set.inputs.size() / set.runs;
    std::vector<double> distance(set.runs, 0.0);
    for (std::size_t input = 0; input < width; ++input) {
        const std::vector<double> values = inputColumn(set, input);
        const auto [least, most] = std::minmax_element(values.begin(), values.end());
        const double range = *most - *least;
        for (std::size_t other = 0; other < set.runs && range > 0; ++other)
            distance[other] += std::pow((values[other] - values[run]) / range, 2);
    }
    distance[run] = std::numeric_limits<double>::infinity();
    std::vector<std::size_t> order(set.runs);
    std::iota(order.begin(), order.end(), std::size_t(0));
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, set.runs - 1));
    std::partial_sort(order.begin(), end, order.end(),
                      [&](std::size_t a, std::size_t b) { return distance[a] < distance[b]; });
    return {order.begin(), end};
}

/// A run that is off, and those around it that are off less.
struct Group
{
    std::size_t run;
    std::vector<std::size_t> beside;
};

/// A run that is off what the others say.
struct Outlying
{
    std::size_t run;
    double error; ///< the run's value less what the others say, mean over the points
    bool isApart; ///< its own value stands apart from all others
};

/// Of a run and those that it misleads about, or is misled about by, the wrong one is off to one side and the
/// others to the other.
void putWrongFirst(Group& group, const std::vector<Outlying>& outlying)
{
    const auto isAbove = [&](std::size_t run) {
        return std::find_if(outlying.begin(), outlying.end(), [&](const auto& o) {
                   return o.run == run;
               })->error > 0;
    };
    const bool first = isAbove(group.run);
    const auto same = std::count_if(group.beside.begin(), group.beside.end(),
                                    [&](std::size_t run) { return isAbove(run) == first; });
    if (group.beside.size() >= 2 && same + 1 == std::ptrdiff_t(group.beside.size()))
        std::swap(group.run, *std::find_if(group.beside.begin(), group.beside.end(),
                                           [&](std::size_t run) { return isAbove(run) != first; }));
}

/// `outlying`: the runs that stand apart by their own value first, and the most off first. A run that is
/// wrong spoils what is said of those around it, and may be met so closely itself that one of them is off
/// more.
std::vector<Group> groupsOf(const RunSet& set, const std::vector<Outlying>& outlying)
{
    const std::size_t neighbours = 2 * set.inputs.size() / set.runs + 2;
    std::vector<Group> groups;
    std::vector<const Outlying*> heads;
    std::vector<std::vector<std::size_t>> around;
    for (const Outlying& each : outlying) {
        const auto belongs = [&](std::size_t k) {
            const bool isMisled =
                heads[k]->isApart && !each.isApart && std::fabs(each.error) < std::fabs(heads[k]->error);
            return isMisled || std::find(around[k].begin(), around[k].end(), each.run) != around[k].end();
        };
        std::size_t k = 0;
        while (k < groups.size() && !belongs(k))
            ++k;
        if (k < groups.size()) {
            groups[k].beside.push_back(each.run);
        } else {
            groups.push_back({each.run, {}});
            heads.push_back(&each);
            around.push_back(nearestRuns(set, each.run, neighbours));
        }
    }
    std::vector<Group> told;
    for (std::size_t k = 0; k < groups.size(); ++k) {
        if (!heads[k]->isApart)
            putWrongFirst(groups[k], outlying);
        // Where most of those around are off, it is not one that is wrong.
        if (heads[k]->isApart || 2 * groups[k].beside.size() <= neighbours)
            told.push_back(std::move(groups[k]));
    }
    return told;
}

std::string besideInWords(const RunWords& runs, const std::vector<std::size_t>& beside)
{
    if (beside.empty())
        return {};
    std::vector<std::string> names;
    for (const std::size_t run : beside)
        names.push_back(insideSentence(runs.words(run)));
    return fmt::format(" Beside it {} {} off as well: a wrong run misleads about those around it.",
                       names.size() < 3 ? fmt::format("{}", fmt::join(names, " and ")) : someOf(names, 4),
                       beside.size() == 1 ? "is" : "are");
}

} // namespace

void findOutlyingValues(const Variable& variable, const std::vector<double>& values, const RunWords& runs,
                        Diagnostics& found)
{
    if (values.size() < 8)
        return;
    const std::vector<double> scores = modifiedScores(values);
    const std::vector<double> others = isPositive(values) ? modifiedScores(logarithms(values)) : scores;
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    const auto isOutlying = [&](std::size_t run) {
        return std::min(scores[run], others[run]) > outlyingScore;
    };
    const auto count = static_cast<std::size_t>(std::count_if(order.begin(), order.end(), isOutlying));
    if (count * 20 > values.size()) // a twentieth of the runs is no slip but how the values are spread
        return;
    std::size_t shown = 0;
    for (const std::size_t run : order) {
        if (!isOutlying(run) || shown++ == findingsShownEach)
            break;
        found.push_back(finding(
            Severity::Warning, "data.outlier-value", runs.place(run),
            fmt::format("{}: {} is {}, {:.0f} robust standard deviations from the median {}.",
                        runs.words(run), variable.label, variable.formatValue(values[run]), scores[run],
                        variable.formatValue(medianOf(values))),
            "Check the run: a slip of unit or a run that failed spoils the fit around it. If it is wrong, "
            "name it under \"leaveOut\" in the spec."));
    }
}

Diagnostics findOutliers(const Contract& contract, const RunSet& set, const KeptOutAnswers& answers,
                         const std::string& table)
{
    const RunWords runs(set, table);
    Diagnostics found;
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        const Variable& variable = contract.outputs[output];
        const std::vector<double>& truth = set.outputs[output];
        const std::size_t points = truth.size() / set.runs;
        if (isConstantOutput(set, output) || set.runs < 8 || answers.mean[output].size() != truth.size())
            continue;
        std::vector<double> errors, bands, sides; // root mean squares over the points; the mean error
        for (std::size_t run = 0; run < set.runs; ++run) {
            double squares = 0, widths = 0, side = 0;
            for (std::size_t i = run * points; i < (run + 1) * points; ++i) {
                squares += std::pow(answers.mean[output][i] - truth[i], 2) / static_cast<double>(points);
                side += (truth[i] - answers.mean[output][i]) / static_cast<double>(points);
                widths += std::pow((answers.upper[output][i] - answers.lower[output][i]) / 2, 2) /
                          static_cast<double>(points);
            }
            const bool counts = answers.judged[run] && std::isfinite(squares);
            sides.push_back(side);
            errors.push_back(counts ? std::sqrt(squares) : 0);
            bands.push_back(std::isfinite(widths) ? std::sqrt(widths) : 0);
        }
        const std::vector<double> values = outputColumn(set, output);
        const double median = medianOf(values);
        std::vector<double> distances;
        for (const double value : values)
            distances.push_back(std::fabs(value - median));
        const double spread = 1.4826 * medianOf(distances);
        std::vector<double> known;
        std::copy_if(errors.begin(), errors.end(), std::back_inserter(known),
                     [](double error) { return error > 0; });
        const double usual = known.empty() ? 0 : 1.4826 * medianOf(known);
        std::vector<std::size_t> order(set.runs);
        std::iota(order.begin(), order.end(), std::size_t(0));
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return errors[a] > errors[b]; });
        const auto isOutlying = [&](std::size_t run) {
            return errors[run] > outlyingError * usual && errors[run] > 0.1 * spread &&
                   errors[run] > outlyingBands * bands[run];
        };
        if (usual <= 0)
            continue;
        order.erase(std::remove_if(order.begin(), order.end(), std::not_fn(isOutlying)), order.end());
        // Not a few that stand out, each with some that it misleads about, but a part of the space.
        if (order.size() * 10 > set.runs + 40)
            continue;
        const std::vector<double> scores = modifiedScores(values);
        std::vector<Outlying> outlying;
        for (const std::size_t run : order)
            outlying.push_back({run, sides[run], scores[run] > outlyingScore});
        std::stable_partition(outlying.begin(), outlying.end(), [](const auto& o) { return o.isApart; });
        const std::vector<Group> groups = groupsOf(set, outlying);
        if (groups.size() * 20 > set.runs)
            continue;
        for (std::size_t k = 0; k < std::min(groups.size(), findingsShownEach); ++k) {
            const auto& [run, beside] = groups[k];
            found.push_back(finding(
                Severity::Warning, "data.outlier-error", runs.place(run),
                fmt::format(
                    "{}: {} is off what the other runs say by {:.3g}{}, {:.0f} times the usual error.{}",
                    runs.words(run), variable.label, errors[run], variable.unit.afterNumber(),
                    errors[run] / usual, besideInWords(runs, beside)),
                "Check the run. If it is wrong, name it under \"leaveOut\" in the spec; if it is right, "
                "something happens there that needs more runs."));
        }
    }
    return found;
}

} // namespace twin
