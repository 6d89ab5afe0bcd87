// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"

namespace twin {

/// The intermediate values of a spec's compositions that their stages are fitted to or with: the runs must
/// hold them. Errors: those of CompositionPlan::read.
Result<std::vector<Variable>> intermediatesToGather(const nlohmann::json& models, const Contract& contract);

/// Fits the stages of a composition one after another, each to the runs' own intermediate values. Evidence:
/// the whole chain is fitted anew without each fold, and asked for the fold's runs with what its own stages
/// hand on; a composition of nothing but equations is judged on every run. Errors: those of the stages' fits.
Result<std::unique_ptr<Model>> fitComposition(const nlohmann::json& spec, const Contract& contract,
                                              const RunSet& runs, const FitValidation& validation,
                                              const std::string& location, FitEvidence& evidence,
                                              const Progress& progress);

} // namespace twin
