// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/table.h"
#include "training/training_spec.h"

#include <optional>

namespace twin {

/// What of a table of runs is used.
struct UsedRuns
{
    Table table;
    std::optional<Table> unanswered; ///< runs that were dropped, but whose inputs are known
};

/// Leaves out the runs that the spec names ("leaveOut"), and those that lack a value somewhere when it says
/// "missing": "drop"; each is named in `findings`. A value is missing where a column that the spec uses has
/// an empty cell, a NaN, or a word such as NA, null, bad, failed, - or ? (unless an item of an enumeration is
/// called so). Errors: "spec.leave-out" for a name that no run has; "runs.missing" when the spec does not say
/// so, or when nothing would be left; "runs.missing-mark".
Result<UsedRuns> usedRuns(const Table& table, const TrainingSpec& spec, Diagnostics& findings);

/// The number that a column has in place of missing values: one of those that are usual, such as -9999, and
/// farther from all others than five times what they range over.
std::optional<double> missingMark(const Table::Column& column);
/// "runs.missing-mark"
Diagnostic markFound(const Table& table, const Table::Column& column, double mark);

/// The table without the runs that lack a number in some column of numbers. `runs` tells runs apart; null:
/// every row is one.
Table withoutGaps(const Table& table, const Table::Column* runs, std::size_t* dropped);

} // namespace twin
