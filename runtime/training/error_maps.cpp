// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/error_maps.h"

#include "training/rounding.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace twin {

namespace {

using nlohmann::json;

constexpr std::size_t inputsShown = 3;
constexpr std::size_t runsACell = 4;
constexpr std::size_t fewestCells = 3;
constexpr std::size_t mostCells = 8;

/// The borders of the cells of one input: equal parts of what the runs cover, or one part a level.
std::vector<double> edgesOf(const Variable& input, std::size_t position, std::span<const double> all,
                            std::size_t width)
{
    const std::size_t count = all.size() / width;
    std::vector<double> values(count);
    for (std::size_t run = 0; run < count; ++run)
        values[run] = all[run * width + position];
    const Range range = coveredRange(input, values);
    std::size_t cells = std::clamp(
        static_cast<std::size_t>(std::sqrt(static_cast<double>(count) / runsACell)), fewestCells, mostCells);
    double from = range.minimum, to = range.maximum;
    if (input.type != VariableType::Real && to - from < static_cast<double>(mostCells)) {
        cells = static_cast<std::size_t>(to - from) + 1;
        from -= 0.5;
        to += 0.5;
    }
    // Digits enough to tell the cells apart, also where the range is small beside its place.
    const double place = std::fmax(std::fabs(from), std::fabs(to)) / (to - from);
    const int digits = 9 + static_cast<int>(std::fmin(8, std::fmax(0, std::ceil(std::log10(place)))));
    std::vector<double> edges(cells + 1);
    for (std::size_t i = 0; i <= cells; ++i)
        edges[i] = toDigits(from + (to - from) * static_cast<double>(i) / static_cast<double>(cells), digits);
    return edges;
}

std::size_t cellOf(const std::vector<double>& edges, double value)
{
    const auto above = std::upper_bound(edges.begin(), edges.end(), value);
    const auto index = static_cast<std::size_t>(std::max<std::ptrdiff_t>(above - edges.begin(), 1) - 1);
    return std::min(index, edges.size() - 2);
}

} // namespace

std::vector<std::pair<std::size_t, std::size_t>> pairsToShow(const DomainOfValidity& domain,
                                                             const std::vector<double>& influence)
{
    std::vector<std::size_t> order(influence.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return influence[a] > influence[b]; });
    order.resize(std::min(order.size(), inputsShown));
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t a = 0; a < order.size(); ++a)
        for (std::size_t b = a + 1; b < order.size(); ++b)
            pairs.emplace_back(std::minmax(order[a], order[b]));
    for (const EmptyRegion& region : domain.emptyRegions()) {
        if (region.first == region.second)
            continue;
        const std::pair<std::size_t, std::size_t> pair = std::minmax(region.first, region.second);
        if (std::find(pairs.begin(), pairs.end(), pair) == pairs.end())
            pairs.push_back(pair);
        break;
    }
    return pairs;
}

json errorMap(const Contract& contract, std::pair<std::size_t, std::size_t> inputs,
              std::span<const double> all, const HeldOutAnswers& answers)
{
    const std::size_t width = contract.inputs.size();
    const std::vector<double> rows = edgesOf(contract.inputs[inputs.first], inputs.first, all, width);
    const std::vector<double> columns = edgesOf(contract.inputs[inputs.second], inputs.second, all, width);
    const std::size_t across = columns.size() - 1;
    const auto cell = [&](const double* run) {
        return cellOf(rows, run[inputs.first]) * across + cellOf(columns, run[inputs.second]);
    };
    const auto grid = [&](const auto& values) {
        json lines = json::array();
        for (std::size_t row = 0; row + 1 < rows.size(); ++row) {
            json line = json::array();
            for (std::size_t column = 0; column < across; ++column)
                line.push_back(values(row * across + column));
            lines.push_back(std::move(line));
        }
        return lines;
    };

    std::vector<std::size_t> counts((rows.size() - 1) * across, 0);
    for (std::size_t at = 0; at < all.size(); at += width)
        ++counts[cell(all.data() + at)];
    json map = {{"inputs", {contract.inputs[inputs.first].name, contract.inputs[inputs.second].name}},
                {"edges", {rows, columns}},
                {"runs", grid([&](std::size_t i) { return json(counts[i]); })}};
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        const std::size_t points = contract.points(contract.outputs[output]);
        std::vector<double> squares(counts.size(), 0.0), values(counts.size(), 0.0);
        for (std::size_t run = 0; run < answers.truth.runs; ++run) {
            const std::size_t at = cell(answers.truth.inputs.data() + run * width);
            for (std::size_t i = run * points; i < (run + 1) * points; ++i) {
                const double error = answers.truth.outputs[output][i] - answers.mean[output][i];
                squares[at] += error * error;
            }
            values[at] += static_cast<double>(points);
        }
        map["rmse"][contract.outputs[output].name] = grid([&](std::size_t i) {
            return values[i] > 0 ? json(toDigits(std::sqrt(squares[i] / values[i]), 4)) : json();
        });
    }
    return map;
}

} // namespace twin
