// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_given.h"

#include "model/banded_model.h"
#include "model/composition_plan.h"
#include "model/uncertain_model.h"
#include "training/answered_runs.h"
#include "training/measured_band.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

using nlohmann::json;

bool hasGivenKind(const json& spec)
{
    return spec.is_object() && spec.contains("kind") && spec["kind"].is_string() &&
           isGivenKind(spec["kind"].get<std::string>());
}

/// The model's answers for every run, beside bands of its own if it has any (else NaN).
Status answerRuns(const Model& model, const Contract& contract, const RunSet& runs,
                  const std::string& location, FitEvidence& evidence, const Progress& progress)
{
    std::vector<std::size_t> points;
    for (const std::string& output : model.outputs()) {
        points.push_back(contract.points(*contract.findOutput(output)));
        for (auto* part : {&evidence.mean, &evidence.lower, &evidence.upper})
            part->emplace_back(runs.runs * points.back(), std::nan(""));
    }
    const std::unique_ptr<ModelInstance> instance = model.instantiate();
    std::vector<OutputSlice> slices(points.size());
    for (std::size_t run = 0; run < runs.runs; ++run) {
        if (progress && !progress(double(run) / double(runs.runs), "computing the runs"))
            return fail("fit.cancelled", location, "The training was stopped.", "Nothing was written.");
        for (std::size_t i = 0; i < slices.size(); ++i) {
            const std::size_t at = run * points[i];
            slices[i] = {evidence.mean[i].data() + at, evidence.lower[i].data() + at,
                         evidence.upper[i].data() + at};
        }
        const double* inputs = runs.inputs.data() + run * contract.inputs.size();
        if (Status status = instance->evaluate(inputs, 1, slices); !status) {
            Diagnostic error = std::move(status.error());
            error.message = fmt::format("In run {}: {}", runs.names[run], error.message);
            error.location = location + error.location;
            return fail(std::move(error));
        }
        for (std::size_t i = 0; i < slices.size(); ++i)
            if (!std::all_of(slices[i].mean, slices[i].mean + points[i],
                             [](double value) { return std::isfinite(value); }))
                return fail("model.not-finite", location,
                            fmt::format("In run {}: the model's answer for {} is not a number.",
                                        runs.names[run], model.outputs()[i]),
                            "Correct the formulas, or leave out the runs that they are not made for.");
    }
    return {};
}

Result<std::vector<MeasuredBand>> measureBands(const Model& model, const Contract& contract,
                                               const RunSet& runs, const std::string& location,
                                               FitEvidence& evidence)
{
    const auto answered = answeredRuns(contract, runs.inputs);
    if (!answered)
        return fail(answered.error());
    std::vector<MeasuredBand> bands;
    for (std::size_t i = 0; i < model.outputs().size(); ++i) {
        const std::size_t output = *contract.outputIndex(model.outputs()[i]);
        const Variable& variable = contract.outputs[output];
        if (variable.confidence.kind == Confidence::Kind::None)
            continue;
        const double level = variable.confidence.level;
        auto band =
            measureBand(runs.outputs[output], evidence.mean[i], contract.points(variable), level, *answered);
        if (!band)
            return fail("fit.few-runs", location,
                        fmt::format("{} runs where the contract lets the twin answer are too few to measure "
                                    "a band of {:g} % for {} on; it takes {}.",
                                    std::count(answered->begin(), answered->end(), true), 100 * level,
                                    variable.name, fewestRunsForBand(level)),
                        R"(Add runs, or declare its confidence as "none" with the reason.)");
        for (std::size_t k = 0; k < band->judging.size(); ++k) {
            const double mean = evidence.mean[i][k], own = evidence.upper[i][k] - mean;
            const double half = BandedModel::together(own, band->judging[k]);
            evidence.lower[i][k] = mean - half;
            evidence.upper[i][k] = mean + half;
        }
        bands.push_back({variable.name, level, std::move(band->halfWidth)});
    }
    return bands;
}

} // namespace

bool isGivenKind(std::string_view kind)
{
    return isExactKind(kind);
}

std::string wordsOfGiven(std::size_t runs)
{
    return fmt::format("{} runs, none of which the model was made from", runs);
}

bool isGivenWhole(const json& spec)
{
    if (hasGivenKind(spec))
        return true;
    const bool isComposition = spec.is_object() && spec.value("kind", json()) == "composition";
    const json stages = isComposition ? spec.value("models", json::array()) : json::array();
    return stages.is_array() && !stages.empty() && std::all_of(stages.begin(), stages.end(), hasGivenKind);
}

Contract contractFor(const json& spec, const Contract& contract)
{
    if (!isGivenWhole(spec) || statesUncertainty(spec))
        return contract;
    std::vector<std::string> outputs;
    for (const json& name : spec.value("outputs", json::array()))
        if (name.is_string())
            outputs.push_back(name.get<std::string>());
    return withoutBands(contract, outputs);
}

Result<std::unique_ptr<Model>> judgeGivenModel(const json& spec, const Contract& contract, const RunSet& runs,
                                               const std::string& location, FitEvidence& evidence,
                                               const Progress& progress)
{
    if (spec.contains("bands"))
        return fail("model.json", location + "/bands", "Bands are measured on the runs, and not given.",
                    "Leave them out, and declare the confidence of the outputs in the contract.");
    auto model = loadModel(spec, {}, contractFor(spec, contract), location);
    if (!model)
        return model;
    const auto hasBand = [&](const std::string& output) {
        return contract.findOutput(output)->confidence.kind != Confidence::Kind::None;
    };
    if (statesUncertainty(spec) &&
        std::none_of((*model)->outputs().begin(), (*model)->outputs().end(), hasBand))
        return fail(
            "model.confidence", location,
            "The model states the uncertainty of constants, but no output of it has a band to show it.",
            R"(Declare a band: "confidence": {"kind": "interval", "level": 0.9}.)");
    evidence.fold.assign(runs.runs, 0);
    if (const Status answered = answerRuns(**model, contract, runs, location, evidence, progress); !answered)
        return fail(answered.error());
    auto bands = measureBands(**model, contract, runs, location, evidence);
    if (!bands)
        return fail(bands.error());
    evidence.words = wordsOfGiven(runs.runs);
    evidence.details = {{"kind", (*model)->kind()}, {"outputs", (*model)->outputs()}};
    if (bands->empty())
        return model;
    return std::unique_ptr<Model>(std::make_unique<BandedModel>(std::move(*model), std::move(*bands)));
}

} // namespace twin
