// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/change.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace twin {
namespace {

// Documents are only ever changed here, so that is the one place that may look a node up to write to it.
Node* writable(const Node* node)
{
    return const_cast<Node*>(node);
}

tl::unexpected<Diagnostic> noNode(const std::string& id)
{
    return fail("change.no-node", id, fmt::format("The app has no part with the id \"{}\".", id),
                "It may have been deleted; select another part.");
}

tl::unexpected<Diagnostic> badIndex(const std::string& parent, std::size_t index, std::size_t count)
{
    return fail("change.index", parent,
                fmt::format("There is no position {} among the {} parts of \"{}\".", index, count, parent),
                "Use a position from 0 to the number of parts.");
}

bool holds(const Node& node, std::string_view id)
{
    return node.id == id || std::any_of(node.children.begin(), node.children.end(),
                                        [&](const Node& child) { return holds(child, id); });
}

std::vector<std::string> idsOf(const Node& node)
{
    std::vector<std::string> ids;
    visitNodes(node, [&](const Node& n) { ids.push_back(n.id); });
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::optional<std::string> firstClash(const Document& document, const Node& inserted)
{
    const std::vector<std::string> added = idsOf(inserted);
    if (const auto twice = std::adjacent_find(added.begin(), added.end()); twice != added.end())
        return *twice;
    const std::vector<std::string> present = idsOf(document.root);
    std::vector<std::string> both;
    std::set_intersection(added.begin(), added.end(), present.begin(), present.end(),
                          std::back_inserter(both));
    return both.empty() ? std::nullopt : std::optional(both.front());
}

Result<Change> applyOne(Document& document, const InsertChange& insert)
{
    Node* parent = writable(findNode(document, insert.parent));
    if (!parent)
        return noNode(insert.parent);
    if (insert.index > parent->children.size())
        return badIndex(insert.parent, insert.index, parent->children.size());
    if (const auto clash = firstClash(document, insert.node))
        return fail("change.duplicate-id", *clash,
                    fmt::format("The app already has a part with the id \"{}\".", *clash),
                    "Give the new part an id of its own.");
    parent->children.insert(parent->children.begin() + static_cast<std::ptrdiff_t>(insert.index),
                            insert.node);
    return Change{RemoveChange{insert.node.id}};
}

Result<Change> applyOne(Document& document, const RemoveChange& remove)
{
    if (remove.id == document.root.id)
        return fail("change.root", remove.id, "The app itself cannot be removed.",
                    "Remove its pages instead.");
    Node* parent = writable(findParent(document, remove.id));
    if (!parent)
        return noNode(remove.id);
    const std::size_t index = indexInParent(document, remove.id);
    const auto position = parent->children.begin() + static_cast<std::ptrdiff_t>(index);
    InsertChange inverse{parent->id, index, std::move(*position)};
    parent->children.erase(position);
    return Change{std::move(inverse)};
}

Result<Change> applyOne(Document& document, const MoveChange& move)
{
    if (move.id == document.root.id)
        return fail("change.root", move.id, "The app itself cannot be moved.", "Move its pages instead.");
    const Node* node = findNode(document, move.id);
    if (!node)
        return noNode(move.id);
    const Node* target = findNode(document, move.parent);
    if (!target)
        return noNode(move.parent);
    if (holds(*node, move.parent))
        return fail("change.cycle", move.id, fmt::format("\"{}\" cannot be moved into itself.", move.id),
                    "Choose a place outside of it.");
    Node* oldParent = writable(findParent(document, move.id));
    const std::size_t oldIndex = indexInParent(document, move.id);
    const std::size_t room = target->children.size() - (oldParent == target ? 1 : 0);
    if (move.index > room)
        return badIndex(move.parent, move.index, room);

    const MoveChange inverse{move.id, oldParent->id, oldIndex};
    const auto position = oldParent->children.begin() + static_cast<std::ptrdiff_t>(oldIndex);
    Node taken = std::move(*position);
    oldParent->children.erase(position);
    // Looked up again: taking the node out may have moved its new parent in memory.
    Node* newParent = writable(findNode(document, move.parent));
    newParent->children.insert(newParent->children.begin() + static_cast<std::ptrdiff_t>(move.index),
                               std::move(taken));
    return Change{inverse};
}

Result<Change> applyOne(Document& document, const SetPropertyChange& set)
{
    Node* node = writable(findNode(document, set.id));
    if (!node)
        return noNode(set.id);
    SetPropertyChange inverse{set.id, set.key, std::nullopt};
    if (const auto old = node->properties.find(set.key); old != node->properties.end())
        inverse.value = std::move(*old);
    if (set.value)
        node->properties[set.key] = *set.value;
    else
        node->properties.erase(set.key);
    return Change{std::move(inverse)};
}

Result<Change> applyOne(Document& document, const BatchChange& batch)
{
    BatchChange inverse;
    inverse.changes.reserve(batch.changes.size());
    for (const Change& change : batch.changes) {
        auto undone = apply(document, change);
        if (!undone) {
            for (auto back = inverse.changes.rbegin(); back != inverse.changes.rend(); ++back)
                static_cast<void>(apply(document, *back));
            return undone;
        }
        inverse.changes.push_back(std::move(*undone));
    }
    std::reverse(inverse.changes.begin(), inverse.changes.end());
    return Change{std::move(inverse)};
}

} // namespace

Result<Change> apply(Document& document, const Change& change)
{
    return std::visit([&](const auto& what) { return applyOne(document, what); }, change.what);
}

} // namespace twin
