// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/field_plots.h"

#include "guardrail/comparison.h"
#include "report/cell_layer.h"
#include "report/report_words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

PlotAxis axisOf(const Axis& axis, const std::vector<double>& edges)
{
    return makeAxis(titleOf(axis.label.empty() ? axis.name : axis.label, axis.unit), edges.front(),
                    edges.back());
}

Plot emptyMap(const Contract& contract, const ReportData::FieldMap& map)
{
    Plot plot;
    plot.x = axisOf(*contract.axis, map.firstEdges);
    plot.y = axisOf(*contract.axis2, map.secondEdges);
    plot.aspect = 1.25;
    return plot;
}

std::string intervalWords(const Axis& axis, const std::vector<double>& edges, std::size_t cell)
{
    return fmt::format("{} {} to {}", axis.label.empty() ? axis.name : insideSentence(axis.label),
                       given(edges[cell], Unit()), given(edges[cell + 1], axis.unit));
}

std::string largestWords(const Contract& contract, const Variable& variable, const ReportData::FieldMap& map,
                         const ReportData::Grid& grid)
{
    double largest = -1;
    std::size_t row = 0, column = 0;
    for (std::size_t i = 0; i < grid.size(); ++i)
        for (std::size_t j = 0; j < grid[i].size(); ++j)
            if (grid[i][j] > largest) {
                largest = grid[i][j];
                row = i;
                column = j;
            }
    if (largest < 0)
        return {};
    return fmt::format("It is largest, {}, with {} and {}.", figureWithUnit(largest, variable.unit),
                       intervalWords(*contract.axis, map.firstEdges, row),
                       intervalWords(*contract.axis2, map.secondEdges, column));
}

Plot errorMap(const Contract& contract, const Variable& variable, const ReportData::FieldMap& map,
              const ReportData::Grid& grid)
{
    Plot plot = emptyMap(contract, map);
    plot.layers.push_back(cellLayer(map.firstEdges, map.secondEdges, sharesOfLargest(grid),
                                    cellTexts(grid, [](double value) { return shortFigure(value); })));
    plot.description = largestWords(contract, variable, map, grid);
    return plot;
}

Plot coverageMap(const Contract& contract, const ReportData::FieldMap& map, double level)
{
    Plot plot = emptyMap(contract, map);
    plot.title = "Values inside the band [%]";
    ReportData::Grid shades = map.coverage;
    double least = 1, most = 0;
    for (auto& line : shades)
        for (double& value : line) {
            least = std::min(least, value);
            most = std::max(most, value);
            value = std::clamp((level - value) / level, 0.0, 1.0);
        }
    plot.layers.push_back(
        cellLayer(map.firstEdges, map.secondEdges, shades,
                  cellTexts(map.coverage, [](double value) { return fmt::format("{:.0f}", 100 * value); })));
    plot.description =
        fmt::format("Between {:.0f} % and {:.0f} % of the values of each part are inside the band; "
                    "{:g} % are declared. Parts with fewer than that are darker.",
                    100 * least, 100 * most, 100 * level);
    return plot;
}

} // namespace

std::vector<Plot> fieldPlots(const Contract& contract, const Variable& variable,
                             const ReportData::Output& output)
{
    std::vector<Plot> plots;
    for (const ReportData::FieldMap& map : output.overAxes) {
        Plot error = errorMap(contract, variable, map, map.rmse);
        error.title = titleOf("Root mean square error", variable.unit);
        error.description = "The root mean square error over all runs in each part. " + error.description;
        plots.push_back(std::move(error));
        if (!map.coverage.empty() && output.level > 0)
            plots.push_back(coverageMap(contract, map, output.level));
        Plot worst = errorMap(contract, variable, map, map.worst);
        worst.title = titleOf(fmt::format("The worst run: {}", map.worstRun), variable.unit);
        worst.description = fmt::format("The largest error of one run in each part. {}. {}",
                                        inputsInWords(contract, map.worstInputs), worst.description);
        plots.push_back(std::move(worst));
    }
    return plots;
}

} // namespace twin
