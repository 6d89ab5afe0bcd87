// SPDX-License-Identifier: GPL-3.0-or-later
#include "properties.h"

namespace twin {

namespace {

bool isSwitch(const Variable& variable)
{
    return isInput(variable) && variable.type == VariableType::Boolean;
}

} // namespace

NodeDescriptor toggleDescriptor()
{
    NodeDescriptor toggle;
    toggle.type = "toggle";
    toggle.title = "Toggle";
    toggle.category = "Inputs";
    toggle.icon = "toggle.svg";
    toggle.help = "Switches something on or off.";
    PropertyDescriptor on = textProperty("onText", "Word for on", "Appearance");
    on.defaultValue = "On";
    PropertyDescriptor off = textProperty("offText", "Word for off", "Appearance");
    off.defaultValue = "Off";
    toggle.properties = {
        bindingProperty("input", "Input", isSwitch, "What this switch sets."),
        labelProperty(),
        on,
        off,
        textProperty("note", "Note", "Appearance", "A few words under the label."),
        cellProperty(7, 3),
    };
    toggle.defaultColumns = 7;
    toggle.defaultRows = 3;
    toggle.minimumColumns = 4;
    toggle.minimumRows = 2;
    toggle.suits = [](const Variable& variable) { return isSwitch(variable) ? 100 : 0; };
    toggle.bindingKey = "input";
    return toggle;
}

} // namespace twin
