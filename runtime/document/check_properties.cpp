// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/checks.h"
#include "document/validate.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {
namespace {

using nlohmann::json;

bool isTextList(const json& value)
{
    return value.is_array() &&
           std::all_of(value.begin(), value.end(), [](const json& v) { return v.is_string(); });
}

bool isWhole(const json& value)
{
    return value.is_number_integer() ||
           (value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>());
}

bool hasOnly(const json& object, std::initializer_list<std::string_view> keys)
{
    return object.is_object() &&
           std::all_of(object.items().begin(), object.items().end(), [&](const auto& item) {
               return std::find(keys.begin(), keys.end(), item.key()) != keys.end();
           });
}

bool isText(const json& object, const char* key)
{
    return !object.contains(key) || object[key].is_string();
}

bool isThreshold(const json& item)
{
    return hasOnly(item, {"value", "label", "level"}) && item.contains("value") &&
           item["value"].is_number() && isText(item, "label") && item.contains("level") &&
           (item["level"] == "amber" || item["level"] == "red");
}

bool isExample(const json& item)
{
    return hasOnly(item, {"label", "inputs", "passes"}) && isText(item, "label") && item.contains("inputs") &&
           item["inputs"].is_object() && item.contains("passes") && item["passes"].is_boolean() &&
           std::all_of(item["inputs"].begin(), item["inputs"].end(),
                       [](const json& v) { return v.is_number(); });
}

/// What the value should be, in words; nothing when it is that.
std::string expected(const PropertyDescriptor& property, const json& value)
{
    switch (property.type) {
    case PropertyType::Number:
        return value.is_number() && std::isfinite(value.get<double>()) ? "" : "a number";
    case PropertyType::Integer:
        return isWhole(value) ? "" : "a whole number";
    case PropertyType::Flag:
        return value.is_boolean() ? "" : "true or false";
    case PropertyType::Choice: {
        std::string values;
        for (const PropertyChoice& choice : property.choices) {
            if (value == choice.value)
                return "";
            values += fmt::format("{}\"{}\"", values.empty() ? "" : ", ", choice.value);
        }
        return "one of " + values;
    }
    case PropertyType::BindingList:
        return isTextList(value) ? "" : "a list of variable names";
    case PropertyType::RuleList:
        return isTextList(value) ? "" : "a list of rule ids";
    case PropertyType::Cell:
        return value.is_array() && value.size() == 4 && std::all_of(value.begin(), value.end(), isWhole)
                   ? ""
                   : "four whole numbers: column, row, columns, rows";
    case PropertyType::Thresholds:
        return value.is_array() && std::all_of(value.begin(), value.end(), isThreshold)
                   ? ""
                   : "a list of thresholds, each with a value and a level of \"amber\" or \"red\"";
    case PropertyType::Examples:
        return value.is_array() && std::all_of(value.begin(), value.end(), isExample)
                   ? ""
                   : "a list of examples, each with inputs and whether it passes";
    case PropertyType::Package:
        return hasOnly(value, {"path", "id", "version"}) && isText(value, "path") && isText(value, "id") &&
                       isText(value, "version")
                   ? ""
                   : "a package's path, id and version";
    case PropertyType::Image:
        if (value.is_string() &&
            value.get_ref<const std::string&>().find_first_of("/\\") != std::string::npos)
            return "the name of a file among the app's images, without a folder";
        [[fallthrough]];
    case PropertyType::Text:
    case PropertyType::LongText:
    case PropertyType::Binding:
    case PropertyType::Expression:
        break;
    }
    return value.is_string() ? "" : "a text";
}

bool isEmpty(const json& value)
{
    return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty()) ||
           (value.is_structured() && value.empty());
}

/// The variables that a property may be bound to, for a remedy: "q_in, t_amb".
std::string bindableNames(const PropertyDescriptor& property, const Contract& contract)
{
    std::string names;
    for (const auto* variables : {&contract.inputs, &contract.outputs})
        for (const Variable& variable : *variables)
            if (!property.bindable || property.bindable(variable))
                names += (names.empty() ? "" : ", ") + variable.name;
    return names;
}

class PropertyCheck
{
  public:
    PropertyCheck(const CheckContext& context, std::vector<std::string> ruleIds)
        : m_context(context), m_ruleIds(std::move(ruleIds))
    {}

