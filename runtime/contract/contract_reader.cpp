// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "contract/contract_words.h"
#include "contract/json_fields.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace twin {

namespace {

using nlohmann::json;

template <class T>
T readChoice(Fields& fields, const std::string& key, T absent)
{
    std::vector<std::string> known;
    for (const Word<T>& entry : words<T>())
        known.emplace_back(entry.text);
    const auto index = fields.choice(key, known);
    return index ? words<T>()[*index].value : absent;
}

Axis readAxis(const json& object, const std::string& pointer, Diagnostics& found)
{
    Fields fields(object, pointer, found);
    Axis axis;
    axis.name = fields.text("name", true);
    axis.label = fields.text("label");
    if (axis.label.empty())
        axis.label = axis.name;
    axis.unit = fields.unit("unit");
    fields.eachOf("values", true, [&](const json& value, const std::string&) {
        axis.values.push_back(fields.asNumber(value, fmt::format("values/{}", axis.values.size()), 0));
    });
    return axis;
}

void readCommon(Fields& fields, Variable& variable)
{
    variable.name = fields.text("name", true);
    variable.label = fields.text("label");
    if (variable.label.empty())
        variable.label = variable.name;
    variable.description = fields.text("description");
    variable.type = readChoice(fields, "type", VariableType::Real);
    variable.unit = fields.unit("unit");
    const std::vector<std::string> codes = fields.texts("displayUnits");
    for (std::size_t i = 0; i < codes.size(); ++i)
        variable.displayUnits.push_back(
            fields.asUnit(codes[i], fmt::format("{}/displayUnits/{}", fields.pointer(), i)));
    variable.nominal = fields.number("nominal", 1);
}

/// The start value: a number, true or false, or an item's name.
double readStart(Fields& fields, const Variable& variable)
{
    const json* value = fields.take("start", true);
    if (!value)
        return 0;
    if (variable.type == VariableType::Boolean && value->is_boolean())
        return value->get<bool>() ? 1 : 0;
    if (variable.type == VariableType::Enumeration && value->is_string()) {
        const auto name = value->get<std::string>();
        for (std::size_t i = 0; i < variable.items.size(); ++i)
            if (variable.items[i].name == name)
                return double(i);
        fields.error("contract.start", "start",
                     fmt::format("The start value \"{}\" is none of the items.", name),
                     "Write the name of an item.");
        return 0;
    }
    return fields.asNumber(*value, "start", 0);
}

Variable readInput(const json& object, const std::string& pointer, Diagnostics& found)
{
    Fields fields(object, pointer, found);
    Variable variable;
    variable.causality = Causality::Input;
    readCommon(fields, variable);
    fields.eachOf("items", false, [&](const json& entry, const std::string& where) {
        Fields item(entry, where, found);
        EnumerationItem read{item.text("name", true), item.text("label")};
        if (read.label.empty())
            read.label = read.name;
        variable.items.push_back(std::move(read));
    });
    variable.start = readStart(fields, variable);
    Range all;
    if (variable.type == VariableType::Boolean)
        all = {0, 1};
    else if (variable.type == VariableType::Enumeration)
        all = {0, std::max(1.0, double(variable.items.size())) - 1};
    variable.physical = fields.range("physical", all);
    variable.validated = fields.range("validated", variable.physical);
    return variable;
}

AccuracyBound readBound(const json& object, const std::string& pointer, Diagnostics& found)
{
    Fields fields(object, pointer, found);
    AccuracyBound bound;
    bound.metric = fields.text("metric", true);
    bound.value = fields.number("value", 0, true);
    bound.relative = fields.number("relative", 0);
    bound.unit = fields.unit("unit").code();
    bound.region = fields.text("region");
    const double samples = fields.number("samples", 0);
    if (samples < 0 || samples != std::floor(samples) || samples > std::numeric_limits<int>::max())
        fields.error("contract.type", "samples", "\"samples\" should be a whole number of runs.",
                     "Write a count.");
    else
        bound.samples = static_cast<int>(samples);
    return bound;
}

Variable readOutput(const json& object, const std::string& pointer, Diagnostics& found)
{
    Fields fields(object, pointer, found);
    Variable variable;
    variable.causality = Causality::Output;
    readCommon(fields, variable);
    variable.isSeries = fields.flag("series", false);
    variable.isField = fields.flag("field", false);
    if (const json* confidence = fields.take("confidence", true)) {
        Fields inner(*confidence, pointer + "/confidence", found);
        variable.confidence.kind = readChoice(inner, "kind", Confidence::Kind::None);
        variable.confidence.level = inner.number("level", 0.9);
        variable.confidence.reason = inner.text("reason");
    }
    fields.eachOf("accuracy", false, [&](const json& bound, const std::string& where) {
        variable.accuracy.push_back(readBound(bound, where, found));
    });
    if (const json* plausibility = fields.take("plausibility", false)) {
        Fields inner(*plausibility, pointer + "/plausibility", found);
        variable.plausibility.range = inner.range("range", {});
        variable.plausibility.monotone = readChoice(inner, "monotone", Monotone::No);
    }
    return variable;
}

GuardrailRule readRule(const json& object, const std::string& pointer, Diagnostics& found)
{
    Fields fields(object, pointer, found);
    GuardrailRule rule;
    rule.id = fields.text("id", true);
    rule.label = fields.text("label");
    if (rule.label.empty())
        rule.label = rule.id;
    rule.condition = fields.text("condition", true);
    rule.onFail = readChoice(fields, "onFail", Verdict::Block);
    rule.message = fields.text("message");
    fields.eachOf("examples", false, [&](const json& entry, const std::string& where) {
        Fields inner(entry, where, found);
        RuleExample example;
        example.label = inner.text("label");
        example.passes = inner.flag("passes", true);
        if (const json* inputs = inner.take("inputs", true); inputs && inputs->is_object())
            for (const auto& [name, value] : inputs->items())
                example.inputs[name] = inner.asNumber(value, "inputs/" + name, 0);
        else if (inputs)
            inner.wrongType("inputs", "an object of input names and numbers");
        rule.examples.push_back(std::move(example));
    });
    return rule;
}

bool readFormat(Fields& fields)
{
    const json* format = fields.take("formatVersion", true);
    if (!format)
        return false;
    if (!format->is_number_integer() || *format < 1) {
        fields.wrongType("formatVersion", "a whole number from 1");
        return false;
    }
    if (*format > Contract::currentFormat) {
        fields.error("contract.format-newer", "formatVersion",
                     fmt::format("This contract has format {}; this program reads up to {}.", format->dump(),
                                 Contract::currentFormat),
                     "Open it with a newer version of the program.");
        return false;
    }
    return true;
}

Contract readContract(const json& object, Diagnostics& found)
{
    Contract contract;
    Fields fields(object, {}, found);
    if (!object.is_object())
        return contract;
    readFormat(fields);
    contract.id = fields.text("id", true);
    contract.version = fields.text("version", true);
    contract.title = fields.text("title", true);
    contract.fidelity = fields.text("fidelity");
    contract.madeFor = fields.texts("madeFor");
    contract.notFor = fields.texts("notFor");
    contract.reviewDate = fields.text("reviewDate");
    if (const json* axis = fields.take("axis", false))
        contract.axis = readAxis(*axis, "/axis", found);
    if (const json* axis = fields.take("axis2", false))
        contract.axis2 = readAxis(*axis, "/axis2", found);
    fields.eachOf("inputs", true, [&](const json& entry, const std::string& where) {
        contract.inputs.push_back(readInput(entry, where, found));
    });
    fields.eachOf("outputs", true, [&](const json& entry, const std::string& where) {
        contract.outputs.push_back(readOutput(entry, where, found));
    });
    fields.eachOf("guardrails", false, [&](const json& entry, const std::string& where) {
        contract.guardrails.push_back(readRule(entry, where, found));
    });
    if (const json* provenance = fields.take("provenance", false)) {
        Fields inner(*provenance, "/provenance", found);
        contract.provenance = {inner.text("source"), inner.text("author"),   inner.text("created"),
                               inner.text("tool"),   inner.text("dataHash"), inner.text("notes")};
    }
    return contract;
}

} // namespace

Result<Contract> contractFromJson(const json& object, Diagnostics* warnings)
{
    Diagnostics found;
    Contract contract = readContract(object, found);
    if (!hasErrors(found)) {
        Diagnostics content = validate(contract);
        found.insert(found.end(), content.begin(), content.end());
    }
    // a newer format explains every other finding
    auto first = std::find_if(found.begin(), found.end(),
                              [](const Diagnostic& d) { return d.code == "contract.format-newer"; });
    if (first == found.end())
        first = std::find_if(found.begin(), found.end(),
                             [](const Diagnostic& d) { return d.severity == Severity::Error; });
    if (first != found.end())
        return fail(*first);
    if (warnings)
        warnings->insert(warnings->end(), found.begin(), found.end());
    return contract;
}

} // namespace twin
