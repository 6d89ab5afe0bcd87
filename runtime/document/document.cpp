// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/document.h"

#include "document/descriptor.h"

#include <algorithm>
#include <charconv>

namespace twin {
namespace {

constexpr std::string_view rootPointer = "/root";
constexpr std::string_view childrenStep = "/children/";

/// Fills `path` with the positions that lead from `node` to the wanted one.
bool findPath(const Node& node, std::string_view id, std::vector<std::size_t>& path)
{
    if (node.id == id)
        return true;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        path.push_back(i);
        if (findPath(node.children[i], id, path))
            return true;
        path.pop_back();
    }
    return false;
}

const Node* findBelow(const Node& node, std::string_view id)
{
    if (node.id == id)
        return &node;
    for (const Node& child : node.children)
        if (const Node* found = findBelow(child, id))
            return found;
    return nullptr;
}

const Node* findParentBelow(const Node& node, std::string_view id)
{
    for (const Node& child : node.children) {
        if (child.id == id)
            return &node;
        if (const Node* found = findParentBelow(child, id))
            return found;
    }
    return nullptr;
}

} // namespace

const Node* findNode(const Document& document, std::string_view id)
{
    return findBelow(document.root, id);
}

const Node* findParent(const Document& document, std::string_view id)
{
    return findParentBelow(document.root, id);
}

std::size_t indexInParent(const Document& document, std::string_view id)
{
    const std::vector<Node>& siblings = findParent(document, id)->children;
    const auto found =
        std::find_if(siblings.begin(), siblings.end(), [&](const Node& n) { return n.id == id; });
    return static_cast<std::size_t>(found - siblings.begin());
}

std::string pointerTo(const Document& document, std::string_view id)
{
    std::vector<std::size_t> path;
    if (!findPath(document.root, id, path))
        return {};
    std::string pointer(rootPointer);
    for (const std::size_t index : path) {
        pointer += childrenStep;
        pointer += std::to_string(index);
    }
    return pointer;
}

const Node* nodeAt(const Document& document, std::string_view pointer)
{
    if (!pointer.starts_with(rootPointer))
        return nullptr;
    pointer.remove_prefix(rootPointer.size());
    if (!pointer.empty() && pointer.front() != '/')
        return nullptr;
    const Node* node = &document.root;
    while (pointer.starts_with(childrenStep)) {
        pointer.remove_prefix(childrenStep.size());
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(pointer.data(), pointer.data() + pointer.size(), index);
        if (error != std::errc() || index >= node->children.size())
            return nullptr;
        node = &node->children[index];
        pointer.remove_prefix(static_cast<std::size_t>(end - pointer.data()));
    }
    return node;
}

std::string freshId(const Document& document)
{
    std::size_t largest = 0;
    visitNodes(document.root, [&](const Node& node) {
        std::size_t number = 0;
        const char* end = node.id.data() + node.id.size();
        if (node.id.size() > 1 && node.id.size() < 16 && node.id.front() == 'n' &&
            std::from_chars(node.id.data() + 1, end, number).ptr == end)
            largest = std::max(largest, number);
    });
    return "n" + std::to_string(largest + 1);
}

nlohmann::json propertyOf(const Node& node, std::string_view key, const Catalog& catalog)
{
    if (const auto own = node.properties.find(key); own != node.properties.end())
        return *own;
    if (const NodeDescriptor* descriptor = catalog.find(node.type))
        if (const PropertyDescriptor* property = descriptor->findProperty(key))
            return property->defaultValue;
    return nullptr;
}

} // namespace twin
