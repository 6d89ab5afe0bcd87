// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshot_json.h"

#include <cmath>

namespace twin {

namespace {

nlohmann::json number(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json();
}

nlohmann::json toJson(const Axis& axis)
{
    return {{"name", axis.name}, {"unit", axis.unit.code()}, {"values", axis.values}};
}

/// `values` is empty when there is nothing to show. A field is a list of rows, `width` long, one for each
/// point of the first axis.
nlohmann::json numbers(const std::vector<double>& values, const Variable& output, std::size_t points,
                       std::size_t width)
{
    if (output.isField) {
        nlohmann::json rows = nlohmann::json::array();
        for (std::size_t k = 0; k < points; k += width) {
            nlohmann::json row = nlohmann::json::array();
            for (std::size_t j = k; j < k + width; ++j)
                row.push_back(j < values.size() ? number(values[j]) : nlohmann::json());
            rows.push_back(std::move(row));
        }
        return rows;
    }
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
        json["axis"] = toJson(*contract.axis);
    if (contract.axis2)
        json["axis2"] = toJson(*contract.axis2);
    const std::size_t width = contract.axis2 ? contract.axis2->values.size() : 1;
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        const Variable& output = contract.outputs[i];
        const std::size_t points = contract.points(output);
        const OutputResult& result = snapshot.outputs[i];
        json["outputs"][output.name] = {{"unit", output.unit.code()},
                                        {output.isSeries || output.isField ? "values" : "value",
                                         numbers(result.mean, output, points, width)},
                                        {"lower", numbers(result.lower, output, points, width)},
                                        {"upper", numbers(result.upper, output, points, width)}};
    }
    return json;
}

} // namespace twin
