// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/cell_layer.h"

#include <cmath>
#include <fmt/format.h>

namespace twin {

PlotLayer cellLayer(const std::vector<double>& firstEdges, const std::vector<double>& secondEdges,
                    const std::vector<std::vector<double>>& shades,
                    const std::vector<std::vector<std::string>>& texts)
{
    PlotLayer layer;
    layer.kind = PlotLayer::Kind::Cells;
    for (std::size_t i = 0; i < shades.size(); ++i)
        for (std::size_t j = 0; j < shades[i].size(); ++j) {
            layer.x.push_back(firstEdges[i]);
            layer.x2.push_back(firstEdges[i + 1]);
            layer.y.push_back(secondEdges[j]);
            layer.y2.push_back(secondEdges[j + 1]);
            layer.shade.push_back(shades[i][j]);
            layer.texts.push_back(texts[i][j]);
        }
    return layer;
}

std::vector<std::vector<double>> sharesOfLargest(const std::vector<std::vector<double>>& values)
{
    double largest = 0;
    for (const auto& line : values)
        for (const double value : line)
            largest = std::fmax(largest, value);
    std::vector<std::vector<double>> shares = values;
    for (auto& line : shares)
        for (double& value : line)
            value = largest > 0 ? value / largest : value * 0;
    return shares;
}

std::string shortFigure(double value)
{
    if (!std::isfinite(value))
        return "–";
    std::string text = fmt::format("{:.2g}", value);
    const std::size_t exponent = text.find("e-0");
    return exponent == std::string::npos ? text : text.replace(exponent, 3, "e-");
}

} // namespace twin
