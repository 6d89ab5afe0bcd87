// SPDX-License-Identifier: GPL-3.0-or-later
#include "properties.h"

#include "contract/contract.h"
#include "document/document.h"

namespace twin {

namespace {

PropertyDescriptor property(PropertyType type, std::string key, std::string label, std::string group,
                            nlohmann::json byDefault, std::string help)
{
    PropertyDescriptor result;
    result.key = std::move(key);
    result.label = std::move(label);
    result.group = std::move(group);
    result.type = type;
    result.defaultValue = std::move(byDefault);
    result.help = std::move(help);
    return result;
}

std::string stringOf(const Node& node, std::string_view key)
{
    const auto found = node.properties.find(key);
    return found != node.properties.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

PropertyDescriptor textProperty(std::string key, std::string label, std::string group, std::string help)
{
    return property(PropertyType::Text, std::move(key), std::move(label), std::move(group), "",
                    std::move(help));
}

PropertyDescriptor flagProperty(std::string key, std::string label, std::string group, bool byDefault,
                                std::string help)
{
    return property(PropertyType::Flag, std::move(key), std::move(label), std::move(group), byDefault,
                    std::move(help));
}

PropertyDescriptor numberProperty(std::string key, std::string label, std::string group, std::string unit,
                                  std::string help)
{
    PropertyDescriptor result = property(PropertyType::Number, std::move(key), std::move(label),
                                         std::move(group), nullptr, std::move(help));
    result.unit = std::move(unit);
    return result;
}

PropertyDescriptor choiceProperty(std::string key, std::string label, std::string group,
                                  std::string byDefault, std::vector<PropertyChoice> choices,
                                  std::string help)
{
    PropertyDescriptor result = property(PropertyType::Choice, std::move(key), std::move(label),
                                         std::move(group), std::move(byDefault), std::move(help));
    result.choices = std::move(choices);
    return result;
}

PropertyDescriptor cellProperty(int columns, int rows)
{
    return property(PropertyType::Cell, "cell", "Place", "Place",
                    nlohmann::json::array({0, 0, columns, rows}),
                    "Column, row, width and height on the page's grid of 24 columns.");
}

PropertyDescriptor labelProperty()
{
    return textProperty("label", "Label", "Data", "Empty: the name that the contract gives it.");
}

PropertyDescriptor displayUnitProperty()
{
    return textProperty("unit", "Shown in", "Data", "A unit such as \"l/s\"; empty: the contract's own.");
}

PropertyDescriptor decimalsProperty()
{
    PropertyDescriptor result = property(PropertyType::Integer, "decimals", "Decimal places", "Appearance",
                                         nullptr, "Empty: as many as matter for this variable.");
    result.range = {0, 8};
    return result;
}

PropertyDescriptor thresholdsProperty()
{
    return property(PropertyType::Thresholds, "thresholds", "Thresholds", "Data", nlohmann::json::array(),
                    "Values at which a person has to act: amber to plan, red to stop.");
}

PropertyDescriptor bindingProperty(std::string key, std::string label,
                                   std::function<bool(const Variable&)> accepts, std::string help)
{
    PropertyDescriptor result =
        property(PropertyType::Binding, std::move(key), std::move(label), "Data", "", std::move(help));
    result.required = true;
    result.bindable = std::move(accepts);
    return result;
}

bool isInput(const Variable& variable)
{
    return variable.causality == Causality::Input;
}

bool isOutput(const Variable& variable)
{
    return variable.causality == Causality::Output;
}

bool isSeriesOutput(const Variable& variable)
{
    return isOutput(variable) && variable.isSeries;
}

bool isFieldOutput(const Variable& variable)
{
    return isOutput(variable) && variable.isField;
}

int countValues(const Variable& variable)
{
    switch (variable.type) {
    case VariableType::Real:
        return 0;
    case VariableType::Integer:
        return variable.physical.isFinite() && variable.physical.width() < 1000
                   ? int(variable.physical.width()) + 1
                   : 0;
    case VariableType::Boolean:
        return 2;
    case VariableType::Enumeration:
        return int(variable.items.size());
    }
    return 0;
}

void checkDisplayUnit(const Node& node, const Contract* contract, std::string_view bindingKey,
                      const std::string& location, Diagnostics& diagnostics)
{
    const std::string code = stringOf(node, "unit");
    if (code.empty() || !contract)
        return;
    const Variable* variable = contract->find(stringOf(node, bindingKey));
    if (!variable)
        return;
    const Result<Unit> unit = Unit::parse(code);
    if (unit && unit->isCompatibleWith(variable->unit))
        return;
    diagnostics.push_back(
        {Severity::Error, "widget.unit", location + "/properties/unit",
         variable->label + " cannot be shown in \"" + code + "\".",
         "Give a unit of the same kind as " + variable->unit.code() + ", or leave it empty."});
}

} // namespace twin
