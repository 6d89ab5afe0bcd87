// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace twin {

/// The values that one input or coordinate takes on a grid of two; the caller owns them.
struct GridAxis
{
    std::size_t index = 0; ///< of the input or coordinate
    std::span<const double> values;
};

} // namespace twin
