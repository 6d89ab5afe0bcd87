// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report_summary.h"

#include "report/report_words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

std::string trustIn(const Variable& variable, const ReportData::Output& output, bool judgedOnOtherRuns)
{
    std::string words;
    if (std::isfinite(output.p50))
        words = fmt::format("{}: half of the answers are within {} of the run, nine in ten within {}; the "
                            "worst is off by {}.",
                            variable.label, figureWithUnit(output.p50, variable.unit),
                            figureWithUnit(output.p90, variable.unit),
                            figureWithUnit(output.maxAbs, variable.unit));
    else
        words = fmt::format("{}: the answers are off by {} on the whole (root mean square), at most by {}.",
                            variable.label, figureWithUnit(output.rmse, variable.unit),
                            figureWithUnit(output.maxAbs, variable.unit));
    if (std::isfinite(output.coverage) && judgedOnOtherRuns)
        words += fmt::format(" The {:g} % band held {} of the values.", 100 * output.level,
                             percentage(output.coverage));
    else if (std::isfinite(output.coverage))
        words += fmt::format(" The band is set to hold {:g} % of them.", 100 * output.level);
    if (std::isfinite(output.coverage) && (variable.isSeries || variable.isField))
        words += fmt::format(" That is of single points: of whole {} fewer lie within it.",
                             variable.isField ? "fields" : "curves");
    return words;
}

} // namespace

ReportSummary summarise(const ReportData& data, const Contract& contract)
{
    ReportSummary summary;
    for (const ReportData::Output& output : data.outputs)
        if (const Variable* variable = contract.findOutput(output.name))
            summary.trust.push_back(trustIn(*variable, output, data.judgedOnOtherRuns));
    for (const ReportData::Finding& finding : data.findings)
        if (!finding.words.empty())
            summary.caution.push_back(finding.words);
    if (data.findings.empty())
        for (const std::string& region : data.emptyRegions)
            summary.caution.push_back(fmt::format("No run has {}.", region));
    return summary;
}

std::string splitInWords(const ReportData& data)
{
    if (data.words.empty())
        return "No runs have judged the twin: nothing says how far it is right.";
    if (data.trainingRuns == 0)
        return fmt::format("Nothing was fitted: the model was given as it is, and judged on {}.", data.words);
    if (data.judgedOnOtherRuns)
        return fmt::format("The twin was fitted to {} runs and then judged on others: {}.",
                           wholeNumber(data.trainingRuns), data.words);
    return fmt::format("Every run was predicted by a fit that had not seen it: {}. The twin itself was then "
                       "fitted to {} runs.",
                       data.words, wholeNumber(data.trainingRuns));
}

} // namespace twin
