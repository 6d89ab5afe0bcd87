// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

namespace twin {

/// Where a curve first gets to the other side of a level (reaching it counts).
struct Crossing
{
    double where = 0; ///< linear between the two points around it
    double nextPoint =
        0; ///< the first point of the axis at or past it: what a person on a fixed grid of times acts on
    bool rising = true;
};

/// Empty when the curve stays on the side on which it starts. `x` strictly increasing, as long as `y`; NaN
/// ends the search.
std::optional<Crossing> firstCrossing(std::span<const double> x, std::span<const double> y, double level);

} // namespace twin
