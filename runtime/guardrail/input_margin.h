// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/variable.h"

#include <cstddef>
#include <span>
#include <vector>

namespace twin {

/// What an input's empty regions may reach to: its validated range and all runs' values.
Range coveredRange(const Variable& input, std::span<const double> values);

/// One input of all runs, measured in shares of runs: `position` is in 0..1 and the share of an interval is
/// its length.
struct InputMargin
{
    bool byLevel = false;           ///< it takes few values
    std::vector<double> values;     ///< sorted, distinct
    std::vector<double> below;      ///< share of runs below each value
    std::vector<std::size_t> rank;  ///< of each run, into values
    std::vector<double> position;   ///< of each run: the middle of its value's share
    double lowest = 0, highest = 0; ///< of coveredRange()

    std::size_t levels() const { return values.size(); }
    double above(std::size_t level) const { return level + 1 < below.size() ? below[level + 1] : 1.0; }
    /// The value at the border between two levels, or the range's end.
    double levelEdge(std::size_t level) const;
};

/// `runs`: row-major, `width` inputs a row; `column` is the one that is measured.
InputMargin makeMargin(const Variable& input, std::span<const double> runs, std::size_t column,
                       std::size_t width);

} // namespace twin
