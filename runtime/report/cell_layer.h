// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/plot.h"

#include <string>
#include <vector>

namespace twin {

/// Cells with a figure each, by the first axis and then the second. `shades` 0..1; NaN: hatched. All of one
/// shape, one less than the edges each way.
PlotLayer cellLayer(const std::vector<double>& firstEdges, const std::vector<double>& secondEdges,
                    const std::vector<std::vector<double>>& shades,
                    const std::vector<std::vector<std::string>>& texts);

/// The values as shares of the largest; NaN stays.
std::vector<std::vector<double>> sharesOfLargest(const std::vector<std::vector<double>>& values);

/// Two digits: as many as a cell has room for.
std::string shortFigure(double value);

/// One text for each value.
template <class Text>
std::vector<std::vector<std::string>> cellTexts(const std::vector<std::vector<double>>& values,
                                                const Text& text)
{
    std::vector<std::vector<std::string>> texts;
    for (const std::vector<double>& line : values) {
        std::vector<std::string>& row = texts.emplace_back();
        for (const double value : line)
            row.push_back(text(value));
    }
    return texts;
}

} // namespace twin
