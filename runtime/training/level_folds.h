// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "guardrail/empty_region.h"
#include "training/training.h"

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace twin {

/// How runs are kept out of fits.
struct Folds
{
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    std::vector<std::size_t> of; ///< of each run: the fold whose fit predicts it, or none
    std::size_t count = 0;
    /// By fold, then by run: whether its fit lacks the run. Empty: it lacks those that it predicts.
    std::vector<std::vector<bool>> without = {};
    std::vector<std::size_t> input = {}; ///< by fold: whose level it lacks

    bool lacks(std::size_t fold, std::size_t run) const
    {
        return without.empty() ? of[run] == fold : bool(without[fold][run]);
    }
};

/// Real inputs that the runs have at a few values only, three or more, as in grids and campaigns. A run that
/// is kept out alone is then predicted by others at its very levels, which says nothing of the places
/// between.
std::vector<std::size_t> levelledInputs(const Contract& contract, const RunSet& runs);

/// A fold for each inner level of such inputs, without all runs at that level; each run is predicted in one
/// of its levels' folds, by turns, and not at all where none of its levels is an inner one.
Folds levelFolds(const RunSet& runs, const std::vector<std::size_t>& inputs);

/// The gaps between the values that the runs have of some inputs, where none of `others` is (row-major,
/// contract order): a fiftieth of each gap at both ends is left to the values.
std::vector<EmptyRegion> gapsBetweenLevels(const RunSet& runs, const std::vector<std::size_t>& inputs,
                                           std::span<const double> others);

/// Real inputs that the runs have at two values only.
std::vector<std::size_t> inputsOfTwoLevels(const Contract& contract, const RunSet& runs);

} // namespace twin