    void node(const Node& node, const std::string& pointer) const
    {
        const NodeDescriptor* descriptor = m_context.catalog.find(node.type);
        if (!descriptor)
            return;
        const std::string name = nameOf(node, m_context.catalog);
        for (const auto& item : node.properties.items())
            if (!descriptor->findProperty(item.key()))
                m_context.warn("property.unknown", pointer + "/properties/" + item.key(),
                               fmt::format("{} has a property \"{}\" that this version does not know.", name,
                                           item.key()),
                               "It is kept. Open the app with a newer Twinwright to change it.");
        // What decides about visibility is of the right type, whatever the file holds.
        json sound = json::object();
        for (const PropertyDescriptor& property : descriptor->properties) {
            json own = propertyOf(node, property.key, m_context.catalog);
            sound[property.key] = expected(property, own).empty() ? std::move(own) : property.defaultValue;
        }
        for (const PropertyDescriptor& property : descriptor->properties)
            if (!property.visibleWhen || property.visibleWhen(sound))
                value(property, propertyOf(node, property.key, m_context.catalog), name,
                      pointer + "/properties/" + property.key);
    }

  private:
    void value(const PropertyDescriptor& property, const json& value, const std::string& name,
               const std::string& place) const
    {
        if (isEmpty(value)) {
            if (property.required)
                m_context.error(
                    "property.required", place, fmt::format("{}: \"{}\" is empty.", name, property.label),
                    property.type == PropertyType::Binding ? "Choose the variable to show." : "Fill it in.");
            return;
        }
        if (const std::string wanted = expected(property, value); !wanted.empty()) {
            m_context.error("property.type", place,
                            fmt::format("{}: \"{}\" is not {}.", name, property.label, wanted),
                            "Set it again.");
            return;
        }
        if (value.is_number() && !property.range.contains(value.get<double>()))
            m_context.error("property.range", place,
                            fmt::format("{}: \"{}\" is {}, outside of {} to {}.", name, property.label,
                                        value.dump(), property.range.minimum, property.range.maximum),
                            "Set it within these limits.");
        if (property.type == PropertyType::Binding)
            binding(property, value.get<std::string>(), name, place);
        for (std::size_t i = 0; property.type == PropertyType::BindingList && i < value.size(); ++i)
            binding(property, value[i].get<std::string>(), name, fmt::format("{}/{}", place, i));
        for (std::size_t i = 0; property.type == PropertyType::RuleList && i < value.size(); ++i)
            rule(value[i].get<std::string>(), name, fmt::format("{}/{}", place, i));
    }

    void binding(const PropertyDescriptor& property, const std::string& variable, const std::string& name,
                 const std::string& place) const
    {
        if (!m_context.contract)
            return;
        const Variable* found = m_context.contract->find(variable);
        const std::string names = bindableNames(property, *m_context.contract);
        const std::string remedy = names.empty()
                                       ? std::string("Delete it: the twin has no variable that fits.")
                                       : fmt::format("Choose one of {}.", names);
        if (!found)
            m_context.error(
                "binding.unknown", place,
                fmt::format("{} is bound to \"{}\", which the twin does not have.", name, variable), remedy);
        else if (property.bindable && !property.bindable(*found))
            m_context.error("binding.unsuitable", place,
                            fmt::format("{} is bound to \"{}\", which it cannot show.", name, variable),
                            remedy);
    }

    void rule(const std::string& id, const std::string& name, const std::string& place) const
    {
        if (m_context.contract && std::find(m_ruleIds.begin(), m_ruleIds.end(), id) == m_ruleIds.end())
            m_context.error(
                "rule.unknown", place,
                fmt::format("{} names the rule \"{}\", which neither the twin nor the app has.", name, id),
                "Choose another rule, or write this one.");
    }

    const CheckContext& m_context;
    std::vector<std::string> m_ruleIds;
};

} // namespace

void checkProperties(const CheckContext& context)
{
    std::vector<std::string> ruleIds;
    if (context.contract)
        for (const GuardrailRule& rule : context.contract->guardrails)
            ruleIds.push_back(rule.id);
    for (const GuardrailRule& rule : appRules(context.document, context.catalog))
        ruleIds.push_back(rule.id);
    const PropertyCheck check(context, std::move(ruleIds));
    visitWithPointer(context.document.root, "/root",
                     [&](const Node& node, const std::string& pointer) { check.node(node, pointer); });
}

} // namespace twin
