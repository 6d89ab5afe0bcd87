// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/training.h"

#include <map>
#include <string>

namespace twin {

/// What the column of a variable is called.
const std::string& columnOf(const std::map<std::string, std::string>& columns, const std::string& variable);
/// What a run is called. `runs`: the column that tells runs apart; null: every row is one.
std::string runOf(const Table& table, const Table::Column* runs, std::size_t row);

/// By which names a table of runs goes.
struct RunColumns
{
    std::string run = "run";                    ///< the column that tells runs apart
    std::map<std::string, std::string> columns; ///< variable to column, where they differ

    const std::string& of(const std::string& variable) const { return columnOf(columns, variable); }
};

/// The runs of a design, or those that failed: names and inputs, no outputs. Columns go by the variables'
/// names or by those of `columns`; without a column of runs they are numbered. Errors: those of gatherRuns.
Result<RunSet> readDesign(const Table& table, const Contract& contract, const RunColumns& columns);

} // namespace twin
