// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshot_builder.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

/// The lowest share of held-out points inside the band over the outputs; NaN when the report has none.
double heldOutCoverage(const Package& package)
{
    double lowest = std::nan("");
    const auto outputs = package.report.find("outputs");
    if (!package.report.is_object() || outputs == package.report.end() || !outputs->is_object())
        return lowest;
    for (const auto& [name, score] : outputs->items()) {
        if (!score.is_object())
            continue;
        const auto coverage = score.find("coverage");
        if (coverage != score.end() && coverage->is_number())
            lowest = std::fmin(lowest, coverage->get<double>());
    }
    return lowest;
}

std::string trusted(const Package& package)
{
    const double coverage = heldOutCoverage(package);
    if (std::isnan(coverage))
        return "Inside the validated range.";
    if (wasJudgedOnOtherRuns(package.report))
        return fmt::format(
            "Inside the validated range; at least {:.0f} % of the held-out values lay within the band.",
            std::floor(coverage * 100));
    double level = 1;
    for (const Variable& output : package.contract.outputs)
        if (output.confidence.kind != Confidence::Kind::None)
            level = std::min(level, output.confidence.level);
    return fmt::format(
        "Inside the validated range; the band is set to hold {:g} % of values from runs kept aside.",
        100 * level);
}

} // namespace

std::string reasonFor(const Package& package, const Snapshot& snapshot)
{
    if (snapshot.error)
        return "No answer: " + snapshot.error->message;
    const auto worst =
        std::max_element(snapshot.verdicts.begin(), snapshot.verdicts.end(),
                         [](const RuleVerdict& a, const RuleVerdict& b) { return a.verdict < b.verdict; });
    if (worst != snapshot.verdicts.end() && worst->verdict != Verdict::Pass && !worst->message.empty())
        return worst->message;
    return trusted(package);
}

} // namespace twin
