// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/gaussian_process.h"
#include "training/fit_team.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace twin {

/// Full looks for the best of several correlations, with and without a direction; Brief, for values that
/// matter little, tries less and stops earlier; Thorough, for a few values of their own, starts from more
/// places and on more runs.
enum class FitEffort
{
    Brief,
    Full,
    Thorough
};

/// What a search may choose from; whatever is given is not searched for.
struct ProcessChoice
{
    std::optional<Correlation> correlation;
    std::optional<bool> direction;
    FitEffort effort = FitEffort::Full;
    Trend trend = Trend::Constant;
};

struct ProcessFit
{
    GaussianProcessParameters parameters; ///< the trend's coefficients and the variance not yet set
    double logLikelihood = 0;
    double leaveOneOutError = 0; ///< mean square, of the values; 0 when they do not vary
    std::size_t evaluations = 0; ///< of the likelihood at full size
    std::vector<double> theta;   ///< log lengths, direction, log nugget; empty when the values do not vary
    std::vector<double> inverseHessian;
    ProcessChoice choice; ///< that it was asked for
};

/// Lengths, direction and nugget of greatest likelihood, weighed by a weak prior that keeps what the values
/// say nothing of within reason. Correlations are chosen by that likelihood; whether there is a direction, by
/// the error of leaving one run out, because a likelihood always gains by more coefficients.
///
/// `design`: row-major runs x dimensions, coordinates of about 0..1. Values that do not vary give a process
/// that is its trend. The team's threads share the work on each likelihood.
ProcessFit fitProcess(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                      const ProcessChoice& choice, FitTeam& team);

/// What fitProcess would have found on other runs of the same kind: used for cross-validation, where
/// hyperparameters that saw the runs kept out would make bands too narrow, and noise look like an answer. Few
/// runs for so many hyperparameters are searched anew, from the start; for more, one step of Newton's method
/// from the optimum is enough.
GaussianProcessParameters refitProcess(const ProcessFit& fit, const double* design, std::size_t runs,
                                       std::size_t dimensions, const double* values);

} // namespace twin
