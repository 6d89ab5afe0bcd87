// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"

namespace twin {

/// Kind "auto": fits the outputs by every family that suits the number of runs, and on other scales of the
/// outputs where the data and the declared plausibility allow them, and keeps the fit that predicted the runs
/// kept out of it best. Between fits that are as good within a hundredth, the one of the family that is
/// listed earlier in allFamilies() wins by being plainer. A scale that makes the declared plausibility hold
/// by construction may cost a twentieth of the error.
///
/// What bounds the time: a costly family is given up when it is far behind after three folds, tries no other
/// scale, and wins only by more than chance would make of it; more than some thousand runs are compared on a
/// part of them, and the best few of that fitted to all.
///
/// As fitModel; `evidence.details` holds "choice": {"words", "candidates": [{"family", "transform", "error",
/// "won" | "dropped" | "failed"}]}, errors in each output's unit.
Result<std::unique_ptr<Model>> chooseModel(const nlohmann::json& spec, const Contract& contract,
                                           const RunSet& runs, const FitValidation& validation,
                                           const std::string& location, FitEvidence& evidence,
                                           const Progress& progress);

} // namespace twin
