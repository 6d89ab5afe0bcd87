// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/training.h"
#include "training/training_spec.h"

#include <optional>
#include <string>

namespace twin {

/// The runs of a table as a spec parts them.
struct RunSplit
{
    RunSet fitted;
    std::optional<RunSet> heldOut; ///< that judge the fit; empty: the fitted runs do, by cross-validation
    std::string heldOutWords;      ///< which these are, as a part of a sentence
};

/// Gathers the runs of a table and parts them as "validation" / "heldOut" says: by what a column holds, or by
/// a region of the inputs. Errors: those of gatherRuns, "runs.column-missing", and "train.split" when one of
/// the parts is empty.
Result<RunSplit> splitRuns(const Table& table, const TrainingSpec& spec);

/// Some of the runs, in the order given.
RunSet selectRuns(const Contract& contract, const RunSet& runs, const std::vector<std::size_t>& wanted);

} // namespace twin
