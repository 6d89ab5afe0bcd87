// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "contract/contract_words.h"

namespace twin {

namespace {

using nlohmann::json;

json described(json schema, const char* description)
{
    schema["description"] = description;
    return schema;
}

json text()
{
    return {{"type", "string"}};
}

json number()
{
    return {{"type", "number"}};
}

json listOf(json items)
{
    return {{"type", "array"}, {"items", std::move(items)}};
}

json object(json properties, std::vector<std::string> required)
{
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

json identifier()
{
    return {{"type", "string"}, {"pattern", "^[A-Za-z_][A-Za-z0-9_]*$"}, {"maxLength", 64}};
}

json range(const char* description)
{
    return {{"type", "array"},
            {"items", {{"type", json::array({"number", "null"})}}},
            {"minItems", 2},
            {"maxItems", 2},
            {"description", description}};
}

template <class T>
json oneOf()
{
    json values = json::array();
    for (const Word<T>& entry : words<T>())
        values.push_back(entry.text);
    return {{"enum", std::move(values)}};
}

json unit()
{
    return described(text(), "A UCUM code, such as \"m3/h\", \"Cel\" or \"1\".");
}

json commonProperties()
{
    return {
        {"name", described(identifier(), "Unique in the contract; the name in rules, tables and bindings.")},
        {"label", described(text(), "For people.")},
        {"description", text()},
        {"type", oneOf<VariableType>()},
        {"unit", unit()},
        {"displayUnits", described(listOf(unit()), "Other units that a person may choose.")},
        {"nominal", {{"type", "number"}, {"exclusiveMinimum", 0}, {"description", "Typical magnitude."}}}};
}

json input()
{
    json properties = commonProperties();
    properties["start"] = {{"type", json::array({"number", "boolean", "string"})},
                           {"description", "Start value: a number, true or false, or the name of an item."}};
    properties["physical"] = range("What can exist, in the unit; null for no limit.");
    properties["validated"] = range("What the validation report covers; inside the physical range.");
    properties["items"] = described(listOf(object({{"name", text()}, {"label", text()}}, {"name"})),
                                    "Members of an enumeration, in the order of their values 0, 1, 2, ...");
    return object(std::move(properties), {"name", "start"});
}

json output()
{
    json metrics = json::array();
    for (const std::string_view metric : accuracyMetrics())
        metrics.push_back(metric);
    json properties = commonProperties();
    properties["type"] = {{"enum", {"real"}}};
    properties["series"] = {{"type", "boolean"}, {"description", "One value for each point of the axis."}};
    properties["field"] = {{"type", "boolean"},
                           {"description", "One value for each pair of points of both axes."}};
    properties["confidence"] =
        object({{"kind", oneOf<Confidence::Kind>()},
                {"level", {{"type", "number"}, {"exclusiveMinimum", 0}, {"exclusiveMaximum", 1}}},
                {"reason", described(text(), "Why there is none; needed for \"none\".")}},
               {"kind"});
    properties["accuracy"] = listOf(object({{"metric", {{"enum", std::move(metrics)}}},
                                            {"value", {{"type", "number"}, {"minimum", 0}}},
                                            {"relative", {{"type", "number"}, {"minimum", 0}}},
                                            {"unit", unit()},
                                            {"region", described(text(), "Where it holds, in words.")},
                                            {"samples", {{"type", "integer"}, {"minimum", 0}}}},
                                           {"metric", "value"}));
    properties["plausibility"] =
        object({{"range", range("What any believable value lies in.")}, {"monotone", oneOf<Monotone>()}}, {});
    return object(std::move(properties), {"name", "confidence"});
}

json axis()
{
    return object({{"name", identifier()},
                   {"label", text()},
                   {"unit", unit()},
                   {"values", {{"type", "array"}, {"items", number()}, {"minItems", 2}}}},
                  {"name", "values"});
}

json rule()
{
    json example = object({{"label", text()},
                           {"inputs", {{"type", "object"}, {"additionalProperties", number()}}},
                           {"passes", {{"type", "boolean"}}}},
                          {"inputs"});
    return object({{"id", {{"type", "string"}, {"minLength", 1}}},
                   {"label", text()},
                   {"condition", described(text(), "What must hold, such as \"q_in / n <= 700 m3/h\".")},
                   {"onFail", oneOf<Verdict>()},
                   {"message", described(text(), "What the operator reads when it does not hold.")},
                   {"examples", listOf(std::move(example))}},
                  {"id", "condition"});
}

} // namespace

json contractSchema()
{
    json schema = object(
        {{"formatVersion", {{"type", "integer"}, {"minimum", 1}, {"maximum", Contract::currentFormat}}},
         {"id", {{"type", "string"}, {"pattern", "^[A-Za-z0-9_][A-Za-z0-9._-]*$"}, {"maxLength", 128}}},
         {"version", described(text(), "Semantic version 2.0.0.")},
         {"title", {{"type", "string"}, {"minLength", 1}}},
         {"fidelity", described(text(), "The fidelity statement that every screen shows.")},
         {"madeFor", listOf(text())},
         {"notFor", listOf(text())},
         {"reviewDate", {{"type", "string"}, {"pattern", "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}}},
         {"axis", axis()},
         {"axis2", described(axis(), "The second axis of fields; format 2.")},
         {"inputs", {{"type", "array"}, {"items", input()}, {"minItems", 1}}},
         {"outputs", {{"type", "array"}, {"items", output()}, {"minItems", 1}}},
         {"guardrails", listOf(rule())},
         {"provenance", object({{"source", text()},
                                {"author", text()},
                                {"created", text()},
                                {"tool", text()},
                                {"dataHash", text()},
                                {"notes", text()}},
                               {})}},
        {"formatVersion", "id", "version", "title", "inputs", "outputs"});
    schema["$schema"] = "http://json-schema.org/draft-07/schema#";
    schema["title"] = "Contract of an executable digital twin";
    return schema;
}

} // namespace twin
