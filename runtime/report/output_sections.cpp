// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/comparison.h"
#include "report/field_plots.h"
#include "report/output_plots.h"
#include "report/report_sections.h"
#include "report/report_words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin {

namespace {

constexpr std::size_t pointsInTable = 9;

/// Evenly spread positions, both ends among them.
std::vector<std::size_t> spread(std::size_t count)
{
    std::vector<std::size_t> positions;
    const std::size_t shown = std::min(count, pointsInTable);
    for (std::size_t i = 0; i < shown; ++i)
        positions.push_back(shown == 1 ? 0 : i * (count - 1) / (shown - 1));
    return positions;
}

ReportTable curveTable(const Contract& contract, const Variable& variable, const ReportData::Curve& curve,
                       const std::string& title)
{
    ReportTable table;
    table.isAside = true;
    table.caption = fmt::format("Figures of {} run {}", title, curve.run);
    const bool hasBand = !curve.lower.empty();
    table.columns = {{contract.axis ? contract.axis->name : "point", true}, {"Run", true}, {"Answer", true}};
    if (hasBand)
        table.columns.push_back({"Band", true});
    for (const std::size_t i : spread(curve.axis.size())) {
        std::vector<std::string> row = {
            contract.axis ? given(curve.axis[i], contract.axis->unit) : figure(curve.axis[i]),
            figureWithUnit(curve.truth[i], variable.unit), figureWithUnit(curve.predicted[i], variable.unit)};
        if (hasBand)
            row.push_back(fmt::format("{} to {}", figure(curve.lower[i]), figure(curve.upper[i])));
        table.rows.push_back(std::move(row));
    }
    return table;
}

ReportTable alongAxisTable(const Contract& contract, const Variable& variable,
                           const ReportData::Output& output)
{
    ReportTable table;
    table.isAside = true;
    table.caption = fmt::format("Figures along {}", contract.axis ? contract.axis->name : "the axis");
    const bool hasBand = !output.coverageAlongAxis.empty();
    table.columns = {{contract.axis ? contract.axis->name : "point", true}, {"RMSE", true}};
    if (hasBand)
        table.columns.push_back({"Inside the band", true});
    for (const std::size_t i : spread(output.rmseAlongAxis.size())) {
        std::vector<std::string> row = {given(contract.axis->values[i], contract.axis->unit),
                                        figureWithUnit(output.rmseAlongAxis[i], variable.unit)};
        if (hasBand)
            row.push_back(percentage(output.coverageAlongAxis[i]));
        table.rows.push_back(std::move(row));
    }
    return table;
}

ReportTable regionsTable(const Variable& variable, const ReportData::Output& output)
{
    ReportTable table;
    table.caption = "By part of each input";
    table.columns = {
        {"With"},  {"Runs", true}, {"RMSE", true}, {"Largest error", true}, {"Inside the band", true},
        {"Remark"}};
    for (const ReportData::Region& region : output.regions) {
        std::string remark = region.isWeak ? "larger errors than overall" : "";
        if (region.isOverbold)
            remark += remark.empty() ? "band too narrow" : "; band too narrow";
        table.rows.push_back(
            {region.words, wholeNumber(region.runs), figureWithUnit(region.rmse, variable.unit),
             figureWithUnit(region.maxAbs, variable.unit), percentage(region.coverage), remark});
    }
    return table;
}

ReportTable worstTable(const Contract& contract, const Variable& variable, const ReportData::Output& output)
{
    ReportTable table;
    table.caption = "The worst runs";
    table.columns = {{"Run"}, {"Error", true}, {"Run's value", true}, {"Answer", true}};
    if (variable.isSeries && contract.axis)
        table.columns.push_back({fmt::format("At {}", contract.axis->name), true});
    const bool hasPlaces = variable.isField && contract.axis && contract.axis2;
    if (hasPlaces)
        table.columns.push_back({fmt::format("At {}, {}", contract.axis->name, contract.axis2->name), true});
    table.columns.push_back({"Inputs"});
    for (const ReportData::WorstRun& worst : output.worst) {
        std::vector<std::string> row = {worst.run, figureWithUnit(worst.error, variable.unit),
                                        figureWithUnit(worst.truth, variable.unit),
                                        figureWithUnit(worst.predicted, variable.unit)};
        if (variable.isSeries && contract.axis)
            row.push_back(std::isfinite(worst.at) ? given(worst.at, contract.axis->unit) : "–");
        if (hasPlaces)
            row.push_back(worst.place.size() == 2
                              ? fmt::format("{}, {}", given(worst.place[0], contract.axis->unit),
                                            given(worst.place[1], contract.axis2->unit))
                              : "–");
        row.push_back(inputsInWords(contract, worst.inputs));
        table.rows.push_back(std::move(row));
    }
    return table;
}

ReportSection sectionOf(const Contract& contract, const Variable& variable, const ReportData::Output& output)
{
    ReportSection section{variable.label, {}, true};
    if (!variable.description.empty())
        section.blocks.emplace_back(ReportParagraph{variable.description});
    if (variable.confidence.kind == Confidence::Kind::None && !variable.confidence.reason.empty())
        section.blocks.emplace_back(
            ReportParagraph{fmt::format("It comes without a band: {}", variable.confidence.reason)});
    ReportPlots plots;
    for (const std::vector<ReportData::Curve>* curves : {&output.typical, &output.worstCurve})
        for (const ReportData::Curve& curve : *curves)
            if (curve.axis.size() > 1)
                plots.plots.push_back(
                    curvePlot(contract, variable, curve,
                              curves == &output.typical ? "A typical run" : "The worst run"));
    for (const auto& plot :
         {parityPlot(variable, output), residualPlot(variable, output), coveragePlot(contract, output),
          errorAlongAxisPlot(contract, variable, output), bandPlot(variable, output)})
        if (plot)
            plots.plots.push_back(*plot);
    for (Plot& plot : fieldPlots(contract, variable, output))
        plots.plots.push_back(std::move(plot));
    section.blocks.emplace_back(std::move(plots));
    for (const ReportData::Curve& curve : output.typical)
        section.blocks.emplace_back(curveTable(contract, variable, curve, "the typical"));
    for (const ReportData::Curve& curve : output.worstCurve)
        section.blocks.emplace_back(curveTable(contract, variable, curve, "the worst"));
    section.blocks.emplace_back(alongAxisTable(contract, variable, output));
    section.blocks.emplace_back(regionsTable(variable, output));
    section.blocks.emplace_back(worstTable(contract, variable, output));
    return section;
}

} // namespace

