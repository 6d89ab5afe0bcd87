// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "document/document.h"
#include "properties.h"

#include <cmath>

namespace twin {

namespace {

void checkMap(const Node& node, const Document&, const Contract* contract, const std::string& location,
              Diagnostics& diagnostics)
{
    checkDisplayUnit(node, contract, "output", location, diagnostics);
    const nlohmann::json& properties = node.properties;
    const auto number = [&](const char* key) {
        const auto found = properties.find(key);
        return found != properties.end() && found->is_number() ? found->get<double>() : std::nan("");
    };
    if (number("minimum") >= number("maximum"))
        diagnostics.push_back({Severity::Error, "color-map.limits", location + "/properties/minimum",
                               "The lower end of the colour scale is not below its upper end.",
                               "Exchange the two, or leave one empty."});
    const nlohmann::json bound = properties.value("output", nlohmann::json());
    const Variable* output =
        contract && bound.is_string() ? contract->findOutput(bound.get<std::string>()) : nullptr;
    if (output && output->confidence.kind == Confidence::Kind::None &&
        properties.value("shows", nlohmann::json("value")) == "spread")
        diagnostics.push_back({Severity::Error, "color-map.band", location + "/properties/shows",
                               output->label + " has no confidence band whose width could be shown.",
                               "Show the value."});
}

} // namespace

NodeDescriptor colorMapDescriptor()
{
    NodeDescriptor map;
    map.type = "color-map";
    map.title = "Colour map";
    map.category = "Results";
    map.icon = "color-map.svg";
    map.help = "A result over two axes in colours, with the lines of its thresholds.";
    map.properties = {
        bindingProperty("output", "Output", isFieldOutput, "The result that the colours show."),
        choiceProperty("shows", "Show", "Data", "value",
                       {{"value", "The value"}, {"spread", "Half the width of its band"}}),
        labelProperty(),
        displayUnitProperty(),
        thresholdsProperty(),
        numberProperty("minimum", "Scale from", "Appearance", "@unit", "Empty: follows the values."),
        numberProperty("maximum", "Scale to", "Appearance", "@unit", "Empty: follows the values."),
        flagProperty("fromZero", "Scale starts at zero", "Appearance", false),
        flagProperty("downwards", "Second axis points downwards", "Appearance", false,
                     "As one reads a depth."),
        decimalsProperty(),
        cellProperty(12, 12),
    };
    map.defaultColumns = 12;
    map.defaultRows = 12;
    map.minimumColumns = 6;
    map.minimumRows = 8;
    map.suits = [](const Variable& variable) { return isFieldOutput(variable) ? 100 : 0; };
    map.bindingKey = "output";
    map.check = checkMap;
    return map;
}

} // namespace twin
