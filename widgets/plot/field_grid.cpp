// SPDX-License-Identifier: GPL-3.0-or-later
#include "plot/field_grid.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace twin {

namespace {

/// Which interval of an axis, and how far into it.
struct Place
{
    std::size_t index;
    double share;
};

std::vector<Place> evenPlaces(std::span<const double> axis, std::size_t count)
{
    std::vector<Place> places(count);
    std::size_t index = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double share = count > 1 ? double(i) / double(count - 1) : 0;
        const double value = axis.front() + share * (axis.back() - axis.front());
        while (index + 2 < axis.size() && value > axis[index + 1])
            ++index;
        places[i] = {index, std::clamp((value - axis[index]) / (axis[index + 1] - axis[index]), 0.0, 1.0)};
    }
    return places;
}

/// A point without influence does not spoil the others, were it NaN.
double mix(double a, double b, double share)
{
    return share == 0 ? a : share == 1 ? b : a + share * (b - a);
}

} // namespace

std::vector<double> resample(const FieldGrid& grid, std::size_t columns, std::size_t rows)
{
    const std::vector<Place> across = evenPlaces(grid.x, columns), up = evenPlaces(grid.y, rows);
    const std::size_t width = grid.y.size();
    std::vector<double> even;
    even.reserve(columns * rows);
    for (const Place& y : up)
        for (const Place& x : across) {
            const double* left = grid.values.data() + x.index * width + y.index;
            const double* right = left + width;
            even.push_back(mix(mix(left[0], left[1], y.share), mix(right[0], right[1], y.share), x.share));
        }
    return even;
}

std::vector<FieldSegment> contour(const FieldGrid& grid, double level)
{
    std::vector<FieldSegment> segments;
    const std::size_t width = grid.y.size();
    for (std::size_t i = 0; i + 1 < grid.x.size(); ++i)
        for (std::size_t j = 0; j + 1 < width; ++j) {
            // the corners, around the cell
            const std::array<double, 4> x = {grid.x[i], grid.x[i + 1], grid.x[i + 1], grid.x[i]};
            const std::array<double, 4> y = {grid.y[j], grid.y[j], grid.y[j + 1], grid.y[j + 1]};
            const double* value = grid.values.data() + i * width + j;
            const std::array<double, 4> above = {value[0] - level, value[width] - level,
                                                 value[width + 1] - level, value[1] - level};
            if (std::any_of(above.begin(), above.end(), [](double v) { return std::isnan(v); }))
                continue;
            std::array<std::pair<double, double>, 4> crossings;
            std::size_t found = 0;
            for (std::size_t k = 0; k < 4; ++k) {
                const std::size_t next = (k + 1) % 4;
                if ((above[k] >= 0) == (above[next] >= 0))
                    continue;
                const double share = above[k] / (above[k] - above[next]);
                crossings[found++] = {x[k] + share * (x[next] - x[k]), y[k] + share * (y[next] - y[k])};
            }
            // Four crossings are a saddle: the middle tells which corners belong together.
            const bool isTurned =
                found == 4 && (above[0] + above[1] + above[2] + above[3] >= 0) != (above[0] >= 0);
            for (std::size_t k = 0; k + 1 < found; k += 2) {
                const auto& from = crossings[isTurned ? (k + 1) % 4 : k];
                const auto& to = crossings[isTurned ? (k + 2) % 4 : k + 1];
                segments.push_back({from.first, from.second, to.first, to.second});
            }
        }
    return segments;
}

std::size_t nearestPoint(std::span<const double> axis, double value)
{
    const auto after = std::lower_bound(axis.begin(), axis.end(), value);
    if (after == axis.begin())
        return 0;
    const auto index = std::size_t(after - axis.begin());
    return index == axis.size() || value - axis[index - 1] <= axis[index] - value ? index - 1 : index;
}

} // namespace twin
