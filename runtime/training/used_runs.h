// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/table.h"
#include "training/training_spec.h"

#include <optional>
#include <string>
#include <vector>

namespace twin {

/// What of a table of runs is used.
struct UsedRuns
{
    Table table;
    std::optional<Table> unanswered; ///< runs that were dropped, but whose inputs are known
};

/// Leaves out the runs that the spec names ("leaveOut"), and those that lack a value somewhere when it says
/// "missing": "drop" (also with fewer rows than most runs); each is named in `findings`. A value is missing
/// where a column that the spec uses has an empty cell, a NaN, a word such as NA, null, bad, failed, - or ?
/// (unless an item of an enumeration is called so), or a mark such as -9999 far from all other numbers
/// (unless it is declared possible). Errors: "spec.leave-out" for a name that no run has; "runs.missing" when
/// the spec does not say so, or when nothing would be left.
Result<UsedRuns> usedRuns(const Table& table, const TrainingSpec& spec, Diagnostics& findings);

} // namespace twin
