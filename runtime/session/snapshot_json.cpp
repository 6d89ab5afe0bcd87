// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshot_json.h"

#include <cmath>

namespace twin {

namespace {

nlohmann::json number(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

/// `values` is empty when there is nothing to show.
nlohmann::json numbers(const std::vector<double>& values, const Variable& output, std::size_t points)
{
    if (!output.isSeries)
        return values.empty() ? nlohmann::json() : number(values.front());
    nlohmann::json array = nlohmann::json::array();
    for (std::size_t k = 0; k < points; ++k)
        array.push_back(k < values.size() ? number(values[k]) : nlohmann::json());
    return array;
}

nlohmann::json toJson(const RuleVerdict& verdict)
{
    nlohmann::json nearest = nlohmann::json::object();
    for (const auto& [name, value] : verdict.nearest)
        nearest[name] = number(value);
    return {{"rule", verdict.rule},
            {"verdict", toString(verdict.verdict)},
            {"message", verdict.message},
            {"nearest", std::move(nearest)}};
}

nlohmann::json toJson(const Contract& contract, const std::optional<ClosestRun>& closest)
{
    if (!closest)
        return {};
    nlohmann::json inputs = nlohmann::json::object();
    for (std::size_t i = 0; i < contract.inputs.size(); ++i)
        inputs[contract.inputs[i].name] = number(closest->inputs[i]);
    return {{"runs", closest->runs},
            {"inputs", std::move(inputs)},
            {"distance", number(closest->distance)},
            {"limit", number(closest->limit)},
            {"words", describe(contract, *closest)}};
}

} // namespace

nlohmann::json toJson(const Contract& contract, const Snapshot& snapshot)
{
    nlohmann::json json = {{"zone", toString(snapshot.zone)},
                           {"verdict", toString(snapshot.verdict)},
                           {"verdicts", nlohmann::json::array()},
                           {"closestRun", toJson(contract, snapshot.closest)},
                           {"axis", nullptr},
                           {"outputs", nlohmann::json::object()}};
    for (const RuleVerdict& verdict : snapshot.verdicts)
        json["verdicts"].push_back(toJson(verdict));
    if (contract.axis)
        json["axis"] = {{"name", contract.axis->name},
                        {"unit", contract.axis->unit.code()},
                        {"values", contract.axis->values}};
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        const Variable& output = contract.outputs[i];
        const std::size_t points = contract.points(output);
        const OutputResult& result = snapshot.outputs[i];
        json["outputs"][output.name] = {
            {"unit", output.unit.code()},
            {output.isSeries ? "values" : "value", numbers(result.mean, output, points)},
            {"lower", numbers(result.lower, output, points)},
            {"upper", numbers(result.upper, output, points)}};
    }
    return json;
}

} // namespace twin
