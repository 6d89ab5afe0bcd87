// SPDX-License-Identifier: GPL-3.0-or-later
#include "properties.h"

namespace twin {

NodeDescriptor fidelityBannerDescriptor()
{
    NodeDescriptor banner;
    banner.type = "fidelity-banner";
    banner.title = "Fidelity banner";
    banner.category = "Trust";
    banner.icon = "fidelity-banner.svg";
    banner.help =
        "Which twin this is, what it is for, and how far the answer on screen can be trusted. Always there.";
    banner.properties = {
        flagProperty("showStatement", "Show the fidelity statement", "Appearance", true,
                     "It can be opened in any case."),
        cellProperty(24, 4),
    };
    banner.defaultColumns = 24;
    banner.defaultRows = 4;
    banner.minimumColumns = 12;
    banner.minimumRows = 3;
    banner.removable = false;
    return banner;
}

} // namespace twin
