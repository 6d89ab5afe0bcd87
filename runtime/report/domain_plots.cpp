// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/domain_plots.h"

#include "guardrail/comparison.h"
#include "report/cell_layer.h"
#include "report/report_words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

constexpr std::size_t mostPoints = 600;

PlotAxis axisOf(const Variable& input, const std::vector<double>& edges)
{
    PlotAxis axis = makeAxis(titleOf(input.label, input.unit), edges.front(), edges.back());
    if (input.type == VariableType::Real)
        return axis;
    axis.ticks.clear();
    for (double value = std::ceil(edges.front()); value <= edges.back() && axis.ticks.size() < 12; ++value)
        axis.ticks.emplace_back(value, input.type == VariableType::Integer ? fmt::format("{:.0f}", value)
                                                                           : input.formatValue(value));
    return axis;
}

Plot emptyMap(const Contract& contract, const ReportData::Map& map)
{
    Plot plot;
    plot.x = axisOf(*contract.findInput(map.first), map.firstEdges);
    plot.y = axisOf(*contract.findInput(map.second), map.secondEdges);
    plot.aspect = 1.25;
    return plot;
}

} // namespace

Plot densityPlot(const Contract& contract, const ReportData::Map& map, std::span<const double> runs,
                 std::span<const double> failed)
{
    Plot plot = emptyMap(contract, map);
    plot.title = "Runs";
    ReportData::Grid shaded = map.runs;
    std::size_t empty = 0;
    double fewest = std::numeric_limits<double>::infinity();
    for (auto& line : shaded)
        for (double& value : line) {
            fewest = std::fmin(fewest, value);
            if (value == 0) {
                ++empty;
                value = ReportData::none;
            }
        }
    plot.layers.push_back(cellLayer(map.firstEdges, map.secondEdges, sharesOfLargest(shaded),
                                    cellTexts(shaded, [](double value) {
                                        return std::isnan(value) ? std::string("0") : wholeNumber(value);
                                    })));
    plot.description = fmt::format("How many runs lie in each part of {} and {}. {}",
                                   insideSentence(contract.findInput(map.first)->label),
                                   insideSentence(contract.findInput(map.second)->label),
                                   empty > 0 ? fmt::format("{} parts hold none; they are hatched.", empty)
                                             : fmt::format("The emptiest part holds {:.0f}.", fewest));
    const std::size_t width = contract.inputs.size();
    const std::size_t first = *contract.inputIndex(map.first), second = *contract.inputIndex(map.second);
    const bool isSpread = contract.inputs[first].type == VariableType::Real &&
                          contract.inputs[second].type == VariableType::Real;
    const auto pointsOf = [&](std::span<const double> rows, PlotLayer::Role role, const char* label) {
        PlotLayer points;
        points.role = role;
        points.label = label;
        const std::size_t count = rows.size() / width;
        for (std::size_t i = 0; isSpread && i < count; i += count / mostPoints + 1) {
            points.x.push_back(rows[i * width + first]);
            points.y.push_back(rows[i * width + second]);
        }
        return points;
    };
    if (!failed.empty()) {
        plot.layers.insert(plot.layers.begin(),
                           pointsOf(failed, PlotLayer::Role::Warning, isSpread ? "failed" : ""));
        plot.description += fmt::format(" {} runs failed.", failed.size() / width);
    }
    plot.layers.insert(plot.layers.begin(),
                       pointsOf(runs, PlotLayer::Role::Truth, failed.empty() || !isSpread ? "" : "answered"));
    return plot;
}

Plot errorMapPlot(const Contract& contract, const ReportData::Map& map, const Variable& output,
                  const ReportData::Grid& rmse)
{
    Plot plot = emptyMap(contract, map);
    plot.title = titleOf("Error of " + insideSentence(output.label), output.unit);
    plot.layers.push_back(cellLayer(map.firstEdges, map.secondEdges, sharesOfLargest(rmse),
                                    cellTexts(rmse, [](double value) { return shortFigure(value); })));
    double largest = -1;
    std::size_t row = 0, column = 0;
    for (std::size_t i = 0; i < rmse.size(); ++i)
        for (std::size_t j = 0; j < rmse[i].size(); ++j)
            if (rmse[i][j] > largest) {
                largest = rmse[i][j];
                row = i;
                column = j;
            }
    const Variable& first = *contract.findInput(map.first);
    const Variable& second = *contract.findInput(map.second);
    plot.description =
        largest < 0
            ? "No run judges any part."
            : fmt::format("The root mean square error in each part. It is largest, {}, with {} {} and {} {}. "
                          "Hatched parts hold no run that judges.",
                          figureWithUnit(largest, output.unit), insideSentence(first.label),
                          intervalInWords(first, map.firstEdges[row], map.firstEdges[row + 1]),
                          insideSentence(second.label),
                          intervalInWords(second, map.secondEdges[column], map.secondEdges[column + 1]));
    return plot;
}

} // namespace twin
