// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace twin {

/// An app to start from, as the start page shows it.
struct TemplateInfo
{
    QString name;        ///< its folder's name, also on the command line
    QString title;       ///< of the app
    QString description; ///< the first paragraph of its README
    QString appFile;
};

/// "../share/twinwright/templates" seen from the executable.
QString templatesFolder();
/// The templates in a folder, by title. Folders without an app are left out.
std::vector<TemplateInfo> listTemplates(const QString& folder);

} // namespace twin
