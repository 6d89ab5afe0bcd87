// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QObject>

class QAction;
class QMenuBar;
class QMenu;
class QToolBar;
class QUndoStack;

namespace twin {

/// Every command of the builder, with its words, shortcut and icon. What a command does is connected
/// elsewhere.
struct Actions
{
    Actions(QUndoStack& undoStack, const Theme& theme, QObject* parent);
    void setIcons(const Theme& theme);

    QAction *newApp, *open, *save, *saveAs, *closeApp, *quit;
    QAction *undo, *redo, *cut, *copy, *paste, *duplicate, *remove, *selectAll;
    QAction *addPage, *addRule, *group, *ungroup, *properties;
    QAction *preview, *exportApp;
    QAction *light, *dark;
    QAction* about;

    QMenu* fillEditMenu(QMenu* menu) const; ///< for the menu bar and for the canvas' own menu
    void fillToolBar(QToolBar& bar) const;
};

} // namespace twin
