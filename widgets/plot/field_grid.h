// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace twin {

/// Values over the points of two rising axes, row by row: the second axis goes faster. Between the points
/// they are bilinear, as a chart's lines are linear.
struct FieldGrid
{
    std::span<const double> x, y, values;
};

/// The values at `columns` by `rows` points, evenly spaced from end to end of both axes; NaN next to a NaN.
/// Row by row of y: the first axis goes faster.
std::vector<double> resample(const FieldGrid& grid, std::size_t columns, std::size_t rows);

struct FieldSegment
{
    double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

/// Where the field is at a level, as straight pieces through its cells; none through a cell with a NaN.
std::vector<FieldSegment> contour(const FieldGrid& grid, double level);

/// The point of the axis that is nearest.
std::size_t nearestPoint(std::span<const double> axis, double value);

} // namespace twin
