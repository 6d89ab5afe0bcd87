// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "settings.h"
#include "training/table.h"

#include <optional>
#include <vector>

namespace twin::cli {

/// The points that a table asks for.
struct InputRows
{
    std::vector<double>
        inputs; ///< row-major, rows x contract inputs; neighbouring rows with the same inputs are one
    std::size_t rows = 0;
    std::vector<std::size_t> point; ///< of each row of the table: which of `rows`
    std::vector<std::size_t>
        axisIndex; ///< of each row of the table: point of the axis; empty when the table has no such column
    std::vector<std::size_t> axis2Index; ///< the same of the second axis
    std::vector<std::size_t> carried; ///< columns of the table that are neither inputs, outputs nor the axis
};

/// Codes "rows.column-missing", "rows.axis", "usage.set-twice" (a column that is set as well), and those of
/// Variable::parseValue, each with "FILE:LINE:COLUMN".
Result<InputRows> readInputRows(const Table& table, const Contract& contract, const Settings& settings);

} // namespace twin::cli
