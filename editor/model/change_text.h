// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/change.h"
#include "document/descriptor.h"

#include <QString>

namespace twin {

/// What the undo menu calls a change, from the descriptors: "Set Label of Slider", "Move 3 widgets", "Delete
/// Line chart". `document` is the document before the change.
QString undoText(const Change& change, const Document& document, const Catalog& catalog);

/// What a person calls a node: its title and what tells it from its like: "Slider “Incoming flow”".
QString nodeName(const Node& node, const Catalog& catalog, const Contract* contract = nullptr);
/// The type's title alone: "Slider".
QString typeTitle(const Node& node, const Catalog& catalog);

} // namespace twin
