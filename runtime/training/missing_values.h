// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "training/table.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace twin {

std::optional<double> numberAt(const Table::Column& column, std::size_t row);

/// The numbers that a column has in place of missing values: usual ones such as -9999 that are farther from
/// all others than five times what those range over, or large negative ones where all others are positive.
std::set<double> marksIn(const Table::Column& column);
bool isMarked(const Table::Column& column, std::size_t row, const std::set<double>& marks);

/// An empty cell, a NaN, a mark, or a word such as NA, null, bad, failed, - or ?, unless an item of the
/// variable is called so. `variable` may be null.
bool isMissing(const Table::Column& column, std::size_t row, const Variable* variable,
               const std::set<double>& marks);

struct ShortRun
{
    std::string run;
    std::size_t rows, full, first;
};

/// Runs with fewer rows than most have.
std::vector<ShortRun> shortRuns(const Table& table, const Table::Column* runs);

/// The rows that are kept. The names of the runs stay texts; other columns that were texts for the sake of
/// cells that are gone are numbers again.
Table completeRows(const Table& table, const Table::Column* runs, const std::vector<bool>& keep);

/// The table without the runs that lack a number in some column of numbers, or rows that most others have.
/// `where`: the columns, with how many values they lack.
Table withoutGaps(const Table& table, const Table::Column* runs, std::size_t* dropped,
                  std::vector<std::string>* where);

} // namespace twin
