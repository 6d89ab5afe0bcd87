// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "document/document.h"
#include "properties.h"

#include <cmath>

namespace twin {

namespace {

void checkChart(const Node& node, const Document&, const Contract* contract, const std::string& location,
                Diagnostics& diagnostics)
{
    checkDisplayUnit(node, contract, "output", location, diagnostics);
    const nlohmann::json& properties = node.properties;
    const auto number = [&](const char* key) {
        const auto found = properties.find(key);
        return found != properties.end() && found->is_number() ? found->get<double>() : std::nan("");
    };
    if (number("minimum") >= number("maximum"))
        diagnostics.push_back({Severity::Error, "line-chart.limits", location + "/properties/minimum",
                               "The lower end of the value axis is not below its upper end.",
                               "Exchange the two, or leave one empty."});
    const auto output = properties.find("output");
    const auto more = properties.find("more");
    if (!contract || output == properties.end() || !output->is_string() || more == properties.end() ||
        !more->is_array())
        return;
    const Variable* first = contract->findOutput(output->get<std::string>());
    for (std::size_t i = 0; first && i < more->size(); ++i) {
        const Variable* other =
            (*more)[i].is_string() ? contract->findOutput((*more)[i].get<std::string>()) : nullptr;
        if (other && !other->unit.isCompatibleWith(first->unit))
            diagnostics.push_back({Severity::Error, "line-chart.units",
                                   location + "/properties/more/" + std::to_string(i),
                                   other->label + " cannot share an axis with " + first->label +
                                       ": their units are of different kinds.",
                                   "Show it in a chart of its own."});
    }
}

} // namespace

NodeDescriptor lineChartDescriptor()
{
    NodeDescriptor chart;
    chart.type = "line-chart";
    chart.title = "Line chart";
    chart.category = "Results";
    chart.icon = "line-chart.svg";
    chart.help = "A result over time with its confidence band and thresholds.";
    PropertyDescriptor more;
    more.key = "more";
    more.label = "More curves";
    more.group = "Data";
    more.type = PropertyType::BindingList;
    more.defaultValue = nlohmann::json::array();
    more.help = "Other results of the same kind of unit, drawn without thresholds.";
    more.bindable = isSeriesOutput;
    chart.properties = {
        bindingProperty("output", "Output", isSeriesOutput, "The result that the curve shows."),
        more,
        labelProperty(),
        displayUnitProperty(),
        thresholdsProperty(),
        flagProperty("showBand", "Show the confidence band", "Appearance", true),
        numberProperty("minimum", "Axis from", "Appearance", "@unit", "Empty: follows the values."),
        numberProperty("maximum", "Axis to", "Appearance", "@unit", "Empty: follows the values."),
        flagProperty("fromZero", "Axis starts at zero", "Appearance", false),
        decimalsProperty(),
        flagProperty("showGrid", "Show grid lines", "Appearance", true),
        cellProperty(12, 12),
    };
    chart.defaultColumns = 12;
    chart.defaultRows = 12;
    chart.minimumColumns = 6;
    chart.minimumRows = 7;
    chart.suits = [](const Variable& variable) { return isSeriesOutput(variable) ? 100 : 0; };
    chart.bindingKey = "output";
    chart.check = checkChart;
    return chart;
}

} // namespace twin
