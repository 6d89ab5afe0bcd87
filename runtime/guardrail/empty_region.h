// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guardrail/input_margin.h"

#include <cstddef>
#include <span>
#include <vector>

namespace twin {

struct Contract;

/// A box between two inputs that holds no run, although its size says that some should lie in it. When
/// `first` and `second` are the same input it is a gap in that input alone, and both intervals are the gap.
struct EmptyRegion
{
    std::size_t first = 0;                     ///< position of an input in the contract
    std::size_t second = 0;                    ///< position of another
    double firstMinimum = 0, firstMaximum = 0; ///< open; an end of coveredRange() is no bound
    double secondMinimum = 0, secondMaximum = 0;
    double expectedRuns = 0; ///< how many would lie there were the two inputs sampled independently
    bool operator==(const EmptyRegion&) const = default;
};

/// Runs beyond which boxes are looked for among so many of them: the work goes by their square.
inline constexpr std::size_t mostRunsForBoxes = 2000;

struct EmptyRegionSearch
{
    std::vector<EmptyRegion> regions; ///< largest expectation first
    double threshold = 0;             ///< expected runs from which on an empty box is flagged
};

/// The empty boxes of the runs' projections on each pair of inputs, and the gaps in single inputs, that are
/// too large to be chance.
///
/// A box is measured by the runs expected in it were the two inputs independent: runs * share(first) *
/// share(second), with the shares taken from the runs. The threshold comes from the runs themselves: each is
/// left out in turn and the largest empty box around it measured. Every run left out lies inside the domain
/// by definition, so a box must be clearly larger than those of nearly all runs. (All but a few: a run at the
/// edge of a true hole joins the hole when it is left out.) Inputs that take few values (integers,
/// enumerations, gridded designs) are taken by level. Of more than 40 inputs the first 40 are looked at in
/// pairs, all of them alone. Of more than mostRunsForBoxes runs so many set the threshold and say where boxes
/// may be; of each the part is flagged that none of all runs lies in. What is found is empty, but a region
/// must then be as large as one that so few runs would show.
///
/// `runs`: row-major, one row a run, contract order and units, finite. At least two runs.
EmptyRegionSearch findEmptyRegions(const Contract& contract, std::span<const double> runs);

} // namespace twin
