// SPDX-License-Identifier: GPL-3.0-or-later
#include "properties.h"

namespace twin {

NodeDescriptor textDescriptor()
{
    NodeDescriptor text;
    text.type = "text";
    text.title = "Text";
    text.category = "Layout";
    text.icon = "text.svg";
    text.help = "A heading or a few sentences.";
    PropertyDescriptor content = textProperty("text", "Text", "Data");
    content.type = PropertyType::LongText;
    content.defaultValue = "Text";
    text.properties = {
        content,
        choiceProperty(
            "style", "Style", "Appearance", "body",
            {{"title", "Title"}, {"heading", "Heading"}, {"body", "Body"}, {"small", "Small print"}}),
        choiceProperty("alignment", "Alignment", "Appearance", "left",
                       {{"left", "Left"}, {"centre", "Centre"}, {"right", "Right"}}),
        choiceProperty("role", "Weight", "Appearance", "normal", {{"normal", "Normal"}, {"muted", "Muted"}}),
        cellProperty(8, 2),
    };
    text.defaultColumns = 8;
    text.defaultRows = 2;
    text.minimumColumns = 2;
    text.minimumRows = 1;
    return text;
}

} // namespace twin
