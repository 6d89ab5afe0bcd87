// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/actions.h"

#include "icons/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>
#include <QToolBar>
#include <QUndoStack>

namespace twin {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

QAction* make(QObject* parent, const char* name, const QString& text, const QKeySequence& keys,
              const QString& tip)
{
    auto* action = new QAction(text, parent);
    action->setObjectName(name);
    action->setShortcut(keys);
    action->setStatusTip(tip);
    const QString shown = keys.toString(QKeySequence::NativeText);
    action->setToolTip(shown.isEmpty() ? tip : tr("%1 (%2)").arg(tip, shown));
    return action;
}

} // namespace

Actions::Actions(QUndoStack& undoStack, const Theme& theme, QObject* parent)
{
    newApp = make(parent, "new", tr("&New app…"), QKeySequence::New, tr("Begin an app on a twin's package"));
    open = make(parent, "open", tr("&Open…"), QKeySequence::Open, tr("Open an app"));
    save = make(parent, "save", tr("&Save"), QKeySequence::Save, tr("Save the app"));
    saveAs = make(parent, "saveAs", tr("Save &as…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S),
                  tr("Save under another name"));
    closeApp = make(parent, "closeApp", tr("&Close"), QKeySequence::Close,
                    tr("Close the app, back to the start page"));
    quit = make(parent, "quit", tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), tr("Leave Twinwright"));
    undo = undoStack.createUndoAction(parent, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    undo->setObjectName("undo");
    redo = undoStack.createRedoAction(parent, tr("&Redo"));
    redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    redo->setObjectName("redo");
    cut = make(parent, "cut", tr("Cu&t"), QKeySequence::Cut, tr("Move to the clipboard"));
    copy = make(parent, "copy", tr("&Copy"), QKeySequence::Copy, tr("Copy to the clipboard"));
    paste = make(parent, "paste", tr("&Paste"), QKeySequence::Paste, tr("Paste from the clipboard"));
    duplicate = make(parent, "duplicate", tr("&Duplicate"), QKeySequence(Qt::CTRL | Qt::Key_D),
                     tr("Copy beside the original"));
    remove = make(parent, "delete", tr("De&lete"), QKeySequence::Delete, tr("Delete what is selected"));
    selectAll = make(parent, "selectAll", tr("Select &all"), QKeySequence::SelectAll,
                     tr("Select every widget of the page"));
    addPage = make(parent, "addPage", tr("Add &page"), {}, tr("Add a page to the app"));
    addRule = make(parent, "addRule", tr("Add &rule"), {}, tr("Add a guardrail rule to the app"));
    group = make(parent, "group", tr("&Group"), QKeySequence(Qt::CTRL | Qt::Key_G),
                 tr("Put a frame around the selected widgets"));
    ungroup = make(parent, "ungroup", tr("U&ngroup"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G),
                   tr("Take a group apart"));
    properties = make(parent, "properties", tr("P&roperties"), QKeySequence(Qt::Key_F4),
                      tr("Go to the properties of what is selected"));
    preview = make(parent, "preview", tr("&Preview"), QKeySequence(Qt::Key_F5),
                   tr("See the app as its operator will"));
    exportApp = make(parent, "export", tr("&Export…"), QKeySequence(Qt::CTRL | Qt::Key_E),
                     tr("Write the app as a package that runs anywhere"));
    light = make(parent, "light", tr("&Light"), {}, tr("Light colours"));
    dark = make(parent, "dark", tr("&Dark"), {}, tr("Dark colours"));
    about = make(parent, "about", tr("&About Twinwright"), {}, tr("Version and licence"));
    auto* modes = new QActionGroup(parent);
    for (QAction* mode : {light, dark}) {
        mode->setCheckable(true);
        modes->addAction(mode);
    }
    setIcons(theme);
}

void Actions::setIcons(const Theme& theme)
{
    const std::initializer_list<std::pair<QAction*, const char*>> icons = {
        {newApp, "new"},   {open, "open"},    {save, "save"},     {undo, "undo"},       {redo, "redo"},
        {copy, "copy"},    {paste, "paste"},  {remove, "delete"}, {preview, "preview"}, {exportApp, "export"},
        {addPage, "page"}, {addRule, "rule"}, {group, "group"}};
    for (const auto& [action, name] : icons)
        action->setIcon(icon(name, theme));
    (theme.mode == Theme::Mode::Dark ? dark : light)->setChecked(true);
}

QMenu* Actions::fillEditMenu(QMenu* menu) const
{
    menu->addActions({undo, redo});
    menu->addSeparator();
    menu->addActions({cut, copy, paste, duplicate, remove});
    menu->addSeparator();
    menu->addActions({selectAll, group, ungroup});
    menu->addSeparator();
    menu->addActions({properties});
    return menu;
}

void Actions::fillToolBar(QToolBar& bar) const
{
    bar.addActions({newApp, open, save});
    bar.addSeparator();
    bar.addActions({undo, redo});
    bar.addSeparator();
    bar.addActions({copy, paste, remove});
    bar.addSeparator();
    bar.addActions({preview, exportApp});
}

} // namespace twin
