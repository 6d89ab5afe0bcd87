// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/gaussian_process.h"
#include "training/fit_team.h"

#include <cstddef>
#include <string>
#include <vector>

namespace twin {

/// A Gaussian process of many runs seen through few points: the fully independent training conditional, whose
/// cost goes with runs x points^2 and whose variance keeps what the points cannot explain.
/// Source: Snelson and Ghahramani, Advances in Neural Information Processing Systems 18, 2006;
/// Quinonero-Candela and Rasmussen, Journal of Machine Learning Research 6, 2005, section 6.

/// Runs beyond which the sparse form is taken, and how many points it gets unless told.
inline constexpr std::size_t mostExactRuns = 3000;
inline constexpr std::size_t usualInducingPoints = 600;

/// `count` of the runs as points, each the one that the points before it explain least: a Cholesky factor
/// with pivots of the correlations of at most some thousands of the runs. Row-major count x dimensions; fewer
/// where the rest is explained to rounding.
std::vector<double> chooseInducing(const GaussianProcessParameters& parameters, const double* design,
                                   std::size_t runs, std::size_t dimensions, std::size_t count);

/// Lengths and nugget of a process that was fitted on some of the runs, adjusted a little to the likelihood
/// of the sparse form of more of them.
GaussianProcessParameters polishSparse(GaussianProcessParameters parameters,
                                       const std::vector<double>& inducing, const double* design,
                                       std::size_t runs, std::size_t dimensions, const double* values,
                                       FitTeam& team);

/// The process given all runs; trend and variance become their maximum-likelihood values. Error
/// "model.gaussian-process.singular".
Result<GaussianProcess> conditionSparse(GaussianProcessParameters parameters,
                                        const std::vector<double>& inducing, const double* design,
                                        std::size_t runs, std::size_t dimensions, const double* values,
                                        const KernelTable& table, FitTeam& team, const std::string& location);

} // namespace twin
