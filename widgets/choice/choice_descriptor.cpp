// SPDX-License-Identifier: GPL-3.0-or-later
#include "properties.h"

namespace twin {

namespace {

int suitsChoice(const Variable& variable)
{
    if (!isInput(variable))
        return 0;
    const int count = countValues(variable);
    switch (variable.type) {
    case VariableType::Enumeration:
        return 100;
    case VariableType::Integer:
        return count >= 2 && count <= 6 ? 80 : count > 6 && count <= 24 ? 30 : 0;
    case VariableType::Boolean:
        return 40;
    case VariableType::Real:
        return 0;
    }
    return 0;
}

} // namespace

NodeDescriptor choiceDescriptor()
{
    NodeDescriptor choice;
    choice.type = "choice";
    choice.title = "Choice";
    choice.category = "Inputs";
    choice.icon = "choice.svg";
    choice.help = "Picks one of a few values; marks those that would be blocked or are not validated.";
    choice.properties = {
        bindingProperty(
            "input", "Input", [](const Variable& v) { return suitsChoice(v) > 0; },
            "The whole number or enumeration that this choice sets."),
        labelProperty(),
        choiceProperty(
            "form", "Form", "Appearance", "automatic",
            {{"automatic", "Buttons up to four values"}, {"buttons", "Buttons"}, {"list", "Drop-down list"}}),
        textProperty("note", "Note", "Appearance", "A few words under the label."),
        cellProperty(7, 4),
    };
    choice.defaultColumns = 7;
    choice.defaultRows = 4;
    choice.minimumColumns = 4;
    choice.minimumRows = 3;
    choice.suits = suitsChoice;
    choice.bindingKey = "input";
    return choice;
}

} // namespace twin