std::vector<ReportSection> outputSections(const Contract& contract, const ReportData& data)
{
    if (data.outputs.empty())
        return {};
    std::vector<ReportSection> sections;
    sections.push_back(
        {"Output by output",
         {ReportParagraph{"All of it on values that the fit behind each answer had not seen. The "
                          "typical run is the one with the middle error.",
                          true}},
         false});
    for (const ReportData::Output& output : data.outputs)
        sections.push_back(sectionOf(contract, *contract.findOutput(output.name), output));
    return sections;
}

static constexpr double unexplained = 0.1; ///< R²

ReportSection influenceSection(const Contract& contract, const ReportData& data)
{
    ReportSection section{"Which inputs matter", {}, false};
    ReportPlots plots;
    std::vector<ReportTable> tables;
    std::vector<std::string> unknown;
    bool isAllExact = true;
    for (const ReportData::Output& output : data.outputs) {
        const Variable& variable = *contract.findOutput(output.name);
        const auto plot = influencePlot(contract, variable, output);
        if (!plot && output.r2 < unexplained)
            unknown.push_back(insideSentence(variable.label));
        if (!plot)
            continue;
        plots.plots.push_back(*plot);
        ReportTable table;
        table.isAside = true;
        table.caption =
            fmt::format("Figures of {}{}", variable.label, output.isInfluenceExact ? ", exact" : "");
        table.columns = {{"Input"}, {"Alone", true}, {"±", true}, {"With interactions", true}, {"±", true}};
        if (output.isInfluenceExact)
            table.columns = {{"Input"}, {"Alone", true}, {"With interactions", true}};
        for (const ReportData::Influence& influence : output.influences) {
            const auto number = [](double value) {
                return std::isfinite(value) ? fmt::format("{:.4f}", value) : std::string("–");
            };
            std::vector<std::string> row = {contract.findInput(influence.input)->label,
                                            number(influence.first), number(influence.firstError),
                                            number(influence.total), number(influence.totalError)};
            if (output.isInfluenceExact)
                row = {row[0], row[1], row[3]};
            isAllExact = isAllExact && output.isInfluenceExact;
            table.rows.push_back(std::move(row));
        }
        tables.push_back(std::move(table));
    }
    if (!unknown.empty())
        section.blocks.emplace_back(ReportParagraph{
            fmt::format("Of {} nothing can be said: its variation is not explained by the inputs.",
                        fmt::join(unknown, " and of "))});
    if (plots.plots.empty()) {
        if (!data.sensitivityWords.empty() && unknown.empty())
            section.blocks.emplace_back(ReportParagraph{data.sensitivityWords});
        return section;
    }
    section.blocks.emplace_back(ReportParagraph{
        "The share of each output's variation that an input brings about, alone and together with the others "
        "(Sobol indices, first-order and total). Of a series, of its whole curve."});
    section.blocks.emplace_back(std::move(plots));
    for (ReportTable& table : tables)
        section.blocks.emplace_back(std::move(table));
    section.blocks.emplace_back(ReportParagraph{
        data.sensitivityWords +
            (isAllExact ? "." : ". The figures after ± are standard errors of the calculation."),
        true});
    return section;
}

} // namespace twin
