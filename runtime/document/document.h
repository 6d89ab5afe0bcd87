// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// Any editable thing of a document: the app itself, a page, a widget, a rule.
///
/// `properties` is a JSON object that holds only what differs from the descriptor's default. A binding is a property whose
/// value is the name of a contract variable. A widget's place is its property "cell": [column, row, columns, rows].
struct Node
{
    std::string id;   ///< unique in the document, stable over its life: "n12"
    std::string type; ///< a NodeDescriptor's type: "app", "page", "rule", "slider", ...
    nlohmann::json properties = nlohmann::json::object();
    std::vector<Node> children;

    bool operator==(const Node&) const = default;
};

/// The app being built: a tree of nodes whose root is of type "app". A plain value. The reference to its package is the
/// root's property "package" {"path", "id", "version"}.
struct Document
{
    static constexpr int currentFormat = 1;
    Node root;
    bool operator==(const Document&) const = default;
};

/// Columns of every page's grid; rows go on below as far as the page needs.
inline constexpr int gridColumns = 24;

const Node* findNode(const Document& document, std::string_view id);
const Node* findParent(const Document& document, std::string_view id);
/// Position among its siblings. Precondition: the node exists and is not the root.
std::size_t indexInParent(const Document& document, std::string_view id);
/// JSON pointer of a node in the saved document: "/root/children/0/children/3"; empty when it is not there.
std::string pointerTo(const Document& document, std::string_view id);
/// The node that a pointer leads to or into; null when there is none.
const Node* nodeAt(const Document& document, std::string_view pointer);
/// An id that the document does not hold: "n1", "n2", ...
std::string freshId(const Document& document);
/// Visits parents before children, in order.
template <class Visit>
void visitNodes(const Node& node, const Visit& visit)
{
    visit(node);
    for (const Node& child : node.children)
        visitNodes(child, visit);
}

struct NodeDescriptor;
class Catalog;

/// The value of a property: the node's own, else the descriptor's default.
nlohmann::json propertyOf(const Node& node, std::string_view key, const Catalog& catalog);

} // namespace twin
