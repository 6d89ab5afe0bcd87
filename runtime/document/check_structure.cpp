// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/checks.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {
namespace {

constexpr std::string_view bannerType = "fidelity-banner";

void checkPage(const CheckContext& context, const Node& page, const std::string& pointer)
{
    const auto banners = std::count_if(page.children.begin(), page.children.end(),
                                       [](const Node& child) { return child.type == bannerType; });
    const std::string name = nameOf(page, context.catalog);
    if (banners == 0)
        context.error(
            "page.banner-missing", pointer,
            fmt::format("{} has no fidelity banner: it would not say how far its answers can be trusted.",
                        name),
            "Add the fidelity banner to the page.");
    else if (banners > 1)
        context.error("page.banner-twice", pointer, fmt::format("{} has {} fidelity banners.", name, banners),
                      "Keep one of them.");
    if (page.children.size() == static_cast<std::size_t>(banners))
        context.warn("page.empty", pointer, fmt::format("{} is empty.", name),
                     "Drag an input or a result of the twin onto it, or delete it.");
}

void checkType(const CheckContext& context, const Node& node, const std::string& pointer)
{
    const NodeDescriptor* descriptor = context.catalog.find(node.type);
    if (!descriptor) {
        context.error(
            "node.unknown-type", pointer,
            fmt::format("This version does not know parts of type \"{}\" and cannot show them.", node.type),
            "Open the app with a newer Twinwright, or delete the part.");
        return;
    }
    if (descriptor->check)
        descriptor->check(node, context.document, context.contract, pointer, context.diagnostics);
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        const NodeDescriptor* child = context.catalog.find(node.children[i].type);
        if (child && !descriptor->accepts(*child))
            context.error("node.misplaced", fmt::format("{}/children/{}", pointer, i),
                          fmt::format("{} cannot stand in {}.", nameOf(node.children[i], context.catalog),
                                      nameOf(node, context.catalog)),
                          "Move it to a page.");
    }
}

} // namespace

void checkStructure(const CheckContext& context)
{
    const std::vector<Node>& top = context.document.root.children;
    if (std::none_of(top.begin(), top.end(), [](const Node& child) { return child.type == "page"; }))
        context.error("app.no-page", "/root", "The app has no page.", "Add a page.");
    visitWithPointer(context.document.root, "/root", [&](const Node& node, const std::string& pointer) {
        checkType(context, node, pointer);
        if (node.type == "page")
            checkPage(context, node, pointer);
    });
}

} // namespace twin
