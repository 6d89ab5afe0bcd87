// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/validation_report.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

using nlohmann::json;

constexpr std::size_t worstShown = 5;
constexpr std::size_t parityShown = 200;
constexpr std::size_t regionsShown = 20;

json inputsOf(const Contract& contract, const RunSet& runs, std::size_t run)
{
    json inputs = json::object();
    for (std::size_t i = 0; i < contract.inputs.size(); ++i)
        inputs[contract.inputs[i].name] = runs.inputs[run * contract.inputs.size() + i];
    return inputs;
}

json worstToJson(const Contract& contract, std::size_t output, const HeldOutAnswers& answers)
{
    const std::size_t points = contract.points(contract.outputs[output]);
    json list = json::array();
    for (const WorstPoint& worst : worstRuns(contract, output, answers, worstShown)) {
        const std::size_t at = worst.run * points + worst.point;
        json entry = {{"run", answers.truth.names[worst.run]},
                      {"error", worst.error},
                      {"true", answers.truth.outputs[output][at]},
                      {"predicted", answers.mean[output][at]},
                      {"inputs", inputsOf(contract, answers.truth, worst.run)}};
        if (contract.outputs[output].isSeries)
            entry[contract.axis->name] = contract.axis->values[worst.point];
        list.push_back(std::move(entry));
    }
    return list;
}

json coverageAlongAxis(const Contract& contract, std::size_t output, const HeldOutAnswers& answers)
{
    const std::size_t points = contract.points(contract.outputs[output]);
    std::vector<double> share(points, 0.0);
    for (std::size_t i = 0; i < answers.truth.outputs[output].size(); ++i) {
        const double truth = answers.truth.outputs[output][i];
        if (truth >= answers.lower[output][i] && truth <= answers.upper[output][i])
            share[i % points] += 1 / static_cast<double>(answers.truth.runs);
    }
    for (double& value : share)
        value = std::round(value * 1e4) / 1e4;
    return share;
}

/// Evenly spread pairs of true and predicted values, for a parity plot.
json parityOf(std::size_t output, const HeldOutAnswers& answers)
{
    const std::vector<double>& truth = answers.truth.outputs[output];
    const std::size_t step = std::max<std::size_t>(1, truth.size() / parityShown) | 1;
    json pairs = json::array();
    for (std::size_t i = 0; i < truth.size(); i += step)
        pairs.push_back({truth[i], answers.mean[output][i]});
    return pairs;
}

json outputToJson(const Contract& contract, std::size_t output, const HeldOutAnswers& answers)
{
    const OutputScore score = scoreOutput(contract, output, answers);
    json entry = {{"r2", score.r2},
                  {"rmse", score.rmse},
                  {"maxAbs", score.maxAbs},
                  {"worstRuns", worstToJson(contract, output, answers)},
                  {"parity", parityOf(output, answers)}};
    if (std::isfinite(score.coverage)) {
        entry["coverage"] = score.coverage;
        entry["level"] = score.level;
        entry["coverageAlongAxis"] = coverageAlongAxis(contract, output, answers);
    }
    return entry;
}

json domainToJson(const Contract& contract, const DomainOfValidity& domain)
{
    json regions = json::array();
    for (const EmptyRegion& region : domain.emptyRegions()) {
        if (regions.size() == regionsShown)
            break;
        regions.push_back(
            {{"inputs", {contract.inputs[region.first].name, contract.inputs[region.second].name}},
             {"first", {region.firstMinimum, region.firstMaximum}},
             {"second", {region.secondMinimum, region.secondMaximum}},
             {"expectedRuns", region.expectedRuns},
             {"words", domain.describe(contract, region)}});
    }
    return {{"runs", domain.runs().size() / contract.inputs.size()},
            {"threshold", domain.threshold()},
            {"regionThreshold", domain.regionThreshold()},
            {"emptyRegions", std::move(regions)}};
}

json boundsToJson(const TrainingSpec& spec, const Contract& contract, const HeldOutAnswers& answers)
{
    json bounds = json::array();
    for (const DeclaredBound& bound : spec.bounds) {
        const MeasuredBound measured = measureBound(contract, bound, answers);
        json entry = {{"output", bound.output},
                      {"metric", bound.metric},
                      {"value", bound.value},
                      {"measured", measured.measured},
                      {"kept", measured.kept}};
        if (bound.metric == "coverage")
            entry["minimum"] = bound.minimum;
        if (bound.relative > 0)
            entry["relative"] = bound.relative;
        if (bound.at)
            entry["at"] = *bound.at;
        bounds.push_back(std::move(entry));
    }
    return bounds;
}

/// What a fit says of itself, without how long it took: the same data give the same package.
json withoutTimes(json details)
{
    if (details.is_structured()) {
        if (details.is_object())
            details.erase("seconds");
        for (json& item : details)
            item = withoutTimes(item);
    }
    return details;
}

} // namespace

json makeReport(const TrainingSpec& spec, const Contract& contract, const HeldOutAnswers& answers,
                const DomainOfValidity& domain, const Table& table, const json& models)
{
    json outputs = json::object();
    for (std::size_t output = 0; output < contract.outputs.size(); ++output)
        outputs[contract.outputs[output].name] = outputToJson(contract, output, answers);
    json data = {{"file", table.name},
                 {"sha256", table.sha256},
                 {"rows", table.rows},
                 {"runColumn", spec.runColumn},
                 {"columns", spec.columns}};
    return {{"split",
             {{"method", spec.heldOut ? "held-out" : "cross-validation"},
              {"words", answers.words},
              {"runs", answers.truth.runs},
              {"trainingRuns", answers.fittedRuns}}},
            {"outputs", std::move(outputs)},
            {"bounds", boundsToJson(spec, contract, answers)},
            {"domain", domainToJson(contract, domain)},
            {"models", withoutTimes(models)},
            {"data", std::move(data)}};
}

} // namespace twin
