// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/table.h"

#include <cstddef>
#include <string>
#include <vector>

namespace twin {

/// What a column of a table of runs seems to be.
enum class ColumnRole
{
    Run,        ///< tells runs apart
    Axis,       ///< rises within every run, the same in each; with a second axis, once for all of its points
    SecondAxis, ///< rises over and over within every run, once at each point of the axis
    Input,      ///< the same in every row of a run, different between runs
    Series,     ///< changes within runs, along the axis
    Field,      ///< changes within runs, along the second axis too
    Scalar,     ///< the same in every row of a run, by its name or its place behind the axis a result
    HeldOut,    ///< marks runs for training or validation
    Unused      ///< the same everywhere, or text that cannot be an input
};

struct ColumnRoles
{
    std::vector<ColumnRole> roles; ///< of each column of the table
    std::size_t runs = 0;
    std::string heldOutValue; ///< of the column marked HeldOut
    bool isLastTaken = false; ///< the only result is one because it comes last
};

/// Reads the roles off the numbers and, where these leave it open, the names. Without a column of runs every
/// row is one, and the last column that varies is taken for the only output.
/// `runs`: the name of the column of runs, when it is known.
ColumnRoles guessRoles(const Table& table, const std::string& runs = {});

} // namespace twin
