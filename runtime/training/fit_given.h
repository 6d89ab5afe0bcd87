// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"

#include <string_view>

namespace twin {

/// Whether a spec gives models of this kind whole, so that there is nothing to fit: formulas, equations.
bool isGivenKind(std::string_view kind);

/// Loads such a model and has it answer every run: each is one that it has not seen. A run for which it fails
/// is named. Errors: those of loadModel and of the model's evaluation.
Result<std::unique_ptr<Model>> judgeGivenModel(const nlohmann::json& spec, const Contract& contract,
                                               const RunSet& runs, const std::string& location,
                                               FitEvidence& evidence, const Progress& progress);

} // namespace twin
