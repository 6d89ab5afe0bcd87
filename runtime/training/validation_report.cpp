// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/validation_report.h"

#include "training/error_maps.h"
#include "training/findings.h"
#include "training/output_evidence.h"
#include "training/rounding.h"

namespace twin {

namespace {

using nlohmann::json;

constexpr std::size_t regionsShown = 20;
constexpr int digits = 4;

json domainToJson(const ReportMaterial& material)
{
    const Contract& contract = material.package.contract;
    const DomainOfValidity& domain = *material.package.domain;
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
            {"emptyRegions", std::move(regions)},
            {"distances", toJson(material.distances)}};
}

json boundsToJson(const ReportMaterial& material)
{
    json bounds = json::array();
    for (const DeclaredBound& bound : material.spec.bounds) {
        const MeasuredBound measured = measureBound(material.package.contract, bound, material.answers);
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

json indicesToJson(const Contract& contract, const std::vector<SobolIndex>& indices)
{
    json list = json::object();
    for (std::size_t input = 0; input < indices.size(); ++input)
        list[contract.inputs[input].name] = {{"first", toDigits(indices[input].first, digits)},
                                             {"firstError", toDigits(indices[input].firstError, digits)},
                                             {"total", toDigits(indices[input].total, digits)},
                                             {"totalError", toDigits(indices[input].totalError, digits)}};
    return list;
}

json outputsToJson(const ReportMaterial& material, const std::vector<InputRegion>& regions)
{
    const Contract& contract = material.package.contract;
    json outputs = json::object();
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        json entry = outputEvidence(contract, output, material.answers, regions);
        if (!material.sensitivity.outputs[output].empty()) {
            entry["sensitivity"] = indicesToJson(contract, material.sensitivity.outputs[output]);
            entry["sensitivityIsExact"] = bool(material.sensitivity.isExact[output]);
        }
        outputs[contract.outputs[output].name] = std::move(entry);
    }
    return outputs;
}

json mapsToJson(const ReportMaterial& material)
{
    const Contract& contract = material.package.contract;
    const DomainOfValidity& domain = *material.package.domain;
    json maps = json::array();
    for (const auto& pair : pairsToShow(domain, influenceOf(material.sensitivity, contract.inputs.size())))
        maps.push_back(errorMap(contract, pair, domain.runs(), material.answers));
    return maps;
}

std::string_view methodOf(const ReportMaterial& material)
{
    if (material.spec.heldOut)
        return "held-out";
    if (!material.spec.heldOutRegion.empty())
        return "held-out-region";
    if (material.answers.fittedRuns == 0)
        return "held-out";
    return material.spec.bands == BandMethod::JackknifePlus ||
                   material.spec.folds >= material.answers.fittedRuns
               ? "leave-one-out"
               : "cross-validation";
}

} // namespace

json makeReport(const ReportMaterial& material)
{
    const HeldOutAnswers& answers = material.answers;
    const Contract& contract = material.package.contract;
    const std::vector<InputRegion> regions = inputRegions(contract, answers.truth);
    json data = {{"file", material.table.name},
                 {"sha256", material.table.sha256},
                 {"rows", material.table.rows},
                 {"runColumn", material.spec.runColumn},
                 {"columns", material.spec.columns}};
    return {
        {"split",
         {{"method", methodOf(material)},
          {"bands", toString(material.spec.bands)},
          {"words", answers.words},
          {"runs", answers.truth.runs},
          {"trainingRuns", answers.fittedRuns}}},
        {"outputs", outputsToJson(material, regions)},
        {"sensitivity",
         {{"words", material.sensitivity.words}, {"evaluations", material.sensitivity.evaluations}}},
        {"findings", findingsOf(contract, answers, regions, *material.package.domain, material.distances)},
        {"maps", mapsToJson(material)},
        {"bounds", boundsToJson(material)},
        {"domain", domainToJson(material)},
        {"models", withoutTimes(material.models)},
        {"data", std::move(data)}};
}

} // namespace twin
