// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit.h"

#include "training/choose_model.h"
#include "training/fit_composition.h"
#include "training/fit_given.h"
#include "training/fit_split.h"
#include "training/fit_surrogate.h"
#include "training/fit_table.h"

#include <fmt/format.h>

namespace twin {

static Result<std::unique_ptr<Model>> fitKind(const nlohmann::json& spec, const Contract& contract,
                                              const RunSet& runs, const FitValidation& validation,
                                              const std::string& location, FitEvidence& evidence,
                                              const Progress& progress)
{
    const auto kind = spec.is_object() ? spec.find("kind") : spec.end();
    if (kind == spec.end() || !kind->is_string())
        return fail("fit.kind", location, "A model needs a \"kind\".",
                    "Name one: \"kind\": \"pod\"; xdt schema training lists them.");
    if (*kind == "auto")
        return chooseModel(spec, contract, runs, validation, location, evidence, progress);
    if (isGivenWhole(spec))
        return judgeGivenModel(spec, contract, runs, location, evidence, progress);
    if (*kind == "composition")
        return fitComposition(spec, contract, runs, validation, location, evidence, progress);
    if (*kind == "table")
        return fitTable(spec, contract, runs, location, evidence);
    if (validation.bands == BandMethod::Split)
        return fitSplit(spec, contract, runs, validation, location, evidence, progress);
    return fitSurrogate(spec, contract, runs, validation, location, evidence, progress);
}

Result<std::unique_ptr<Model>> fitModel(const nlohmann::json& spec, const Contract& contract,
                                        const RunSet& runs, const FitValidation& validation,
                                        const std::string& location, FitEvidence& evidence,
                                        const Progress& progress)
{
    evidence = {};
    evidence.details = nlohmann::json::object();
    try {
        return fitKind(spec, contract, runs, validation, location, evidence, progress);
    } catch (const std::exception& error) {
        return fail("fit.failed", location, fmt::format("The model could not be fitted: {}.", error.what()),
                    "Use fewer runs or points, or a machine with more memory.");
    }
}

} // namespace twin
