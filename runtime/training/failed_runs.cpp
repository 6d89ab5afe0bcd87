// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/failed_runs.h"

#include "guardrail/comparison.h"
#include "training/run_columns.h"
#include "training/train_checks.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <string>
#include <vector>

namespace twin {

namespace {

constexpr std::size_t fewest = 3; // failed runs that may be said to lie somewhere
constexpr std::size_t inputsShown = 2;
constexpr double byChance = 0.001;     // that runs without an answer are said to lie together
constexpr std::size_t mostAsked = 500; // for the runs next to them

Range rangeOf(std::span<const double> rows, std::size_t width, std::size_t input)
{
    Range range{rows[input], rows[input]};
    for (std::size_t at = input; at < rows.size(); at += width) {
        range.minimum = std::min(range.minimum, rows[at]);
        range.maximum = std::max(range.maximum, rows[at]);
    }
    return range;
}

/// "mode Boost", "flow at least 1400 m³/h"; empty where the failed runs are spread over the input.
std::string placeInWords(const Variable& input, const Range& answered, const Range& failed)
{
    const auto words = [&](const char* relation, double value) {
        return fmt::format("{} {}{}", insideSentence(input.label), relation, input.formatValue(value));
    };
    if (input.type == VariableType::Enumeration)
        return failed.minimum == failed.maximum && answered.minimum < answered.maximum
                   ? words("", failed.minimum)
                   : std::string();
    const Range all{std::min(answered.minimum, failed.minimum), std::max(answered.maximum, failed.maximum)};
    const double middle = (all.minimum + all.maximum) / 2;
    if (failed.minimum > middle)
        return words("at least ", failed.minimum);
    if (failed.maximum < middle)
        return words("at most ", failed.maximum);
    return {};
}

std::vector<double> sorted(std::span<const double> rows, std::size_t width, std::size_t input)
{
    std::vector<double> values;
    for (std::size_t at = input; at < rows.size(); at += width)
        values.push_back(rows[at]);
    std::sort(values.begin(), values.end());
    return values;
}

/// The largest difference between the shares of two sorted samples that are at most some value.
double largestDifference(const std::vector<double>& one, const std::vector<double>& other)
{
    double most = 0;
    for (std::size_t i = 0, k = 0; i < one.size() && k < other.size();) {
        const double value = std::min(one[i], other[k]);
        while (i < one.size() && one[i] <= value)
            ++i;
        while (k < other.size() && other[k] <= value)
            ++k;
        most = std::max(most, std::fabs(double(i) / double(one.size()) - double(k) / double(other.size())));
    }
    return most;
}

} // namespace

Result<FailedRuns> readFailed(const Table* stated, const Table* empty, const TrainingSpec& spec)
{
    FailedRuns runs;
    for (const auto& [table, inputs] : {std::pair(stated, &runs.stated), std::pair(empty, &runs.empty)}) {
        if (!table)
            continue;
        auto read = readDesign(*table, spec.contract, {spec.runColumn, spec.columns});
        if (!read)
            return fail(read.error());
        *inputs = std::move(read->inputs);
        if (inputs == &runs.stated && !spec.runColumn.empty() && table->find(spec.runColumn))
            runs.names = std::move(read->names);
    }
    return runs;
}

std::vector<double> placesOfFailure(const Contract& contract, std::span<const double> answered,
                                    const std::set<std::string>& names, const FailedRuns& runs,
                                    Diagnostics& found)
{
    const std::size_t width = contract.inputs.size(), count = runs.stated.size() / width;
    std::vector<double> places;
    for (std::size_t run = 0; run < count; ++run) {
        const std::span<const double> point(runs.stated.data() + run * width, width);
        const bool isAnswered =
            (!runs.names.empty() && names.contains(runs.names[run])) || seenRuns(answered, point, width) > 0;
        if (!isAnswered)
            places.insert(places.end(), point.begin(), point.end());
    }
    if (const std::size_t since = count - places.size() / width; since > 0)
        found.push_back(
            {Severity::Warning, "data.failed-answered", "/contract/inputs",
             fmt::format("{} of {} runs that are said to have failed have an answer among the runs.", since,
                         count),
             "If they were made again, take them out of the table of failed runs."});
    if (!runs.empty.empty() && lieTogether(contract, answered, runs.empty))
        places.insert(places.end(), runs.empty.begin(), runs.empty.end());
    return places;
}

bool lieTogether(const Contract& contract, std::span<const double> answered, std::span<const double> failed)
{
    const std::size_t width = contract.inputs.size();
    const std::size_t count = failed.size() / width, others = answered.size() / width;
    const double critical =
        std::sqrt(-std::log(byChance / 2 / double(width)) / 2 * (1 / double(count) + 1 / double(others)));
    for (std::size_t i = 0; i < width; ++i)
        if (largestDifference(sorted(answered, width, i), sorted(failed, width, i)) > critical)
            return true;
    std::vector<double> scale;
    for (std::size_t i = 0; i < width; ++i) {
        const Range one = rangeOf(answered, width, i), other = rangeOf(failed, width, i);
        const double range = std::max(one.maximum, other.maximum) - std::min(one.minimum, other.minimum);
        scale.push_back(range > 0 ? 1 / range : 0);
    }
    const auto nearest = [&](std::span<const double> rows, const double* point) {
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t at = 0; at < rows.size(); at += width) {
            double sum = 0;
            for (std::size_t i = 0; i < width; ++i) {
                const double difference = (rows[at + i] - point[i]) * scale[i];
                sum += contract.inputs[i].type == VariableType::Enumeration ? double(difference != 0)
                                                                            : difference * difference;
            }
            if (rows.data() + at != point)
                least = std::min(least, sum);
        }
        return least;
    };
    const std::size_t step = 1 + count / mostAsked;
    double asked = 0, together = 0;
    for (std::size_t run = 0; run < count; run += step) {
        const double* point = failed.data() + run * width;
        ++asked;
        together += nearest(failed, point) < nearest(answered, point);
    }
    const double chance = double(count - 1) / double(count + others - 1);
    return together > asked * chance + 3 * std::sqrt(asked * chance * (1 - chance)) + 1;
}

void findFailed(const Contract& contract, std::span<const double> answered, std::span<const double> failed,
                Diagnostics& found)
{
    const std::size_t width = contract.inputs.size();
    const std::size_t count = failed.size() / width;
    if (count == 0)
        return;
    std::string places;
    for (std::size_t i = 0, shown = 0; i < width && count >= fewest && shown < inputsShown; ++i) {
        const std::string place =
            placeInWords(contract.inputs[i], rangeOf(answered, width, i), rangeOf(failed, width, i));
        if (place.empty())
            continue;
        places += (shown++ > 0 ? " and " : ", all of them with ") + place;
    }
    found.push_back(
        {Severity::Warning, "data.failed-runs", "/contract/inputs",
         fmt::format("{} of {} runs gave no answer{}: nothing is known around them. Where one of them is "
                     "closer than any other run, no answer is shown.",
                     count, count + answered.size() / width, places),
         "Mend the cause and make these runs again (xdt run --retry). If there can be no answer there, keep "
         "people out by a rule or by narrower ranges."});
}

} // namespace twin
