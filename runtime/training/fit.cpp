// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit.h"

#include "model/expression_model.h"
#include "training/choose_model.h"
#include "training/fit_surrogate.h"

#include <cmath>
#include <fmt/format.h>

namespace twin {

/// A formula is fitted to nothing: every run is one that it has not seen.
static Result<std::unique_ptr<Model>> judgeExpression(const nlohmann::json& spec, const Contract& contract,
                                                      const RunSet& runs, const std::string& location,
                                                      FitEvidence& evidence)
{
    auto model = ExpressionModel::load(spec, contract, location);
    if (!model)
        return model;
    std::vector<OutputSlice> slices;
    for (const std::string& output : (*model)->outputs()) {
        const std::size_t count = runs.runs * contract.points(*contract.findOutput(output));
        for (auto* part : {&evidence.mean, &evidence.lower, &evidence.upper})
            part->emplace_back(count, std::nan(""));
        slices.push_back({evidence.mean.back().data(), nullptr, nullptr});
    }
    evidence.fold.assign(runs.runs, 0);
    if (const Status status = (*model)->instantiate()->evaluate(runs.inputs.data(), runs.runs, slices);
        !status)
        return fail(status.error());
    return model;
}

static Result<std::unique_ptr<Model>> fitKind(const nlohmann::json& spec, const Contract& contract,
                                              const RunSet& runs, std::size_t folds,
                                              const std::string& location, FitEvidence& evidence,
                                              const Progress& progress)
{
    const auto kind = spec.is_object() ? spec.find("kind") : spec.end();
    if (kind == spec.end() || !kind->is_string())
        return fail("fit.kind", location, "A model needs a \"kind\".",
                    "Name one: \"kind\": \"pod\"; xdt schema training lists them.");
    if (*kind == "expression")
        return judgeExpression(spec, contract, runs, location, evidence);
    if (*kind == "auto")
        return chooseModel(spec, contract, runs, folds, location, evidence, progress);
    return fitSurrogate(spec, contract, runs, folds, location, evidence, progress);
}

Result<std::unique_ptr<Model>> fitModel(const nlohmann::json& spec, const Contract& contract,
                                        const RunSet& runs, std::size_t folds, const std::string& location,
                                        FitEvidence& evidence, const Progress& progress)
{
    evidence = {};
    evidence.details = nlohmann::json::object();
    try {
        return fitKind(spec, contract, runs, folds, location, evidence, progress);
    } catch (const std::exception& error) {
        return fail("fit.failed", location, fmt::format("The model could not be fitted: {}.", error.what()),
                    "Use fewer runs or points, or a machine with more memory.");
    }
}

} // namespace twin
