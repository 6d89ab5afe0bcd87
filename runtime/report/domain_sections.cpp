// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/comparison.h"
#include "report/domain_plots.h"
#include "report/report_sections.h"
#include "report/report_words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

ReportTable distanceTable(const ReportData& data)
{
    ReportTable table;
    table.caption = "Held-out runs by their distance to the nearest fitted run";
    table.columns = {{"Distance", true},
                     {"Runs", true},
                     {"Error, in times of the overall one", true},
                     {"Values as close as declared", true}};
    for (const ReportData::DistanceGroup& group : data.distances)
        table.rows.push_back({fmt::format("{} to {}", figure(group.from), figure(group.to)),
                              wholeNumber(group.runs), figure(group.error), percentage(group.kept)});
    return table;
}

std::string limitInWords(const ReportData& data)
{
    const std::string scale = "(1 is the whole width of a validated range)";
    if (data.isLimitLowered)
        return fmt::format(
            "A point farther than {} from every run {} counts as sparse: runs kept out of the fit at "
            "larger distances were answered clearly worse than declared.",
            figure(data.threshold), scale);
    return fmt::format(
        "A point farther than {} from every run {} counts as sparse: that is half as much again as the "
        "distance that nearly all runs keep from each other.{}",
        figure(data.threshold), scale,
        data.distances.empty() ? ""
                               : " Runs kept out of the fit give no reason to draw it closer, as the "
                                 "table shows.");
}

ReportTable mapTable(const Contract& contract, const ReportData::Map& map)
{
    const Variable& first = *contract.findInput(map.first);
    const Variable& second = *contract.findInput(map.second);
    ReportTable table;
    table.isAside = true;
    table.caption =
        fmt::format("Figures: {} and {}", insideSentence(first.label), insideSentence(second.label));
    table.columns = {{first.label}, {second.label}, {"Runs", true}};
    for (const auto& [name, grid] : map.rmse)
        if (const Variable* output = contract.findOutput(name))
            table.columns.push_back({fmt::format("RMSE of {}", insideSentence(output->label)), true});
    for (std::size_t i = 0; i < map.runs.size(); ++i)
        for (std::size_t j = 0; j < map.runs[i].size(); ++j) {
            std::vector<std::string> row = {
                intervalInWords(first, map.firstEdges[i], map.firstEdges[i + 1]),
                intervalInWords(second, map.secondEdges[j], map.secondEdges[j + 1]),
                wholeNumber(map.runs[i][j])};
            for (const auto& [name, grid] : map.rmse)
                if (const Variable* output = contract.findOutput(name))
                    row.push_back(figureWithUnit(grid[i][j], output->unit));
            table.rows.push_back(std::move(row));
        }
    return table;
}

std::string failedInWords(const DomainOfValidity& domain)
{
    const std::size_t failed = domain.failed().size() / domain.inputs();
    if (failed == 0)
        return {};
    return fmt::format(
        " {} more gave no answer: where one of them is closer than any other run, no answer is shown.",
        failed);
}

std::string textOf(const nlohmann::json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// One row for each output of each model, from what the fits say of themselves.
ReportTable modelsTable(const Package& package, const ReportData& data)
{
    ReportTable table;
    table.caption = "Models";
    table.columns = {{"Output"}, {"Kind"}, {"Family"}, {"Scale"}, {"Modes", true}};
    for (const std::unique_ptr<Model>& model : package.models)
        for (const std::string& name : model->outputs()) {
            const Variable* output = package.contract.findOutput(name);
            std::vector<std::string> row = {output ? output->label : name, std::string(model->kind()), "", "",
                                            ""};
            for (const nlohmann::json& details : data.models) {
                if (!details.is_object() || !details.contains("outputs") || !details["outputs"].is_object() ||
                    !details["outputs"].contains(name) || !details["outputs"][name].is_object())
                    continue;
                const nlohmann::json& own = details["outputs"][name];
                row[2] = textOf(details, "family");
                row[3] = textOf(own, "transform");
                row[4] = own.contains("modes") && own["modes"].is_number()
                             ? wholeNumber(own["modes"].get<double>())
                             : "";
            }
            table.rows.push_back(std::move(row));
        }
    return table;
}

} // namespace

