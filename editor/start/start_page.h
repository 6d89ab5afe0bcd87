// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QWidget>

class QListWidget;
class QVBoxLayout;

namespace twin {

/// What the builder shows before an app is open: new from a package, open, the apps opened last, the templates.
class StartPage : public QWidget
{
    Q_OBJECT

  public:
    /// `templates`: the folder that holds them.
    StartPage(const QString& templates, const Theme& theme, QWidget* parent = nullptr);

    /// Reads the recent files and the templates again.
    void refresh();

  signals:
    void newRequested();
    void openRequested();
    void fileChosen(const QString& path);
    void templateChosen(const QString& appFile);

  private:
    void fillRecent();
    void fillTemplates();
    QString m_templatesFolder;
    const Theme& m_theme;
    QListWidget* m_recent;
    QVBoxLayout* m_cards;
};

} // namespace twin
