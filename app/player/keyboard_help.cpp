// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyboard_help.h"

#include "theme/elided_label.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>

namespace twin::player {

namespace {

constexpr const char* context = "KeyboardHelp";

struct Line
{
    const char* keys;
    const char* meaning;
};

constexpr Line lines[] = {
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Tab, Shift+Tab"),
     QT_TRANSLATE_NOOP("KeyboardHelp", "Next, previous control")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Arrow keys"),
     QT_TRANSLATE_NOOP("KeyboardHelp", "One step of a slider, one point of a chart")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Shift+arrows"), QT_TRANSLATE_NOOP("KeyboardHelp", "Ten steps")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Page up, Page down"),
     QT_TRANSLATE_NOOP("KeyboardHelp", "Large steps of a slider")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Home, End"),
     QT_TRANSLATE_NOOP("KeyboardHelp", "Smallest, largest value")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Digits, then Return"),
     QT_TRANSLATE_NOOP("KeyboardHelp", "A value; any unit of its kind may follow: 361 l/s")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Escape"),
     QT_TRANSLATE_NOOP("KeyboardHelp", "The value as it was before")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Space"),
     QT_TRANSLATE_NOOP("KeyboardHelp", "Press a button, turn a switch")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Ctrl+Page up, Ctrl+Page down"),
     QT_TRANSLATE_NOOP("KeyboardHelp", "Another page")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Ctrl+R"),
     QT_TRANSLATE_NOOP("KeyboardHelp", "Back to the start values")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "F11"), QT_TRANSLATE_NOOP("KeyboardHelp", "Full screen")},
    {QT_TRANSLATE_NOOP("KeyboardHelp", "Ctrl+Q"), QT_TRANSLATE_NOOP("KeyboardHelp", "End")},
};

} // namespace

void showKeyboardHelp(const Theme& theme, QWidget* parent)
{
    QDialog dialog(parent);
    dialog.setWindowTitle(QCoreApplication::translate(context, "Keyboard"));
    auto* grid = new QGridLayout(&dialog);
    grid->setContentsMargins(24, 20, 24, 16);
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(8);
    int row = 0;
    for (const Line& line : lines) {
        auto* keys = new QLabel(QCoreApplication::translate(context, line.keys));
        auto* meaning = new QLabel(QCoreApplication::translate(context, line.meaning));
        setLook(keys, theme.heading, theme.text);
        setLook(meaning, theme.body, theme.textMuted);
        grid->addWidget(keys, row, 0);
        grid->addWidget(meaning, row++, 1);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    grid->addWidget(buttons, row, 0, 1, 2);
    dialog.exec();
}

} // namespace twin::player
