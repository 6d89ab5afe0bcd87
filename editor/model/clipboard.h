// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/document.h"

#include <QStringList>
#include <vector>

class QMimeData;

namespace twin {

/// Nodes on the clipboard, as the JSON of a document's file: under a type of their own, and as text that a
/// person can read and mail.
QMimeData* toMimeData(const Document& document, const QStringList& ids);
/// The nodes of a clipboard, checked like any text from outside; none when there are none.
Result<std::vector<Node>> nodesFrom(const QMimeData* data);
bool holdsNodes(const QMimeData* data);

} // namespace twin
