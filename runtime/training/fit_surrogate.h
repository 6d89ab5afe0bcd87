// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"
#include "training/fit_family.h"

namespace twin {

/// Fits a surrogate of any family: brings the outputs onto their scales and modes, fits the family to them
/// all, predicts every run by a fit without it, and calibrates the bands on what was seen there. As fitModel,
/// for the kinds "pod" (its option "family" names the one of the modes) and those of allFamilies().
Result<std::unique_ptr<Model>> fitSurrogate(const nlohmann::json& spec, const Contract& contract,
                                            const RunSet& runs, const FitValidation& validation,
                                            const std::string& location, FitEvidence& evidence,
                                            const Progress& progress);

} // namespace twin
