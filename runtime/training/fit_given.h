// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"

#include <string_view>

namespace twin {

/// Whether a spec gives models of this kind whole, so that there is nothing to fit: formulas, equations.
bool isGivenKind(std::string_view kind);
/// The same of a model: also a composition of nothing but such models.
bool isGivenWhole(const nlohmann::json& spec);
/// How runs judge such a model, in words.
std::string wordsOfGiven(std::size_t runs);
/// The contract as such a model sees it, which gives no bands; for any other, the contract.
Contract contractFor(const nlohmann::json& spec, const Contract& contract);

/// Loads such a model and has it answer every run: each is one that it has not seen. The bands that the
/// contract declares are measured on the same runs (see measured_band.h). A run for which it fails is named.
/// Errors: those of loadModel and of the model's evaluation, and "fit.few-runs".
Result<std::unique_ptr<Model>> judgeGivenModel(const nlohmann::json& spec, const Contract& contract,
                                               const RunSet& runs, const std::string& location,
                                               FitEvidence& evidence, const Progress& progress);

} // namespace twin
