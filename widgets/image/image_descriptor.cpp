// SPDX-License-Identifier: GPL-3.0-or-later
#include "properties.h"

namespace twin {

NodeDescriptor imageDescriptor()
{
    NodeDescriptor image;
    image.type = "image";
    image.title = "Image";
    image.category = "Layout";
    image.icon = "image.svg";
    image.help = "A drawing or photograph, as SVG, PNG or JPEG.";
    PropertyDescriptor file = textProperty("file", "File", "Data", "One of the app's images.");
    file.type = PropertyType::Image;
    file.required = true;
    image.properties = {
        file,
        textProperty("description", "Description", "Data", "What it shows, for people who cannot see it."),
        choiceProperty("alignment", "Alignment", "Appearance", "centre",
                       {{"left", "Left"}, {"centre", "Centre"}, {"right", "Right"}}),
        flagProperty("frame", "Frame", "Appearance", false),
        cellProperty(6, 6),
    };
    image.defaultColumns = 6;
    image.defaultRows = 6;
    image.minimumColumns = 1;
    image.minimumRows = 1;
    return image;
}

} // namespace twin
