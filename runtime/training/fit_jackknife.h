// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit_calibration.h"

#include <cstddef>
#include <vector>

namespace twin {

/// Places away from the runs, row-major, as many as asked for: every coordinate of a place is that of some
/// run, each coordinate of another one. Choices keep values that there are.
std::vector<double> probesBetween(const RunSet& runs, std::size_t inputs, std::size_t count);

/// Of predictions at probes, row-major probes x points: those of the points that are looked at, a few along a
/// series.
KeptOutPredictions somePoints(const KeptOutPredictions& whole, std::size_t points);

/// How much wider than the band of plain cross-validation that of CV+ is, at the median of the probes: its
/// ends are quantiles over the runs of what the fit without a run's
/// fold says there, less or more that run's own error over its predicted standard deviation, times the one
/// predicted there. With folds of one run it is the jackknife+. Where the fits differ among each other as
/// much as they err, or where some of them claim far more or less than others, plain bands are too narrow.
/// Source: Barber, Candes, Ramdas and Tibshirani, Predictive inference with the jackknife+, Ann. Stat. 49,
/// 2021, eq. (1.3) and section 2.3, with normalised residuals. `residuals`: |error| over deviation of each
/// run at each point, row-major runs x points, negative where it says nothing. `fold`: of each run.
/// `withoutFold`: of each fold, the link and deviation at the probes, as somePoints gives them. `whole`: the
/// same of the fit to all runs. At least 1.
double crossValidationPlusWidening(const std::vector<double>& residuals, const std::vector<std::size_t>& fold,
                                   const std::vector<KeptOutPredictions>& withoutFold,
                                   const KeptOutPredictions& whole, std::size_t points, double level);

} // namespace twin
