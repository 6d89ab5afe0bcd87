// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/failed_runs.h"

#include "guardrail/comparison.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace twin {

namespace {

constexpr std::size_t fewest = 3; // failed runs that may be said to lie somewhere
constexpr std::size_t inputsShown = 2;

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

} // namespace

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
         fmt::format("{} of {} runs failed{}: nothing is known around them. Points that are closer to a "
                     "failed run than to any other are shown as sparse.",
                     count, count + answered.size() / width, places),
         "Mend the cause and make these runs again (xdt run --retry). If there can be no answer there, keep "
         "people out by a rule or by narrower ranges."});
}

} // namespace twin
