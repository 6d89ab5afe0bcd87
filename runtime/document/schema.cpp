// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/document_json.h"

#include <cmath>

namespace twin {
namespace {

using nlohmann::json;

json arrayOf(json item)
{
    return {{"type", "array"}, {"items", std::move(item)}};
}

json objectOf(json members, std::vector<std::string> required)
{
    return {{"type", "object"},
            {"properties", std::move(members)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

json schemaOfType(const PropertyDescriptor& property)
{
    const json text = {{"type", "string"}};
    switch (property.type) {
    case PropertyType::Number:
        return {{"type", "number"}};
    case PropertyType::Integer:
        return {{"type", "integer"}};
    case PropertyType::Flag:
        return {{"type", "boolean"}};
    case PropertyType::Choice: {
        json values = json::array();
        for (const PropertyChoice& choice : property.choices)
            values.push_back(choice.value);
        return {{"type", "string"}, {"enum", values}};
    }
    case PropertyType::BindingList:
    case PropertyType::RuleList:
        return arrayOf(text);
    case PropertyType::Cell:
        return {{"type", "array"},
                {"items", {{"type", "integer"}, {"minimum", 0}}},
                {"minItems", 4},
                {"maxItems", 4}};
    case PropertyType::Thresholds:
        return arrayOf(objectOf({{"value", {{"type", "number"}}},
                                 {"label", text},
                                 {"level", {{"type", "string"}, {"enum", {"amber", "red"}}}}},
                                {"value", "level"}));
    case PropertyType::Examples:
        return arrayOf(
            objectOf({{"label", text},
                      {"inputs", {{"type", "object"}, {"additionalProperties", {{"type", "number"}}}}},
                      {"passes", {{"type", "boolean"}}}},
                     {"inputs", "passes"}));
    case PropertyType::Package:
        return objectOf({{"path", text}, {"id", text}, {"version", text}}, {"path"});
    case PropertyType::Text:
    case PropertyType::LongText:
    case PropertyType::Binding:
    case PropertyType::Image:
    case PropertyType::Expression:
        break;
    }
    return text;
}

json schemaOf(const PropertyDescriptor& property)
{
    json schema = schemaOfType(property);
    schema["title"] = property.label;
    if (!property.help.empty())
        schema["description"] = property.help;
    if (!property.defaultValue.is_null())
        schema["default"] = property.defaultValue;
    if (std::isfinite(property.range.minimum))
        schema["minimum"] = property.range.minimum;
    if (std::isfinite(property.range.maximum))
        schema["maximum"] = property.range.maximum;
    return schema;
}

json schemaOf(const NodeDescriptor& node, const Catalog& catalog)
{
    json properties = json::object();
    for (const PropertyDescriptor& property : node.properties)
        properties[property.key] = schemaOf(property);
    json children = json::array();
    for (const NodeDescriptor& child : catalog.descriptors())
        if (node.accepts(child))
            children.push_back({{"$ref", "#/definitions/" + child.type}});
    json members = {
        {"id", {{"$ref", "#/definitions/id"}}},
        {"type", {{"const", node.type}}},
        {"properties",
         {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}}}};
    if (!children.empty())
        members["children"] = arrayOf({{"oneOf", std::move(children)}});
    json schema = objectOf(std::move(members), {"id", "type"});
    schema["title"] = node.title;
    schema["description"] = node.help;
    return schema;
}

} // namespace

json documentSchema(const Catalog& catalog)
{
    json definitions = {
        {"id",
         {{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{1,64}$"}, {"description", "Unique in the file."}}}};
    for (const NodeDescriptor& node : catalog.descriptors())
        definitions[node.type] = schemaOf(node, catalog);
    json schema = objectOf({{"formatVersion", {{"type", "integer"}, {"const", Document::currentFormat}}},
                            {"root", {{"$ref", "#/definitions/app"}}}},
                           {"formatVersion", "root"});
    schema["$schema"] = "http://json-schema.org/draft-07/schema#";
    schema["title"] = "Twinwright app (.twinapp)";
    schema["definitions"] = std::move(definitions);
    return schema;
}

} // namespace twin
