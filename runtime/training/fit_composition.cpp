// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_composition.h"

#include "model/composition_model.h"
#include "training/fit_calibration.h"
#include "training/fit_given.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

bool isFitted(const CompositionStage& stage)
{
    return !isGivenKind(stage.spec["kind"].get<std::string>());
}

RunSet without(const RunSet& runs, const std::vector<std::size_t>& fold, std::size_t left)
{
    const std::size_t width = runs.inputs.size() / runs.runs;
    const auto rows = [&](const std::vector<double>& values) {
        const std::size_t points = values.size() / runs.runs;
        std::vector<double> kept;
        for (std::size_t run = 0; run < runs.runs; ++run)
            if (fold[run] != left)
                kept.insert(kept.end(), values.begin() + std::ptrdiff_t(run * points),
                            values.begin() + std::ptrdiff_t((run + 1) * points));
        return kept;
    };
    RunSet some;
    some.inputs = rows(runs.inputs);
    some.runs = some.inputs.size() / width;
    for (const std::vector<double>& values : runs.outputs)
        some.outputs.push_back(rows(values));
    for (const auto& [name, values] : runs.intermediates)
        some.intermediates[name] = rows(values);
    for (std::size_t run = 0; run < runs.runs; ++run)
        if (fold[run] != left)
            some.names.push_back(runs.names[run]);
    return some;
}

/// The runs as a stage sees them.
RunSet runsOfStage(const CompositionStage& stage, const Contract& contract, const RunSet& runs)
{
    RunSet seen;
    seen.runs = runs.runs;
    seen.names = runs.names;
    const std::size_t width = contract.inputs.size();
    for (std::size_t run = 0; run < runs.runs; ++run)
        for (std::size_t i = 0; i < stage.inputs.size(); ++i)
            seen.inputs.push_back(stage.inputs[i] < width
                                      ? runs.inputs[run * width + stage.inputs[i]]
                                      : runs.intermediates.at(stage.contract.inputs[i].name)[run]);
    for (const Variable& output : stage.contract.outputs) {
        const auto index = contract.outputIndex(output.name);
        seen.outputs.push_back(index ? runs.outputs[*index] : runs.intermediates.at(output.name));
    }
    return seen;
}

// In each fold every stage is fitted and judged by folds again.
constexpr std::size_t foldsOfFolds = 10;

Result<std::unique_ptr<Model>> fitStages(const nlohmann::json& spec, const CompositionPlan& plan,
                                         const Contract& contract, const RunSet& runs,
                                         const FitValidation& validation, nlohmann::json& details,
                                         const Progress& progress)
{
    std::vector<std::unique_ptr<Model>> models;
    for (const CompositionStage& stage : plan.stages) {
        if (!isFitted(stage)) {
            auto model = plan.load(stage, {});
            if (!model)
                return model;
            models.push_back(std::move(*model));
            continue;
        }
        const auto step = [&](double fraction, const std::string& words) {
            return !progress ||
                   progress((double(models.size()) + fraction) / double(plan.stages.size()), words);
        };
        const RunSet seen = runsOfStage(stage, contract, runs);
        FitEvidence evidence;
        auto model = fitModel(stage.spec, stage.contract, seen,
                              FitValidation(std::min(validation.folds, seen.runs), validation.bands),
                              stage.location, evidence, step);
        if (!model)
            return model;
        details.push_back(std::move(evidence.details));
        models.push_back(std::move(*model));
    }
    return std::unique_ptr<Model>(
        std::make_unique<CompositionModel>(plan, std::move(models), contract, spec.at("intermediates")));
}

/// Answers of a composition for the runs of one fold, written to the evidence.
Status judgeFold(const Model& model, const Contract& contract, const RunSet& runs,
                 const std::vector<std::size_t>& rows, FitEvidence& evidence)
{
    const std::unique_ptr<ModelInstance> instance = model.instantiate();
    std::vector<OutputSlice> slices(model.outputs().size());
    const std::size_t width = contract.inputs.size();
    for (const std::size_t run : rows) {
        for (std::size_t i = 0; i < slices.size(); ++i) {
            const std::size_t at = run * contract.points(*contract.findOutput(model.outputs()[i]));
            slices[i] = {evidence.mean[i].data() + at, evidence.lower[i].data() + at,
                         evidence.upper[i].data() + at};
        }
        if (Status status = instance->evaluate(runs.inputs.data() + run * width, 1, slices); !status) {
            status.error().message = fmt::format("In run {}: {}", runs.names[run], status.error().message);
            return status;
        }
    }
    return {};
}

} // namespace

