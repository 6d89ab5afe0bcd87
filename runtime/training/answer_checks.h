// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "package/package.h"
#include "training/training.h"

#include <vector>

namespace twin {

/// The least and the largest value of each output in the runs, by contract output.
std::vector<Range> outputRanges(const RunSet& runs);
/// The same, widened by those of more runs.
void widen(std::vector<Range>& ranges, const RunSet& more);

/// What a fitted twin answers between its runs, at points spread over its validated ranges where the contract
/// lets it answer: "answers.sparse" (a good part of them is far from all runs, so that no figure speaks of
/// it), "answers.implausible" (answers that the contract calls implausible, which are withheld) and
/// "answers.beyond-runs" (answers further outside of what any run gave, by output in `seen`, than the whole
/// range of the runs, although the contract finds them plausible). No finding where ranges are open. Fails
/// with "train.all-withheld" when hardly any answer is plausible.
Status findDoubtfulAnswers(const Package& package, const std::vector<Range>& seen, Diagnostics& found);

} // namespace twin
