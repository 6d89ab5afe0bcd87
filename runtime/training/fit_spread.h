// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/band_spread.h"
#include "training/fit_calibration.h"

#include <cstddef>
#include <vector>

namespace twin {

/// Finds where the runs kept out err more, and where less, than was predicted for them, and brings that into
/// the deviations of `predictions` and into `curve`: log-linear in the coordinates, by maximum likelihood of
/// exponentially distributed sizes with a normal prior on the slopes (locally weighted conformal prediction:
/// Lei et al., Distribution-free predictive inference for regression, JASA 113, 2018, section 5.2). Each
/// run's factor follows from the other folds, so that what the bands are calibrated on has not set them.
/// Where the factors do not predict the sizes clearly better than none, or the runs are few, nothing changes.
/// `design`: row-major runs x coordinates; `fold`: of each run.
void fitSpread(OutputCurve& curve, KeptOutPredictions& predictions, const double* values,
               const double* design, std::size_t runs, std::size_t coordinates,
               const std::vector<std::size_t>& fold);

} // namespace twin
