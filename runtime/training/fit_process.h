// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/gaussian_process.h"
#include "training/fit_team.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace twin {

/// Where a search ended for one structure of the process.
struct ProcessOptimum
{
    Correlation correlation = Correlation::Matern52;
    bool directed = false;
    std::vector<double> theta;          ///< log lengths, direction, log nugget
    std::vector<double> inverseHessian; ///< row-major
};

struct ProcessFit
{
    GaussianProcessParameters parameters; ///< the trend's coefficients and the variance not yet set
    double logLikelihood = 0;
    double leaveOneOutError = 0; ///< mean square, of the values; 0 when they do not vary
    std::size_t evaluations = 0; ///< of the likelihood at full size
    /// What cross-validation goes on from, the best first; empty when it is to keep the parameters: the values
    /// do not vary or matter little, or the runs are so many that they move little.
    std::vector<ProcessOptimum> finalists;
};

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

/// Lengths, direction and nugget of greatest likelihood, weighed by a weak prior that keeps what the values
/// say nothing of within reason. Correlations are chosen by that likelihood; whether there is a direction, by
/// the error of leaving one run out, because a likelihood always gains by more coefficients.
///
/// `design`: row-major runs x dimensions, coordinates of about 0..1. Values that do not vary give a process
/// that is its trend. The team's threads share the work on each likelihood.
ProcessFit fitProcess(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                      const ProcessChoice& choice, FitTeam& team);

/// What fitProcess would have found on other runs of the same kind, from its optima: used for cross-validation,
/// where hyperparameters that saw the runs kept out would make bands too narrow. Few runs search again, and
/// choose again whether there is a direction; of more, one step of Newton's method is enough.
GaussianProcessParameters refitProcess(const ProcessFit& fit, const double* design, std::size_t runs,
                                       std::size_t dimensions, const double* values);

} // namespace twin
