// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/accuracy.h"

#include <string>
#include <vector>

namespace twin {

/// A part of one input's values, and the judged runs that lie in it.
struct InputRegion
{
    std::size_t input = 0;
    double minimum = 0, maximum = 0; ///< of the part; half-open but for the last one of an input
    std::string words;               ///< "incoming flow above 1333 m³/h"
    std::vector<std::size_t> runs;   ///< rows of the judged runs
};

/// Each input that varies in parts that hold about equally many runs: thirds, or halves where runs are few;
/// the levels of an input that takes few values.
std::vector<InputRegion> inputRegions(const Contract& contract, const RunSet& judged);

/// How the errors in a region compare with those everywhere.
struct RegionScore
{
    double rmse = 0;
    double maxAbs = 0;
    double coverage = 0;     ///< NaN without confidence
    bool isWeak = false;     ///< the errors are clearly larger than everywhere
    bool isOverbold = false; ///< the band holds clearly fewer values than it declares
};

/// The scores of one output in a region. Weak is an RMSE of at least 1.5 times the output's own; overbold is
/// a share inside the band that is more than three standard deviations of a share among so many runs below
/// the declared level. With fewer than 8 runs neither is said.
RegionScore scoreRegion(const Contract& contract, std::size_t output, const HeldOutAnswers& answers,
                        const std::vector<std::size_t>& runs);

} // namespace twin
