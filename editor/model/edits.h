// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/change.h"
#include "model/placement.h"

#include <QStringList>

namespace twin {

struct Contract;

/// A change that a command of the editor makes, what it is called in the undo menu (empty: from the
/// descriptors), and what is to be selected afterwards.
struct Edit
{
    Change change;
    QString text;
    QStringList select;
};

/// Each function works out the Change for one command on the document as it is and changes nothing itself. An
/// error says in words why the command cannot be done ("edit.no-room", "edit.not-removable", "edit.nothing").

/// A widget of a type at a place (or the first free one), bound to a variable or not. A guardrail card that
/// has no rule to show comes with a rule of its own, in the same change.
Result<Edit> insertWidget(const Document& document, const Catalog& catalog, const Contract* contract,
                          const NodeDescriptor& descriptor, const QString& container,
                          const std::optional<Cell>& place, const QString& variable = {});
Result<Edit> insertPage(const Document& document, const Catalog& catalog);
Result<Edit> insertRule(const Document& document, const Catalog& catalog, const Contract* contract);
Result<Edit> removeNodes(const Document& document, const Catalog& catalog, const QStringList& ids);
/// New places of widgets that stay in, or come into, `container`.
Result<Edit> placeWidgets(const Document& document, const Catalog& catalog, const Contract* contract,
                          const QString& container, const std::vector<Placed>& placed);
/// Copies beside the originals.
Result<Edit> duplicateNodes(const Document& document, const Catalog& catalog, const QStringList& ids);
/// Nodes from the clipboard: into `container`, pages and rules under the app.
Result<Edit> pasteNodes(const Document& document, const Catalog& catalog, const QString& container,
                        std::vector<Node> nodes);
Result<Edit> groupNodes(const Document& document, const Catalog& catalog, const QStringList& ids);
Result<Edit> ungroupNodes(const Document& document, const Catalog& catalog, const QStringList& ids);
/// The same property of several nodes. Values equal to the default are taken out of the node.
Result<Edit> setProperty(const Document& document, const Catalog& catalog, const QStringList& ids,
                         const std::string& key, const std::optional<nlohmann::json>& value);

/// Those of `ids` that are widgets and have no selected ancestor, in document order.
QStringList topmostWidgets(const Document& document, const QStringList& ids);

} // namespace twin
