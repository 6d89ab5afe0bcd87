// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "contract/contract.h"
#include "training/training_spec.h"

#include <set>
#include <span>
#include <string>
#include <vector>

namespace twin {

/// Runs without an answer, row-major, contract order and units.
struct FailedRuns
{
    std::vector<double> stated;     ///< somebody says that they failed
    std::vector<std::string> names; ///< of those; empty when nothing tells runs apart
    std::vector<double> empty;      ///< the table has them, but some output of theirs is missing
};

/// Either may be null. Errors: those of gatherRuns.
Result<FailedRuns> readFailed(const Table* stated, const Table* empty, const TrainingSpec& spec);

/// Where nothing is known for them: those that are stated and have no answer by now ("data.failed-answered"),
/// and the empty ones if they lie together. Single gaps of a measurement say nothing of a place. `answered`,
/// `names`: the runs with an answer.
std::vector<double> placesOfFailure(const Contract& contract, std::span<const double> answered,
                                    const std::set<std::string>& names, const FailedRuns& runs,
                                    Diagnostics& found);

/// Whether runs without an answer lie together, as they do when a simulator cannot answer some part of the
/// ranges, and not here and there among the others: whether they have other values of some input than those
/// (two samples' test of Kolmogorov and Smirnov), or are next to each other more often than chance explains
/// (join counts, Cliff and Ord, Spatial Autocorrelation, Pion 1973). Both row-major.
bool lieTogether(const Contract& contract, std::span<const double> answered, std::span<const double> failed);

/// Says how many runs gave no answer, and where they lie when that is one part of the ranges:
/// "data.failed-runs". Both row-major, contract order and units.
void findFailed(const Contract& contract, std::span<const double> answered, std::span<const double> failed,
                Diagnostics& found);

} // namespace twin
