// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/output_plots.h"

#include "report/report_words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <tuple>

namespace twin {

namespace {

using Kind = PlotLayer::Kind;
using Role = PlotLayer::Role;

std::string axisTitle(const Contract& contract)
{
    const Axis& axis = *contract.axis;
    return titleOf(axis.label.empty() ? axis.name : axis.label, axis.unit);
}

/// The contract's axis; a day has ticks every six hours.
PlotAxis axisAlong(const Contract& contract)
{
    const std::vector<double>& values = contract.axis->values;
    PlotAxis axis = makeAxis(axisTitle(contract), values.front(), values.back());
    if (contract.axis->unit.code() == "h" && values.front() == 0 && values.back() == 24)
        axis.ticks = {{0, "0"}, {6, "6"}, {12, "12"}, {18, "18"}, {24, "24"}};
    return axis;
}

PlotLayer line(Role role, std::string label, std::vector<double> x, std::vector<double> y)
{
    PlotLayer layer;
    layer.kind = Kind::Line;
    layer.role = role;
    layer.label = std::move(label);
    layer.x = std::move(x);
    layer.y = std::move(y);
    return layer;
}

PlotLayer points(Role role, std::string label, std::vector<double> x, std::vector<double> y)
{
    PlotLayer layer = line(role, std::move(label), std::move(x), std::move(y));
    layer.kind = Kind::Points;
    return layer;
}

/// Both columns of pairs.
std::pair<std::vector<double>, std::vector<double>> columns(const ReportData::Pairs& pairs)
{
    std::pair<std::vector<double>, std::vector<double>> both;
    for (const auto& [first, second] : pairs) {
        both.first.push_back(first);
        both.second.push_back(second);
    }
    return both;
}

std::vector<double> joined(std::initializer_list<const std::vector<double>*> parts)
{
    std::vector<double> all;
    for (const std::vector<double>* part : parts)
        all.insert(all.end(), part->begin(), part->end());
    return all;
}

} // namespace

std::optional<Plot> parityPlot(const Variable& variable, const ReportData::Output& output)
{
    if (output.parity.empty())
        return std::nullopt;
    auto [truth, predicted] = columns(output.parity);
    Plot plot;
    plot.title = "Answer against run";
    plot.x = makeAxis(titleOf("Run", variable.unit), joined({&truth, &predicted}));
    plot.y = plot.x;
    plot.y.title = titleOf("Answer", variable.unit);
    plot.description =
        fmt::format("{} pairs of a run's value and the twin's answer to it, from {} to {}. R² is {}, "
                    "the largest error {}.",
                    output.parity.size(), figureWithUnit(plot.x.minimum, variable.unit),
                    figureWithUnit(plot.x.maximum, variable.unit),
                    std::isfinite(output.r2) ? fmt::format("{:.5f}", output.r2) : "not known",
                    figureWithUnit(output.maxAbs, variable.unit));
    plot.layers.push_back(
        line(Role::Reference, "equal", {plot.x.minimum, plot.x.maximum}, {plot.x.minimum, plot.x.maximum}));
    plot.layers.push_back(points(Role::Answer, "a value kept out of the fit", truth, predicted));
    return plot;
}

std::optional<Plot> residualPlot(const Variable& variable, const ReportData::Output& output)
{
    if (output.parity.empty())
        return std::nullopt;
    auto [truth, predicted] = columns(output.parity);
    std::vector<double> error(truth.size());
    for (std::size_t i = 0; i < error.size(); ++i)
        error[i] = predicted[i] - truth[i];
    Plot plot;
    plot.title = "Error against answer";
    plot.x = makeAxis(titleOf("Answer", variable.unit), predicted);
    std::vector<double> both = error;
    both.push_back(0);
    plot.y = makeAxis(titleOf("Answer less run", variable.unit), both);
    const auto above = std::count_if(error.begin(), error.end(), [](double e) { return e > 0; });
    plot.description = fmt::format("{} errors over the answer; {} are too high, {} too low.", error.size(),
                                   above, std::ptrdiff_t(error.size()) - above);
    plot.layers.push_back(line(Role::Reference, "", {plot.x.minimum, plot.x.maximum}, {0, 0}));
    plot.layers.push_back(points(Role::Answer, "", predicted, error));
    return plot;
}

std::optional<Plot> bandPlot(const Variable& variable, const ReportData::Output& output)
{
    if (output.bandFactors.empty() || !std::isfinite(output.level))
        return std::nullopt;
    auto [factor, share] = columns(output.bandFactors);
    for (double& value : share)
        value *= 100;
    const double level = 100 * output.level;
    Plot plot;
    plot.title = "What a band of another width would hold";
    plot.x = makeAxis("Width, in times of the declared band", 0, factor.back());
    plot.y = makeAxis("Values inside [%]", 0, 100);
    plot.description =
        fmt::format("The share of held-out values of {} inside the band, over its width. The declared band "
                    "holds {}; {:g} % are declared.",
                    variable.label, percentage(output.coverage), level);
    plot.layers.push_back(line(Role::Reference, "declared", {0, 1, 1}, {level, level, 0}));
    plot.layers.push_back(line(Role::Answer, "measured", factor, share));
    return plot;
}

std::optional<Plot> coveragePlot(const Contract& contract, const ReportData::Output& output)
{
    if (output.coverageAlongAxis.empty() || !std::isfinite(output.level))
        return std::nullopt;
    std::vector<double> share = output.coverageAlongAxis;
    for (double& value : share)
        value *= 100;
    const double level = 100 * output.level;
    Plot plot;
    plot.title = fmt::format("Values inside the band, along {}", contract.axis->name);
    plot.x = axisAlong(contract);
    plot.y = makeAxis("Values inside [%]", 0, 100);
    const auto [low, high] = std::minmax_element(share.begin(), share.end());
    plot.description =
        fmt::format("Between {:.0f} % and {:.0f} % of the runs are inside the band at each point; "
                    "{:g} % are declared.",
                    *low, *high, level);
    plot.layers.push_back(
        line(Role::Reference, "declared", {plot.x.minimum, plot.x.maximum}, {level, level}));
    plot.layers.push_back(line(Role::Answer, "measured", contract.axis->values, share));
    return plot;
}

std::optional<Plot> errorAlongAxisPlot(const Contract& contract, const Variable& variable,
                                       const ReportData::Output& output)
{
    if (output.rmseAlongAxis.empty())
        return std::nullopt;
    Plot plot;
    plot.title = fmt::format("Error along {}", contract.axis->name);
    plot.x = axisAlong(contract);
    std::vector<double> all = output.rmseAlongAxis;
    all.push_back(0);
    plot.y = makeAxis(titleOf("Root mean square error", variable.unit), all);
    const auto worst = std::max_element(output.rmseAlongAxis.begin(), output.rmseAlongAxis.end());
    const auto at = static_cast<std::size_t>(worst - output.rmseAlongAxis.begin());
    plot.description = fmt::format(
        "The root mean square error over all runs at each point. It is largest, {}, at {}.",
        figureWithUnit(*worst, variable.unit), given(contract.axis->values[at], contract.axis->unit));
    plot.layers.push_back(line(Role::Answer, "", contract.axis->values, output.rmseAlongAxis));
    return plot;
}

Plot curvePlot(const Contract& contract, const Variable& variable, const ReportData::Curve& curve,
               const std::string& title)
{
    Plot plot;
    plot.title = fmt::format("{}: {}", title, curve.run);
    plot.x = contract.axis ? axisAlong(contract) : makeAxis("", curve.axis.front(), curve.axis.back());
    plot.y = makeAxis(titleOf(variable.label, variable.unit),
                      joined({&curve.truth, &curve.predicted, &curve.lower, &curve.upper}));
    double largest = 0;
    for (std::size_t i = 0; i < curve.truth.size(); ++i)
        largest = std::max(largest, std::abs(curve.truth[i] - curve.predicted[i]));
    plot.description =
        fmt::format("{} of one run and of the twin. {}. They differ by at most {}.", variable.label,
                    inputsInWords(contract, curve.inputs), figureWithUnit(largest, variable.unit));
    if (!curve.lower.empty()) {
        PlotLayer band = line(Role::Answer, "band", curve.axis, curve.lower);
        band.kind = Kind::Band;
        band.y2 = curve.upper;
        plot.layers.push_back(std::move(band));
    }
    plot.layers.push_back(line(Role::Answer, "answer", curve.axis, curve.predicted));
    plot.layers.push_back(line(Role::Truth, "run", curve.axis, curve.truth));
    return plot;
}

std::optional<Plot> influencePlot(const Contract& contract, const Variable& variable,
                                  const ReportData::Output& output)
{
    if (output.influences.empty())
        return std::nullopt;
    std::vector<ReportData::Influence> order = output.influences;
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.total < b.total; });
    constexpr std::size_t mostShown = 12;
    if (order.size() > mostShown)
        order.erase(order.begin(), order.end() - mostShown);

    Plot plot;
    plot.title = variable.label;
    plot.x = makeAxis("Share of the variation", 0, 1);
    plot.y = {"", 0, static_cast<double>(order.size()), {}};
    PlotLayer total, first;
    total.kind = first.kind = Kind::Bars;
    total.role = Role::Reference;
    total.label = "with its interactions";
    first.label = "alone";
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double middle = static_cast<double>(i) + 0.5;
        const Variable* input = contract.findInput(order[i].input);
        plot.y.ticks.emplace_back(middle, input ? input->label : order[i].input);
        for (auto [layer, end, thick] :
             {std::tuple(&total, order[i].total, 0.66), std::tuple(&first, order[i].first, 0.34)}) {
            layer->x.push_back(0);
            layer->x2.push_back(std::clamp(end, 0.0, 1.0));
            layer->y.push_back(middle);
            layer->y2.push_back(thick);
        }
    }
    plot.description = "Bars: ";
    for (std::size_t i = order.size(); i-- > 0;)
        plot.description += fmt::format("{}{} {:.2f} alone, {:.2f} in all", i + 1 < order.size() ? "; " : "",
                                        plot.y.ticks[i].second, order[i].first, order[i].total);
    plot.layers = {std::move(total), std::move(first)};
    plot.aspect = std::clamp(480.0 / (90 + 34 * static_cast<double>(order.size())), 0.8, 3.0);
    return plot;
}

} // namespace twin
