// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"

#include <string>

namespace twin {

/// Fits the kind "polynomial" by least squares. Options: "degree" (1 to 10; left out: the best of 1 to 4 by
/// leave-one-out error), "transform" (see fit_options.h). See fitModel.
Result<std::unique_ptr<Model>> fitPolynomialModel(const nlohmann::json& spec, const Contract& contract,
                                                  const RunSet& runs, std::size_t folds,
                                                  const std::string& location, FitEvidence& evidence,
                                                  const Progress& progress);

} // namespace twin