Result<std::vector<Variable>> intermediatesToGather(const nlohmann::json& models, const Contract& contract)
{
    std::vector<Variable> wanted;
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (models[i].value("kind", nlohmann::json()) != "composition")
            continue;
        const auto plan =
            CompositionPlan::read(models[i], contractFor(models[i], contract), fmt::format("/models/{}", i));
        if (!plan)
            return fail(plan.error());
        for (const Variable& between : plan->intermediates) {
            const auto needs = [&](const CompositionStage& stage) {
                return isFitted(stage) &&
                       (stage.contract.findInput(between.name) || stage.contract.findOutput(between.name));
            };
            const auto isSame = [&](const Variable& other) { return other.name == between.name; };
            if (std::none_of(plan->stages.begin(), plan->stages.end(), needs))
                continue;
            if (std::any_of(wanted.begin(), wanted.end(), isSame))
                return fail("model.output", fmt::format("/models/{}/intermediates", i),
                            fmt::format("Two compositions have the intermediate {}.", between.name),
                            "Rename one of them.");
            wanted.push_back(between);
        }
    }
    return wanted;
}

Result<std::unique_ptr<Model>> fitComposition(const nlohmann::json& spec, const Contract& contract,
                                              const RunSet& runs, const FitValidation& wished,
                                              const std::string& location, FitEvidence& evidence,
                                              const Progress& progress)
{
    FitValidation validation = wished;
    if (validation.folds == FitValidation::byFamily)
        validation.folds = foldsOfFolds;
    const auto plan = CompositionPlan::read(spec, contract, location);
    if (!plan)
        return fail(plan.error());
    for (const std::string& name : plan->outputs) {
        const std::size_t count = runs.runs * contract.points(*contract.findOutput(name));
        for (auto* part : {&evidence.mean, &evidence.lower, &evidence.upper})
            part->emplace_back(count, std::nan(""));
    }
    const bool hasFits = std::any_of(plan->stages.begin(), plan->stages.end(), isFitted);
    evidence.fold.assign(runs.runs, 0);
    if (hasFits)
        evidence.fold = assignFolds(runs.inputs.data(), runs.runs, contract.inputs.size(), validation.folds);
    else
        evidence.words = wordsOfGiven(runs.runs);
    const std::size_t parts = 1 + *std::max_element(evidence.fold.begin(), evidence.fold.end());
    evidence.folds = hasFits ? parts : 0;
    std::vector<std::vector<std::size_t>> rows(parts);
    for (std::size_t run = 0; run < runs.runs; ++run)
        rows[evidence.fold[run]].push_back(run);
    const auto part = [&](double done) {
        return [&progress, done, parts](double fraction, const std::string& words) {
            return !progress || progress((done + fraction) / double(parts + 1), words);
        };
    };
    nlohmann::json stages = nlohmann::json::array();
    auto model = fitStages(spec, *plan, contract, runs, validation, stages, part(0));
    if (!model)
        return model;
    for (std::size_t left = 0; left < parts; ++left) {
        std::unique_ptr<Model> other;
        if (hasFits) {
            nlohmann::json unused = nlohmann::json::array();
            auto fitted = fitStages(spec, *plan, contract, without(runs, evidence.fold, left), validation,
                                    unused, part(double(left + 1)));
            if (!fitted)
                return fitted;
            other = std::move(*fitted);
        }
        if (Status judged = judgeFold(other ? *other : **model, contract, runs, rows[left], evidence);
            !judged)
            return fail(std::move(judged.error()));
    }
    evidence.details = {{"kind", "composition"}, {"outputs", plan->outputs}, {"stages", std::move(stages)}};
    return model;
}

} // namespace twin
