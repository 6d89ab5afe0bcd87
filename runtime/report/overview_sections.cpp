// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report_sections.h"
#include "report/report_summary.h"
#include "report/report_words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

std::string givenPercent(double share)
{
    return fmt::format("{:.6g} %", 100 * share);
}

std::string boundInWords(const Contract& contract, const ReportData::Bound& bound, const Variable& output)
{
    std::string words;
    if (bound.metric == "coverage")
        words = fmt::format("between {} and {} of the values inside the band", givenPercent(bound.minimum),
                            givenPercent(bound.value));
    else if (bound.metric == "withinAbsOrRel")
        words = fmt::format("within {} or {} of the value, whichever is larger",
                            given(bound.value, output.unit), givenPercent(bound.relative));
    else if (bound.metric == "r2")
        words = fmt::format("R² at least {}", given(bound.value, Unit()));
    else if (bound.metric == "maxRelative")
        words = fmt::format("within {} of the value", givenPercent(bound.value));
    else
        words = fmt::format("{} at most {}", bound.metric == "rmse" ? "root mean square error" : "error",
                            given(bound.value, output.unit));
    if (std::isfinite(bound.at) && contract.axis)
        words += fmt::format(", at {}", given(bound.at, contract.axis->unit));
    return words;
}

std::string measuredInWords(const ReportData::Bound& bound, const Variable& output)
{
    if (bound.metric == "coverage")
        return percentage(bound.measured);
    if (bound.metric == "withinAbsOrRel")
        return fmt::format("at most {} of what is allowed", percentage(bound.measured));
    if (bound.metric == "maxRelative")
        return percentage(bound.measured);
    return bound.metric == "r2" ? figure(bound.measured) : figureWithUnit(bound.measured, output.unit);
}

ReportTable boundsTable(const Contract& contract, const ReportData& data)
{
    ReportTable table;
    table.caption = "What was declared, and what was measured";
    table.columns = {{"Output"}, {"Declared"}, {"Measured"}, {"Kept"}};
    for (const ReportData::Bound& bound : data.bounds)
        if (const Variable* output = contract.findOutput(bound.output))
            table.rows.push_back({output->label, boundInWords(contract, bound, *output),
                                  measuredInWords(bound, *output), bound.isKept ? "yes" : "no"});
    return table;
}

std::string rangeInWords(const Variable& variable, const Range& range)
{
    if (!range.isFinite())
        return "–";
    return fmt::format("{} to {}", variable.formatValue(range.minimum), variable.formatValue(range.maximum));
}

} // namespace

ReportSection shortSection(const Contract& contract, const ReportData& data)
{
    const ReportSummary summary = summarise(data, contract);
    ReportSection section{"In short", {}, false};
    section.blocks.emplace_back(ReportList{"What it is for", contract.madeFor, ReportList::Tone::Good});
    section.blocks.emplace_back(
        ReportList{"What it must not be used for", contract.notFor, ReportList::Tone::Caution});
    section.blocks.emplace_back(ReportParagraph{splitInWords(data)});
    section.blocks.emplace_back(ReportList{"How far to trust it", summary.trust, ReportList::Tone::Good});
    section.blocks.emplace_back(
        ReportList{"Where not to rely on it", summary.caution, ReportList::Tone::Caution});
    if (summary.caution.empty())
        section.blocks.emplace_back(ReportParagraph{"Within the validated ranges the report found no part "
                                                    "where the twin is clearly weaker than overall."});
    section.blocks.emplace_back(ReportParagraph{
        "Outside the validated ranges (listed below) the twin shows no number as an answer.", true});
    return section;
}

ReportSection accuracySection(const Contract& contract, const ReportData& data)
{
    ReportSection section{"Accuracy", {}, false};
    ReportTable table;
    table.caption = "Errors of all held-out values";
    table.columns = {{"Output"},     {"Half within", true}, {"Nine in ten within", true}, {"Largest", true},
                     {"RMSE", true}, {"R²", true},          {"Inside the band", true}};
    for (const ReportData::Output& output : data.outputs) {
        const Variable& variable = *contract.findOutput(output.name);
        table.rows.push_back(
            {variable.label, figureWithUnit(output.p50, variable.unit),
             figureWithUnit(output.p90, variable.unit), figureWithUnit(output.maxAbs, variable.unit),
             figureWithUnit(output.rmse, variable.unit),
             std::isfinite(output.r2) ? fmt::format("{:.5f}", output.r2) : "–",
             !std::isfinite(output.coverage) ? std::string("no band")
             : data.judgedOnOtherRuns
                 ? fmt::format("{} (declared: {:g} %)", percentage(output.coverage), 100 * output.level)
                 : fmt::format("{:g} %, set by these values", 100 * output.level)});
    }
    if (table.rows.empty())
        return section;
    section.blocks.emplace_back(ReportParagraph{splitInWords(data)});
    section.blocks.emplace_back(std::move(table));
    section.blocks.emplace_back(boundsTable(contract, data));
    return section;
}

ReportSection rangesSection(const Contract& contract)
{
    ReportSection section{"Where an answer is given", {}, false};
    ReportTable table;
    table.columns = {{"Input"}, {"Can be"}, {"Validated"}};
    for (const Variable& input : contract.inputs)
        table.rows.push_back(
            {input.label, rangeInWords(input, input.physical), rangeInWords(input, input.validated)});
    section.blocks.emplace_back(std::move(table));
    ReportList rules;
    rules.title = "Rules that every app keeps";
    for (const GuardrailRule& rule : contract.guardrails)
        rules.items.push_back(fmt::format("{}: {} {}", rule.label.empty() ? rule.id : rule.label,
                                          rule.message,
                                          rule.onFail == Verdict::Block      ? "Not evaluated then."
                                          : rule.onFail == Verdict::Withhold ? "No number is shown then."
                                                                             : "Shown with a warning then."));
    section.blocks.emplace_back(std::move(rules));
    return section;
}

ReportSection timingSection(const ModelTiming& timing)
{
    const auto duration = [](double microseconds) {
        return microseconds < 1000 ? figure(microseconds) + " µs" : figure(microseconds / 1000) + " ms";
    };
    ReportSection section{"How fast it answers", {}, false};
    ReportTable table;
    table.columns = {{"What"}, {"Time", true}};
    table.rows = {{"One point with rules, domain check and bands (the middle of many)",
                   duration(timing.pointMicroseconds)},
                  {fmt::format("A row of a batch of {}, with bands, on {} {}", timing.batchRows,
                               timing.threads, timing.threads == 1 ? "thread" : "threads"),
                   duration(timing.rowMicroseconds)}};
    section.blocks.emplace_back(std::move(table));
    section.blocks.emplace_back(ReportParagraph{
        fmt::format("Measured when this page was made, on {}with the {} kernels. Not part of the package.",
                    timing.processor.empty() ? "" : timing.processor + ", ", timing.kernels),
        true});
    return section;
}

} // namespace twin
