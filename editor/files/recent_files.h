// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QStringList>

namespace twin {

/// The apps that were opened last, newest first, as absolute paths; kept in the program's settings. At most ten.
QStringList recentFiles();
void addRecentFile(const QString& path);
void removeRecentFile(const QString& path);

} // namespace twin
