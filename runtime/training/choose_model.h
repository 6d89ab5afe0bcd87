// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"

namespace twin {

/// Kind "auto": fits the outputs by every family that suits the number of runs, then by other scales of the
/// outputs where the data and the declared plausibility allow them, and keeps the fit that predicted the runs
/// kept out of it best. Between fits that are as good within a hundredth, the one of the family that is
/// listed earlier in allFamilies() wins a tie of errors by being plainer. A scale that makes the declared
/// plausibility hold by construction may cost a twentieth of the error. As fitModel; `evidence.details` holds
/// "choice": {"words", "candidates": [{"family", "transform", "error", "won" | "failed"}]}, errors in each
/// output's unit.
Result<std::unique_ptr<Model>> chooseModel(const nlohmann::json& spec, const Contract& contract,
                                           const RunSet& runs, const FitValidation& validation,
                                           const std::string& location, FitEvidence& evidence,
                                           const Progress& progress);

} // namespace twin
