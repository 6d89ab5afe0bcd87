// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/table.h"
#include "training/training_spec.h"

#include <string>

namespace twin {

/// The table without the runs that lack a value somewhere, when the spec says "missing": "drop"; each is
/// named in `findings`. A value is missing where a column that the spec uses has an empty cell, a NaN, or one
/// of NA, N/A, null, none, - and ? (unless an item of an enumeration is called so). Errors: "runs.missing"
/// when the spec does not say so, or when nothing would be left.
Result<Table> withoutMissing(const Table& table, const TrainingSpec& spec, Diagnostics& findings);

/// "3, 7, 12 and 40 more"
std::string someOf(const std::vector<std::string>& names, std::size_t shown = 8);

} // namespace twin
