// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace twin {

/// One end of the bargain between what a plot shows and who draws it: a page as SVG, a printer otherwise.
struct PlotAxis
{
    std::string title; ///< with the unit
    double minimum = 0;
    double maximum = 1;
    std::vector<std::pair<double, std::string>> ticks; ///< rising
};

/// What is drawn over the same axes, in their values.
struct PlotLayer
{
    enum class Kind
    {
        Points,
        Line, ///< broken where a value is NaN
        Band, ///< between y and y2
        Bars, ///< horizontal: from x to x2 at y, y2 thick
        Cells ///< rectangles x..x2, y..y2 with a shade and a text
    };
    enum class Role ///< what it stands for; told apart by form as well as by colour
    {
        Answer,
        Truth,
        Reference,
        Warning
    };
    Kind kind = Kind::Points;
    Role role = Role::Answer;
    std::string label; ///< for the legend; empty: not in it
    std::vector<double> x, y, x2, y2;
    std::vector<double> shade;      ///< of cells, 0..1; NaN: hatched
    std::vector<std::string> texts; ///< of cells
};

struct Plot
{
    std::string title;
    std::string description; ///< the same in words, for who does not see it
    PlotAxis x, y;
    std::vector<PlotLayer> layers; ///< back to front
    double aspect = 1.4;           ///< width over height
};

/// An axis over the finite ones of `values` with round ticks and a little room at the ends; at most
/// `ticks` + 2 of them.
PlotAxis makeAxis(std::string title, const std::vector<double>& values, std::size_t ticks = 5);
/// The same over an interval, without room.
PlotAxis makeAxis(std::string title, double minimum, double maximum, std::size_t ticks = 5);

} // namespace twin
