// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/checks.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace twin {
namespace {

constexpr std::string_view bannerType = "fidelity-banner";

struct Place
{
    const Node* node = nullptr;
    const NodeDescriptor* descriptor = nullptr;
    std::string pointer;
    double left = 0, top = 0, columns = 0, rows = 0; // double: sums of numbers from a file cannot overflow

    bool overlaps(const Place& other) const
    {
        return left < other.left + other.columns && other.left < left + columns &&
               top < other.top + other.rows && other.top < top + rows;
    }
};

std::vector<Place> placesIn(const CheckContext& context, const Node& parent, const std::string& pointer)
{
    std::vector<Place> places;
    for (std::size_t i = 0; i < parent.children.size(); ++i) {
        const Node& child = parent.children[i];
        const NodeDescriptor* descriptor = context.catalog.find(child.type);
        if (!descriptor || !descriptor->isWidget())
            continue;
        const nlohmann::json cell = propertyOf(child, "cell", context.catalog);
        const bool isCell =
            cell.is_array() && cell.size() == 4 &&
            std::all_of(cell.begin(), cell.end(), [](const auto& v) { return v.is_number(); });
        if (isCell) // anything else is found by the check of properties
            places.push_back({&child, descriptor, fmt::format("{}/children/{}", pointer, i), cell[0], cell[1],
                              cell[2], cell[3]});
    }
    return places;
}

void checkPlace(const CheckContext& context, const Place& place)
{
    const std::string name = nameOf(*place.node, context.catalog);
    const std::string location = place.pointer + "/properties/cell";
    if (place.left < 0 || place.top < 0 || place.columns < 1 || place.rows < 1 ||
        place.left + place.columns > gridColumns)
        context.error("layout.outside", location,
                      fmt::format("{} leaves the page, which is {} columns wide.", name, gridColumns),
                      "Move it back onto the page.");
    else if (place.columns < place.descriptor->minimumColumns || place.rows < place.descriptor->minimumRows) {
        const std::string message =
            fmt::format("{} is {} by {} cells; it needs {} by {} to be read.", name, place.columns,
                        place.rows, place.descriptor->minimumColumns, place.descriptor->minimumRows);
        if (place.node->type == bannerType)
            context.error("layout.banner-small", location, message, "Make it larger.");
        else
            context.warn("layout.small", location, message, "Make it larger.");
    }
}

void checkPair(const CheckContext& context, const Place& lower, const Place& upper)
{
    if (!lower.overlaps(upper))
        return;
    const bool lowerIsBanner = lower.node->type == bannerType;
    if (lowerIsBanner || upper.node->type == bannerType)
        context.error("layout.banner-covered", (lowerIsBanner ? upper : lower).pointer + "/properties/cell",
                      fmt::format("{} lies over the fidelity banner, which must always be readable.",
                                  nameOf(*(lowerIsBanner ? upper : lower).node, context.catalog)),
                      "Move it away from the banner.");
    else if (lower.node->type != "image") // a picture may have readings on it
        context.warn("layout.overlap", upper.pointer + "/properties/cell",
                     fmt::format("{} lies over {}.", nameOf(*upper.node, context.catalog),
                                 nameOf(*lower.node, context.catalog)),
                     "Move one of the two.");
}

} // namespace

void checkLayout(const CheckContext& context)
{
    visitWithPointer(context.document.root, "/root", [&](const Node& node, const std::string& pointer) {
        std::vector<Place> places = placesIn(context, node, pointer);
        for (const Place& place : places)
            checkPlace(context, place);
        // From the top down, so that only neighbours are compared: a page from outside may have any number of
        // widgets.
        std::stable_sort(places.begin(), places.end(),
                         [](const Place& a, const Place& b) { return a.top < b.top; });
        for (std::size_t i = 0; i < places.size(); ++i)
            for (std::size_t k = i + 1; k < places.size() && places[k].top < places[i].top + places[i].rows;
                 ++k) {
                const bool inOrder = places[i].node < places[k].node; // siblings lie in one vector
                checkPair(context, inOrder ? places[i] : places[k], inOrder ? places[k] : places[i]);
            }
    });
}

} // namespace twin
