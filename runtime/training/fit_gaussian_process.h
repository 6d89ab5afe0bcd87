// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"

#include <string>

namespace twin {

/// Fits the kinds "gaussian-process" and "pod". Options: "kernel" ("squared-exponential", "matern-3/2",
/// "matern-5/2", or left out: the one of greatest likelihood, by mode), "transform" (see fit_options.h), and
/// for "pod" "modes" (at most so many) or "energy" (the share of the variance to keep). A process has a
/// length a coordinate, a direction (see GaussianProcessParameters) and a nugget. Hyperparameters are those
/// of all runs; for the bands every fold's runs are predicted by processes and a basis that never saw them.
/// See fitModel.
Result<std::unique_ptr<Model>> fitGaussianProcessModel(const nlohmann::json& spec, const Contract& contract,
                                                       const RunSet& runs, std::size_t folds,
                                                       const std::string& location, FitEvidence& evidence,
                                                       const Progress& progress);

} // namespace twin
