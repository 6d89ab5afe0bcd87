// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/document.h"
#include "properties.h"

namespace twin {

namespace {

int suitsSlider(const Variable& variable)
{
    if (!isInput(variable))
        return 0;
    switch (variable.type) {
    case VariableType::Real:
        return 100;
    case VariableType::Integer:
        return 60;
    default:
        return 0;
    }
}

} // namespace

NodeDescriptor sliderDescriptor()
{
    NodeDescriptor slider;
    slider.type = "slider";
    slider.title = "Slider";
    slider.category = "Inputs";
    slider.icon = "slider.svg";
    slider.help =
        "Sets a number by dragging or typing; shows where the twin is validated and what cannot be.";
    slider.properties = {
        bindingProperty(
            "input", "Input", [](const Variable& v) { return suitsSlider(v) > 0; },
            "The number that this slider sets."),
        labelProperty(),
        displayUnitProperty(),
        numberProperty("step", "Step", "Data", "@unit", "Empty: the smallest step that matters."),
        decimalsProperty(),
        flagProperty("showRange", "Show the validated range", "Appearance", true),
        flagProperty("showStart", "Mark the start value", "Appearance", true),
        textProperty("note", "Note", "Appearance",
                     "A few words under the label, such as where to read the value."),
        cellProperty(7, 5),
    };
    slider.defaultColumns = 7;
    slider.defaultRows = 5;
    slider.minimumColumns = 4;
    slider.minimumRows = 4;
    slider.suits = suitsSlider;
    slider.bindingKey = "input";
    slider.check = [](const Node& node, const Document&, const Contract* contract,
                      const std::string& location, Diagnostics& diagnostics) {
        checkDisplayUnit(node, contract, "input", location, diagnostics);
        const auto step = node.properties.find("step");
        if (step != node.properties.end() && step->is_number() && step->get<double>() <= 0)
            diagnostics.push_back({Severity::Error, "slider.step", location + "/properties/step",
                                   "The step of a slider must be above zero.",
                                   "Give a step, or leave it empty."});
    };
    return slider;
}

} // namespace twin
