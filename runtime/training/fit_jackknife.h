// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit_calibration.h"

#include <cstddef>
#include <vector>

namespace twin {

/// Places away from the runs, row-major, as many as asked for: every coordinate of a place is that of some
/// run, each coordinate of another one. Choices keep values that there are.
std::vector<double> probesBetween(const RunSet& runs, std::size_t inputs, std::size_t count);

/// How much wider than the jackknife's the band of the jackknife+ is, on average over the probes: its ends
/// are quantiles over the runs of what the fit without a run says there, less or more that run's own error
/// over its predicted standard deviation, times the one predicted there. Source: Barber, Candes, Ramdas and
/// Tibshirani, Predictive inference with the jackknife+, Ann. Stat. 49, 2021, eq. (1.3), with normalised
/// residuals. `residuals`: |error| over deviation of each run at each point, row-major runs x points,
/// negative where it says nothing. `withoutRun`: of each run, the link and deviation at the probes, row-major
/// probes x points. `whole`: the same of the fit to all runs. At least 1.
double jackknifePlusWidening(const std::vector<double>& residuals,
                             const std::vector<KeptOutPredictions>& withoutRun,
                             const KeptOutPredictions& whole, std::size_t points, double level);

} // namespace twin
