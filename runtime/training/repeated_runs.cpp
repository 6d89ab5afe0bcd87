// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/repeated_runs.h"

#include "training/run_words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <numeric>

namespace twin {

namespace {

/// Runs with the same inputs, first ones first.
std::vector<std::vector<std::size_t>> repeatedRuns(const RunSet& set)
{
    const auto width = static_cast<std::ptrdiff_t>(set.inputs.size() / set.runs);
    std::map<std::vector<double>, std::vector<std::size_t>> groups;
    for (std::size_t run = 0; run < set.runs; ++run) {
        const auto begin = set.inputs.begin() + static_cast<std::ptrdiff_t>(run) * width;
        groups[std::vector<double>(begin, begin + width)].push_back(run);
    }
    std::vector<std::vector<std::size_t>> repeated;
    for (auto& [inputs, members] : groups) {
        if (members.size() > 1)
            repeated.push_back(std::move(members));
    }
    std::sort(repeated.begin(), repeated.end());
    return repeated;
}

/// The standard deviation among repeated runs as a share of that among all, pooled over the points.
double pureError(const RunSet& set, std::size_t output, const std::vector<std::vector<std::size_t>>& repeated)
{
    const std::vector<double>& values = set.outputs[output];
    const std::size_t points = values.size() / set.runs;
    std::vector<std::size_t> all(set.runs);
    std::iota(all.begin(), all.end(), std::size_t(0));
    const auto squares = [&](const std::vector<std::size_t>& members) {
        double sum = 0;
        for (std::size_t point = 0; point < points; ++point) {
            double mean = 0;
            for (const std::size_t run : members)
                mean += values[run * points + point] / static_cast<double>(members.size());
            for (const std::size_t run : members)
                sum += std::pow(values[run * points + point] - mean, 2);
        }
        return sum;
    };
    double within = 0, freedom = 0;
    for (const auto& members : repeated) {
        within += squares(members);
        freedom += static_cast<double>(members.size() - 1);
    }
    const double total = squares(all) / static_cast<double>(set.runs - 1);
    return total > 0 ? std::sqrt(within / freedom / total) : 0;
}

} // namespace

void findRepeated(const Contract& contract, const RunSet& set, const RunWords& runs, Diagnostics& found)
{
    const auto repeated = repeatedRuns(set);
    if (repeated.empty())
        return;
    std::vector<std::string> pairs;
    std::size_t extra = 0;
    for (const auto& members : repeated) {
        extra += members.size() - 1;
        pairs.push_back(fmt::format("{} = {}", set.names[members[1]], set.names[members[0]]));
    }
    const std::string which = fmt::format("{} {} inputs that another run has ({})", extra,
                                          extra == 1 ? "run repeats" : "runs repeat", someOf(pairs, 4));
    std::vector<std::string> noisy;
    double most = 0;
    for (std::size_t output = 0; output < set.outputs.size(); ++output) {
        const double share = pureError(set, output, repeated);
        most = std::max(most, share);
        if (share > 1e-12) // else the rounding of their mean
            noisy.push_back(fmt::format("{} by {:.2g} %", contract.outputs[output].label, 100 * share));
    }
    if (noisy.empty()) {
        found.push_back(
            finding(Severity::Info, "data.repeated", runs.place(repeated.front()[1]),
                    which + ", with the same outputs.",
                    "They add nothing: take them out. No fit that a run judged has seen one of them."));
        return;
    }
    found.push_back(finding(
        most > 0.1 ? Severity::Warning : Severity::Info, "data.replicates", runs.place(repeated.front()[1]),
        fmt::format(
            "{}, and the outputs differ all the same, in shares of their spread: {}. That is noise, which no "
            "model can foretell.",
            which, someOf(noisy)),
        "A Gaussian process takes it up as its nugget; more runs average it out. Bands cannot be narrower "
        "than it."));
}

} // namespace twin
