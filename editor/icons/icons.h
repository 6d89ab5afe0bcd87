// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/descriptor.h"
#include "theme/theme.h"

#include <QIcon>

namespace twin {

/// An icon of the builder by name ("open", "undo", "slider", ...), from resources/icons, in the theme's colours and sharp at any scale. An
/// unknown name gives an empty icon.
QIcon icon(const QString& name, const Theme& theme);
QIcon icon(const QString& name, const Theme& theme, const QColor& ink);
/// The icon of a node's type.
QIcon typeIcon(const NodeDescriptor& descriptor, const Theme& theme);

} // namespace twin
