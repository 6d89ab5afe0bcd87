// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QString>

class QTreeWidget;
class QTreeWidgetItem;

namespace twin {

/// The look that the lists in the docks share: no header, no frame, headings in small print.
void setUpDockTree(QTreeWidget& tree);
QTreeWidgetItem* addHeading(QTreeWidget& tree, const QString& text, const Theme& theme);

} // namespace twin