ReportSection domainSection(const Package& package, const ReportData& data)
{
    const Contract& contract = package.contract;
    ReportSection section{"Where there is data", {}, false};
    if (!package.domain)
        return section;
    const std::span<const double> runs = package.domain->runs();
    section.blocks.emplace_back(ReportParagraph{
        fmt::format("{} runs lie behind the twin. Between them it answers; where none is near, it says so.{}",
                    runs.size() / contract.inputs.size(), failedInWords(*package.domain))});
    ReportList empty;
    empty.title = "Parts without any run";
    empty.tone = ReportList::Tone::Caution;
    for (const std::string& words : data.emptyRegions)
        if (!words.empty())
            empty.items.push_back(words);
    if (empty.items.empty())
        section.blocks.emplace_back(ReportParagraph{
            runs.size() / contract.inputs.size() <= mostRunsForBoxes
                ? "No part of the ranges, in one input or between two, is emptier than chance would leave it."
                : fmt::format(
                      "No part of the ranges, in one input or between two, is so large and so empty that "
                      "{} of the runs would show it.",
                      mostRunsForBoxes)});
    section.blocks.emplace_back(std::move(empty));
    for (const ReportData::Map& map : data.maps) {
        ReportPlots plots;
        plots.plots.push_back(densityPlot(contract, map, runs, package.domain->failed()));
        for (const Variable& output : contract.outputs)
            if (const auto found = map.rmse.find(output.name); found != map.rmse.end())
                plots.plots.push_back(errorMapPlot(contract, map, output, found->second));
        section.blocks.emplace_back(std::move(plots));
        section.blocks.emplace_back(mapTable(contract, map));
    }
    if (std::isfinite(data.threshold))
        section.blocks.emplace_back(ReportParagraph{limitInWords(data)});
    section.blocks.emplace_back(distanceTable(data));
    return section;
}

ReportSection originSection(const Package& package, const ReportData& data)
{
    const Provenance& provenance = package.contract.provenance;
    ReportSection section{"What it was made from", {}, false};
    ReportTable table;
    table.columns = {{"What"}, {""}};
    const auto row = [&](const char* what, const std::string& value) {
        if (!value.empty())
            table.rows.push_back({what, value});
    };
    row("Source", provenance.source);
    row("Author", provenance.author);
    row("Created", provenance.created);
    row("Notes", provenance.notes);
    row("Table of runs",
        std::isfinite(data.rows) ? fmt::format("{}, {} rows", data.file, wholeNumber(data.rows)) : data.file);
    row("SHA-256 of the table", data.sha256);
    section.blocks.emplace_back(std::move(table));
    ReportList findings;
    findings.title = "What the runs themselves show";
    for (const std::string& words : data.dataFindings)
        if (!words.empty())
            findings.items.push_back(words);
    section.blocks.emplace_back(std::move(findings));
    section.blocks.emplace_back(modelsTable(package, data));
    return section;
}

ReportSection readingSection(const ReportData& data)
{
    ReportSection section{"How to read the figures", {}, false};
    ReportList list;
    list.items = {
        "Error: the twin's answer less the run's value, for runs that the fit behind the answer had not "
        "seen.",
        "RMSE, the root mean square error: the size of a usual error, in which large ones weigh more.",
        "R²: the share of the variation between runs that the twin follows; 1 is all of it.",
        "Band: the interval that is to hold the declared share of values. Its width was set by runs kept out "
        "of "
        "the fit (conformal prediction), so that the share is earned and not assumed.",
        "Distance: between two points, with each input divided by the width of its validated range."};
    if (!data.bands.empty())
        list.items.push_back(fmt::format("Bands were set by: {}.", data.bands));
    section.blocks.emplace_back(std::move(list));
    section.blocks.emplace_back(ReportParagraph{"Sources: bands by Papadopoulos et al. 2008 and Barber et "
                                                "al. 2021; indices by Saltelli et al. 2010 and "
                                                "Jansen 1999, of series by Gamboa et al. 2014.",
                                                true});
    return section;
}

} // namespace twin
