// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/output_curve.h"
#include "training/fit.h"

#include <cstddef>
#include <vector>

namespace twin {

/// The fold of each run: as equal as they can be, spread by a fixed shuffle (runs of a low-discrepancy design
/// come in a pattern that "every k-th" would follow). At least 2 and at most `runs` folds are made.
std::vector<std::size_t> assignFolds(std::size_t runs, std::size_t folds);
/// The same, with runs at one point kept together, or hardly apart from it (a fiftieth of the usual spacing
/// of so many runs, and a twentieth of the value; of over 5000 runs only those at the very point): a fit that
/// has seen a run knows what its repetitions answer. `points`: row-major, runs x width. At most as many folds
/// as there are points.
std::vector<std::size_t> assignFolds(const double* points, std::size_t runs, std::size_t width,
                                     std::size_t folds);
/// How many different points there are, in this sense.
std::size_t countPoints(const double* points, std::size_t runs, std::size_t width);

/// The smallest value that at least `level` of the values and those of one more run do not exceed; 0 of none.
/// Points of one run err together, so it is runs, not points, that the next one is exchangeable with.
double conformalQuantile(std::vector<double> values, std::size_t runs, double level);

/// What models fitted without a run said of it, in the link of the output's transform; row-major runs x
/// points.
struct KeptOutPredictions
{
    std::vector<double> link;
    std::vector<double> deviation;
    std::vector<bool> counts = {}; ///< the runs that bands are set by; empty: all
};

/// Residuals over predicted standard deviation of each kept-out value, or a negative number where the answer
/// is exact and says nothing of the band, or the run does not count.
std::vector<double> normalisedResiduals(const OutputCurve& curve, const KeptOutPredictions& predictions,
                                        const double* values);

/// Sets `curve.scale` so that bands of the given level hold that share of kept-out points: the quantile of
/// the residuals over their predicted standard deviation, by point along the axis, shrunk towards and made
/// exact over all points together. The quantile leaves room for one more run, as split conformal prediction
/// does for one more value: points of a run err together, so runs are what is exchangeable. Source:
/// normalised conformal prediction, Papadopoulos et al. 2008, with cross-validation residuals (CV+, Barber et
/// al. 2021). `widening` is a factor on top, 1 or more. Fills the mean and band of `evidence` for this
/// output.
void calibrateBand(OutputCurve& curve, const KeptOutPredictions& predictions, const double* values,
                   std::size_t runs, FitEvidence& evidence, double widening = 1);

} // namespace twin
