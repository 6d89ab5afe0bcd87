// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace twin {

/// How wide the band around a model that was given whole has to be, from its errors on runs. None of them was
/// used to make the model, so each run counts: this is split conformal prediction with all runs on the side
/// of the calibration (Papadopoulos et al. 2002).
struct BandWidths
{
    std::vector<double>
        halfWidth; ///< by point: the quantile of the absolute errors, with room for one more run
    std::vector<double> judging; ///< runs x points: the same from the other half of the runs, to judge by
};

/// `truth` and `mean` are row-major runs x points; `counts`: the runs to measure by, empty for all. None when
/// these are too few to say (fewestRunsForBand).
std::optional<BandWidths> measureBand(const std::vector<double>& truth, const std::vector<double>& mean,
                                      std::size_t points, double level, const std::vector<bool>& counts = {});

/// Half of them has to hold a quantile of this level and one more run.
std::size_t fewestRunsForBand(double level);

} // namespace twin
