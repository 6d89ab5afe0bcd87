// SPDX-License-Identifier: GPL-3.0-or-later
#include "choice/choice_view.h"
#include "color_map/color_map_view.h"
#include "fidelity_banner/fidelity_banner_view.h"
#include "group/group_view.h"
#include "guardrail_card/guardrail_card_view.h"
#include "image/image_view.h"
#include "line_chart/line_chart_view.h"
#include "page/widget_view.h"
#include "readout/readout_view.h"
#include "slider/slider_view.h"
#include "text/text_view.h"
#include "toggle/toggle_view.h"

#include <array>

namespace twin {

namespace {

struct Entry
{
    const char* type;
    WidgetView* (*make)(const ViewContext&, QWidget*);
};

template <class View>
WidgetView* make(const ViewContext& context, QWidget* parent)
{
    return new View(context, parent);
}

// One line for each type on screen.
constexpr std::array views = {
    Entry{"slider", make<SliderView>},
    Entry{"choice", make<ChoiceView>},
    Entry{"toggle", make<ToggleView>},
    Entry{"readout", make<ReadoutView>},
    Entry{"line-chart", make<LineChartView>},
    Entry{"color-map", make<ColorMapView>},
    Entry{"guardrail-card", make<GuardrailCardView>},
    Entry{"fidelity-banner", make<FidelityBannerView>},
    Entry{"text", make<TextView>},
    Entry{"image", make<ImageView>},
    Entry{"group", make<GroupView>},
};

} // namespace

WidgetView* makeView(const Node& node, const ViewContext& context, QWidget* parent)
{
    for (const Entry& entry : views)
        if (node.type == entry.type)
            return entry.make(context, parent);
    return nullptr;
}

std::vector<std::string> viewTypes()
{
    std::vector<std::string> types;
    for (const Entry& entry : views)
        types.emplace_back(entry.type);
    return types;
}

} // namespace twin
