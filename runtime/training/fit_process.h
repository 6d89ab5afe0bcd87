// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/gaussian_process.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace twin {

struct ProcessFit
{
    GaussianProcessParameters parameters; ///< trend and variance not yet set
    double logLikelihood = 0;
    std::size_t evaluations = 0; ///< of the likelihood at full size
    std::vector<double> theta;   ///< log lengths, direction, log nugget; empty when the values do not vary
    std::vector<double> inverseHessian;
};

/// Full looks for the best of several correlations to a fiftieth of a unit of log likelihood; Brief, for
/// values that matter little, takes one correlation and fewer steps.
enum class FitEffort
{
    Full,
    Brief
};

/// Lengths and nugget of greatest likelihood; with no correlation given, the correlation too. `design`:
/// row-major runs x dimensions, coordinates of about 0..1. Values that do not vary give a process that is its
/// trend.
ProcessFit fitProcess(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                      std::optional<Correlation> correlation, FitEffort effort = FitEffort::Full);

/// What fitProcess would have found on other runs of the same kind, by one step of Newton's method from its
/// optimum: used for cross-validation, where hyperparameters that saw the runs kept out would make bands too
/// narrow.
GaussianProcessParameters refitProcess(const ProcessFit& fit, const double* design, std::size_t runs,
                                       std::size_t dimensions, const double* values);

} // namespace twin
