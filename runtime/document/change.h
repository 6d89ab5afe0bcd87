// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/document.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace twin {

struct Change;

struct InsertChange
{
    std::string parent;
    std::size_t index = 0;
    Node node; ///< with its children; no id of it may be in the document yet
};
struct RemoveChange
{
    std::string id; ///< not the root
};
struct MoveChange
{
    std::string id;
    std::string parent; ///< not the node itself or below it
    std::size_t index = 0; ///< among the new parent's children after the node has been taken out
};
struct SetPropertyChange
{
    std::string id;
    std::string key;
    std::optional<nlohmann::json> value; ///< empty: back to the default
};
struct BatchChange
{
    std::vector<Change> changes;
};

/// One edit of a document.
struct Change
{
    std::variant<InsertChange, RemoveChange, MoveChange, SetPropertyChange, BatchChange> what;
};

/// The only function that changes a document. Returns the inverse: apply(d, *apply(d, c)) leaves d as it was. When a
/// precondition fails (also inside a batch) the document is untouched and the error says why ("change.no-node",
/// "change.duplicate-id", "change.index", "change.cycle", "change.root").
Result<Change> apply(Document& document, const Change& change);

} // namespace twin
