// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/recent_files.h"

#include <QFileInfo>
#include <QSettings>

namespace twin {

namespace {
constexpr auto key = "recentFiles";
constexpr int limit = 10;
} // namespace

QStringList recentFiles()
{
    return QSettings().value(key).toStringList();
}

void addRecentFile(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList files = recentFiles();
    files.removeAll(absolute);
    files.prepend(absolute);
    QSettings().setValue(key, files.mid(0, limit));
}

void removeRecentFile(const QString& path)
{
    QStringList files = recentFiles();
    files.removeAll(path);
    QSettings().setValue(key, files);
}

} // namespace twin
