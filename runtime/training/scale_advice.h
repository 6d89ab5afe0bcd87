// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "training/training.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// Whether an entry of a spec's models is a surrogate, fitted to runs, and neither given whole nor a table.
bool isSurrogate(const nlohmann::json& model);

/// Scales that would suit the runs better than those that the spec's models use, in sentences: the logit for
/// what lies between 0 and 1, the cumulative hazard for a probability that never falls, the logarithm for
/// positive values with a long tail that it straightens (skewness), "logInputs" for inputs over decades.
/// Nothing is said of models that are given as formulas, choose by themselves ("auto"), or name a transform.
std::vector<std::string> scaleAdvice(const Contract& contract, const RunSet& runs,
                                     const nlohmann::json& models);

} // namespace twin
