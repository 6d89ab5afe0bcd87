// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "contract/contract_words.h"

#include <cmath>

namespace twin {

namespace {

using nlohmann::json;

json toJson(const Range& range)
{
    const auto end = [](double value) { return std::isfinite(value) ? json(value) : json(nullptr); };
    return json::array({end(range.minimum), end(range.maximum)});
}

json inputValue(const Variable& variable, double value)
{
    if (variable.type == VariableType::Boolean && (value == 0 || value == 1))
        return value == 1;
    if (variable.type == VariableType::Enumeration && value >= 0 && value < double(variable.items.size()) &&
        value == std::floor(value))
        return variable.items[static_cast<std::size_t>(value)].name;
    return value;
}

json commonToJson(const Variable& variable)
{
    json displayUnits = json::array();
    for (const Unit& unit : variable.displayUnits)
        displayUnits.push_back(unit.code());
    return {{"name", variable.name},
            {"label", variable.label},
            {"description", variable.description},
            {"type", word(variable.type)},
            {"unit", variable.unit.code()},
            {"displayUnits", std::move(displayUnits)},
            {"nominal", variable.nominal}};
}

json inputToJson(const Variable& variable)
{
    json object = commonToJson(variable);
    object["start"] = inputValue(variable, variable.start);
    object["physical"] = toJson(variable.physical);
    object["validated"] = toJson(variable.validated);
    if (!variable.items.empty()) {
        json items = json::array();
        for (const EnumerationItem& item : variable.items)
            items.push_back({{"name", item.name}, {"label", item.label}});
        object["items"] = std::move(items);
    }
    return object;
}

json axisToJson(const Axis& axis)
{
    return {{"name", axis.name}, {"label", axis.label}, {"unit", axis.unit.code()}, {"values", axis.values}};
}

json outputToJson(const Variable& variable)
{
    json object = commonToJson(variable);
    object["series"] = variable.isSeries;
    if (variable.isField)
        object["field"] = true;
    object["confidence"] = {{"kind", word(variable.confidence.kind)}};
    if (variable.confidence.kind == Confidence::Kind::None)
        object["confidence"]["reason"] = variable.confidence.reason;
    else
        object["confidence"]["level"] = variable.confidence.level;
    json bounds = json::array();
    for (const AccuracyBound& bound : variable.accuracy) {
        json entry = {{"metric", bound.metric},
                      {"value", bound.value},
                      {"unit", bound.unit},
                      {"region", bound.region},
                      {"samples", bound.samples}};
        if (bound.relative != 0)
            entry["relative"] = bound.relative;
        bounds.push_back(std::move(entry));
    }
    object["accuracy"] = std::move(bounds);
    object["plausibility"] = {{"range", toJson(variable.plausibility.range)},
                              {"monotone", word(variable.plausibility.monotone)}};
    return object;
}

} // namespace

json ruleToJson(const GuardrailRule& rule)
{
    json examples = json::array();
    for (const RuleExample& example : rule.examples)
        examples.push_back(
            {{"label", example.label}, {"inputs", example.inputs}, {"passes", example.passes}});
    return {{"id", rule.id},
            {"label", rule.label},
            {"condition", rule.condition},
            {"onFail", word(rule.onFail)},
            {"message", rule.message},
            {"examples", std::move(examples)}};
}

json toJson(const Contract& contract)
{
    json object = {{"formatVersion", contract.axis2 ? 2 : 1},
                   {"id", contract.id},
                   {"version", contract.version},
                   {"title", contract.title},
                   {"fidelity", contract.fidelity},
                   {"madeFor", contract.madeFor},
                   {"notFor", contract.notFor},
                   {"reviewDate", contract.reviewDate}};
    if (contract.axis)
        object["axis"] = axisToJson(*contract.axis);
    if (contract.axis2)
        object["axis2"] = axisToJson(*contract.axis2);
    json inputs = json::array(), outputs = json::array(), rules = json::array();
    for (const Variable& variable : contract.inputs)
        inputs.push_back(inputToJson(variable));
    for (const Variable& variable : contract.outputs)
        outputs.push_back(outputToJson(variable));
    for (const GuardrailRule& rule : contract.guardrails)
        rules.push_back(ruleToJson(rule));
    object["inputs"] = std::move(inputs);
    object["outputs"] = std::move(outputs);
    object["guardrails"] = std::move(rules);
    const Provenance& from = contract.provenance;
    object["provenance"] = {{"source", from.source}, {"author", from.author},     {"created", from.created},
                            {"tool", from.tool},     {"dataHash", from.dataHash}, {"notes", from.notes}};
    return object;
}

} // namespace twin
