// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"

#include <nlohmann/json.hpp>
#include <string>

namespace twin {

/// A contract with the inputs a and b, the series s, the scalar c and the field f; `label` stands in every
/// place where a person's words do.
inline Contract sampleContract(const std::string& label)
{
    Contract contract;
    contract.id = "sample";
    contract.version = "1.0.0";
    contract.title = contract.fidelity = label;
    contract.madeFor = contract.notFor = {label};
    contract.axis = Axis{"time", label, *Unit::parse("h"), {0, 1, 2}};
    for (const char* name : {"a", "b"}) {
        Variable input;
        input.name = name;
        input.label = input.description = label;
        input.physical = input.validated = {0, 10};
        contract.inputs.push_back(input);
    }
    contract.axis2 = Axis{"depth", label, *Unit::parse("m"), {0, 2}};
    for (const char* name : {"s", "c", "f"}) {
        Variable output;
        output.name = name;
        output.label = output.description = label;
        output.causality = Causality::Output;
        output.isSeries = output.name == "s";
        output.isField = output.name == "f";
        output.confidence = {Confidence::Kind::Interval, 0.9, {}};
        contract.outputs.push_back(output);
    }
    contract.guardrails.push_back({label, label, "a <= 5", Verdict::Block, label, {}});
    contract.provenance = {label, label, "2026-01-01", label, "", label};
    return contract;
}

/// A report with every part that a page can show.
inline nlohmann::json sampleReport(const std::string& label)
{
    const nlohmann::json inputs = {{"a", 1}, {"b", 2}};
    const nlohmann::json curve = {{"run", label},      {"inputs", inputs},         {"axis", {0, 1, 2}},
                                  {"true", {1, 2, 3}}, {"predicted", {1, 2.5, 3}}, {"lower", {0, 1, 2}},
                                  {"upper", {2, 3, 4}}};
    nlohmann::json output = {
        {"r2", 0.98},
        {"rmse", 0.5},
        {"maxAbs", 2},
        {"errorQuantiles", {{"p50", 0.1}, {"p90", 0.9}, {"p99", 1.5}}},
        {"worstRuns", {{{"run", label}, {"error", 2}, {"true", 1}, {"predicted", 3}, {"inputs", inputs}}}},
        {"parity", {{1, 1.1}, {2, 1.9}}},
        {"byRegion",
         {{{"input", "a"},
           {"words", label},
           {"minimum", 0},
           {"maximum", 5},
           {"runs", 9},
           {"rmse", 0.4},
           {"maxAbs", 1},
           {"coverage", 0.8},
           {"weak", true},
           {"overbold", true}}}},
        {"coverage", 0.89},
        {"level", 0.9},
        {"bandFactors", {{0, 0}, {1, 0.89}, {2, 1}}},
        {"sensitivity",
         {{"a", {{"first", 0.5}, {"firstError", 0.01}, {"total", 0.6}, {"totalError", 0.01}}},
          {"b", {{"first", 0.4}, {"firstError", 0.01}, {"total", 0.5}, {"totalError", 0.01}}}}}};
    nlohmann::json series = output;
    series["worstRuns"][0]["at"] = 1;
    series["rmseAlongAxis"] = {0.1, 0.2, 0.3};
    series["coverageAlongAxis"] = {0.8, 0.9, 1};
    series["curves"] = {{"typical", curve}, {"worst", curve}};
    nlohmann::json field = output;
    field["worstRuns"][0]["place"] = {1, 2};
    field["overAxes"] = {
        {"edges", {{0, 0.5, 1.5, 2}, {0, 1, 2}}},
        {"rmse", {{0.1, 0.2}, {0.3, 0.4}, {0.5, 0.6}}},
        {"coverage", {{0.8, 0.9}, {1, 1}, {0.85, 0.9}}},
        {"worst", {{"run", label}, {"inputs", inputs}, {"maxAbs", {{1, 2}, {0, 0.5}, {0.1, 0.2}}}}}};
    return {
        {"split",
         {{"method", "held-out"}, {"words", label}, {"bands", label}, {"runs", 20}, {"trainingRuns", 40}}},
        {"outputs", {{"s", series}, {"c", output}, {"f", field}}},
        {"findings", {{{"kind", "weak-region"}, {"output", "s"}, {"words", label}}}},
        {"maps",
         {{{"inputs", {"a", "b"}},
           {"edges", {{0, 5, 10}, {0, 10}}},
           {"runs", {{3}, {0}}},
           {"rmse", {{"s", {{0.5}, {nullptr}}}}}}}},
        {"bounds",
         {{{"output", "s"}, {"metric", "maxAbs"}, {"value", 3}, {"measured", 2}, {"kept", true}, {"at", 1}},
          {{"output", "c"},
           {"metric", "coverage"},
           {"value", 1},
           {"minimum", 0.8},
           {"measured", 0.89},
           {"kept", true}}}},
        {"domain",
         {{"runs", 60},
          {"threshold", 0.3},
          {"emptyRegions", {{{"words", label}}}},
          {"distances",
           {{"groups", {{{"from", 0.1}, {"to", 0.2}, {"runs", 10}, {"error", 1}, {"kept", 0.9}}}},
            {"level", 0.9},
            {"lowered", true}}}}},
        {"sensitivity", {{"words", label}, {"evaluations", 100}}},
        {"models", {{{"family", label}, {"outputs", {{"s", {{"transform", label}, {"modes", 2}}}}}}}},
        {"data",
         {{"file", label},
          {"sha256", label},
          {"rows", 180},
          {"findings", {{{"code", "x"}, {"message", label}}}}}}};
}

} // namespace twin
