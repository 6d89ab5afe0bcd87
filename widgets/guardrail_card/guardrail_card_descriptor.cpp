// SPDX-License-Identifier: GPL-3.0-or-later
#include "properties.h"

namespace twin {

NodeDescriptor guardrailCardDescriptor()
{
    NodeDescriptor card;
    card.type = "guardrail-card";
    card.title = "Guardrail card";
    card.category = "Trust";
    card.icon = "guardrail-card.svg";
    card.help = "The rules with their verdicts, and the nearest valid input when one does not pass.";
    PropertyDescriptor label = textProperty("label", "Label", "Data");
    label.defaultValue = "Guardrails";
    PropertyDescriptor rules;
    rules.key = "rules";
    rules.label = "Rules";
    rules.group = "Data";
    rules.type = PropertyType::RuleList;
    rules.defaultValue = nlohmann::json::array();
    rules.help = "None chosen: all of them.";
    card.properties = {
        label,
        rules,
        flagProperty("showPassing", "Show rules that pass", "Appearance", true),
        flagProperty("showFindings", "Show findings on ranges and data", "Data", true,
                     "What the ranges, the joint check against the runs and plausibility have to say."),
        cellProperty(7, 6),
    };
    card.defaultColumns = 7;
    card.defaultRows = 6;
    card.minimumColumns = 5;
    card.minimumRows = 4;
    return card;
}

} // namespace twin
