// SPDX-License-Identifier: GPL-3.0-or-later
#include "properties.h"

namespace twin {

NodeDescriptor groupDescriptor()
{
    NodeDescriptor group;
    group.type = "group";
    group.title = "Group";
    group.category = "Layout";
    group.icon = "group.svg";
    group.help =
        "A frame with a heading around widgets that belong together; they lie on a grid of their own.";
    PropertyDescriptor label = textProperty("label", "Heading", "Data");
    label.defaultValue = "Group";
    group.properties = {
        label,
        flagProperty("frame", "Frame", "Appearance", true),
        cellProperty(8, 12),
    };
    group.allowedChildren = {"slider",    "choice",         "toggle", "readout", "line-chart",
                             "color-map", "guardrail-card", "text",   "image"};
    group.defaultColumns = 8;
    group.defaultRows = 12;
    group.minimumColumns = 4;
    group.minimumRows = 4;
    return group;
}

} // namespace twin
