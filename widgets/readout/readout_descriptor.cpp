// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "document/document.h"
#include "properties.h"

namespace twin {

NodeDescriptor readoutDescriptor()
{
    NodeDescriptor readout;
    readout.type = "readout";
    readout.title = "Number";
    readout.category = "Results";
    readout.icon = "readout.svg";
    readout.help = "One result as a large number with its unit, its interval and how far to trust it.";
    PropertyDescriptor at =
        numberProperty("at", "At", "Data", "", "The place on the contract's axis, such as 6 for 06:00.");
    at.visibleWhen = [](const nlohmann::json& properties) {
        const auto aggregate = properties.find("aggregate");
        return aggregate != properties.end() && *aggregate == "at";
    };
    readout.properties = {
        bindingProperty("output", "Output", isOutput, "The result that is shown."),
        labelProperty(),
        choiceProperty("aggregate", "Of a curve, show", "Data", "last",
                       {{"last", "The last value"},
                        {"maximum", "The highest value"},
                        {"minimum", "The lowest value"},
                        {"mean", "The mean"},
                        {"at", "The value at"}}),
        at,
        displayUnitProperty(),
        thresholdsProperty(),
        decimalsProperty(),
        choiceProperty("interval", "Show the interval", "Appearance", "range",
                       {{"range", "From … to"}, {"plus-minus", "±"}, {"none", "No"}}),
        flagProperty("showBadge", "Show the confidence badge", "Appearance", true,
                     "Whatever is not fully validated is marked in any case."),
        choiceProperty("alignment", "Alignment", "Appearance", "left",
                       {{"left", "Left"}, {"centre", "Centre"}}),
        cellProperty(5, 6),
    };
    readout.defaultColumns = 5;
    readout.defaultRows = 6;
    readout.minimumColumns = 3;
    readout.minimumRows = 5;
    readout.suits = [](const Variable& variable) {
        return isOutput(variable) ? (variable.isSeries || variable.isField ? 50 : 100) : 0;
    };
    readout.bindingKey = "output";
    readout.check = [](const Node& node, const Document&, const Contract* contract,
                       const std::string& location, Diagnostics& diagnostics) {
        checkDisplayUnit(node, contract, "output", location, diagnostics);
        const nlohmann::json bound = node.properties.value("output", nlohmann::json());
        const Variable* output =
            contract && bound.is_string() ? contract->findOutput(bound.get<std::string>()) : nullptr;
        const nlohmann::json aggregate = node.properties.value("aggregate", nlohmann::json("last"));
        if (output && output->isField && (aggregate == "last" || aggregate == "at"))
            diagnostics.push_back({Severity::Error, "binding.field", location + "/properties/aggregate",
                                   output->label + " is a field over two axes, which has no last value.",
                                   "Show its highest or lowest value, or the mean."});
    };
    return readout;
}

} // namespace twin
