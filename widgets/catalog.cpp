// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog.h"

namespace twin {

// One declaration and one line of the list for each type; the definitions are pure data in the type's own
// folder.
NodeDescriptor appDescriptor();
NodeDescriptor pageDescriptor();
NodeDescriptor ruleDescriptor();
NodeDescriptor sliderDescriptor();
NodeDescriptor choiceDescriptor();
NodeDescriptor toggleDescriptor();
NodeDescriptor readoutDescriptor();
NodeDescriptor lineChartDescriptor();
NodeDescriptor colorMapDescriptor();
NodeDescriptor guardrailCardDescriptor();
NodeDescriptor fidelityBannerDescriptor();
NodeDescriptor textDescriptor();
NodeDescriptor imageDescriptor();
NodeDescriptor groupDescriptor();

const Catalog& standardCatalog()
{
    static const Catalog catalog({
        appDescriptor(),
        pageDescriptor(),
        ruleDescriptor(),
        sliderDescriptor(),
        choiceDescriptor(),
        toggleDescriptor(),
        readoutDescriptor(),
        lineChartDescriptor(),
        colorMapDescriptor(),
        guardrailCardDescriptor(),
        fidelityBannerDescriptor(),
        textDescriptor(),
        imageDescriptor(),
        groupDescriptor(),
    });
    return catalog;
}

} // namespace twin
