// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"

namespace twin {

/// As fitSurrogate, with bands by split conformal prediction (see BandMethod::Split): the model is fitted to
/// three quarters of the runs, and the width of its bands set by the rest. The evidence of the fitted runs is
/// that of cross-validation, of the others the model's own answer; all bands have the final width.
Result<std::unique_ptr<Model>> fitSplit(const nlohmann::json& spec, const Contract& contract,
                                        const RunSet& runs, FitValidation validation,
                                        const std::string& location, FitEvidence& evidence,
                                        const Progress& progress);

} // namespace twin
