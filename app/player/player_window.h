// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bundle/bundle.h"
#include "options.h"
#include "theme/theme.h"

#include <QMainWindow>

namespace twin {
class AppView;
}

namespace twin::player {

/// The window of a running app, or of the reason why it cannot run.
class PlayerWindow : public QMainWindow
{
    Q_OBJECT

  public:
    PlayerWindow(Result<Bundle> bundle, const Catalog& catalog, Options options);

    /// Takes the inputs of the command line; a diagnostic for the first that is none.
    Status takeInputs();
    /// Once the first answer is painted: saves the picture and ends the program.
    void saveScreenshotWhenAnswered();

  private:
    void buildMenus();
    void setLook(Options::Look look);
    void toggleFullScreen();
    void turnPage(int by);
    void showAbout();
    Options m_options;
    Theme m_theme;
    AppView* m_view = nullptr;
};

/// The theme of a look.
Theme themeOf(Options::Look look);

} // namespace twin::player
