// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/style_sheet.h"

#include "theme/theme.h"

namespace twin {

namespace {

/// Names stand for the theme's colours: "@border" and so on. Longer names first where one begins another.
constexpr const char* rules = R"(
QPushButton, QToolButton#action {
    background: @raised; color: @text; border: 1px solid @borderStrong; border-radius: 5px; padding: 4px 12px; min-height: 18px;
}
QPushButton:hover, QToolButton#action:hover { background: @surface; border-color: @accent; }
QPushButton:pressed { background: @border; }
QPushButton:focus, QToolButton#action:focus { border: 2px solid @focus; padding: 3px 11px; }
QPushButton:disabled { color: @textDisabled; border-color: @border; background: @surface; }
QPushButton:checked { background: @accent; color: @accentInk; border-color: @accent; }
QPushButton:default { background: @accent; color: @accentInk; border-color: @accent; }
QPushButton[flat="true"] { background: transparent; border: 1px solid transparent; color: @accent; padding: 2px 6px; }
QPushButton[flat="true"]:hover { border-color: @border; }
QPushButton[flat="true"]:focus { border: 2px solid @focus; padding: 1px 5px; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox {
    background: @raised; color: @text; border: 1px solid @borderStrong; border-radius: 5px; padding: 2px 6px;
    selection-background-color: @accent; selection-color: @accentInk;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {
    border: 2px solid @focus; padding: 1px 5px;
}
QLineEdit:disabled { color: @textDisabled; border-color: @border; background: @surface; }
QComboBox QAbstractItemView { background: @raised; color: @text; border: 1px solid @border; selection-background-color: @accent;
    selection-color: @accentInk; }
QMenuBar { background: @surface; color: @text; border-bottom: 1px solid @border; }
QMenuBar::item { padding: 5px 10px; background: transparent; }
QMenuBar::item:selected { background: @border; }
QMenu { background: @raised; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 22px; border-radius: 4px; }
QMenu::item:selected { background: @accent; color: @accentInk; }
QMenu::item:disabled { color: @textDisabled; }
QMenu::separator { height: 1px; background: @border; margin: 4px 6px; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px 6px; }
QTabBar::tab { background: transparent; color: @textMuted; padding: 7px 14px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:focus { color: @focus; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @borderStrong; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";

} // namespace

QString makeStyleSheet(const Theme& theme)
{
    return withColors(theme, QString::fromLatin1(rules));
}

QString withColors(const Theme& theme, QString sheet)
{
    // A name that begins another comes after it.
    const std::initializer_list<std::pair<const char*, QColor>> colors = {
        {"@accentInk", theme.accentText},
        {"@accent", theme.accent},
        {"@borderStrong", theme.borderStrong},
        {"@border", theme.border},
        {"@textDisabled", theme.textDisabled},
        {"@textMuted", theme.textMuted},
        {"@text", theme.text},
        {"@raised", theme.raised},
        {"@surface", theme.surface},
        {"@window", theme.window},
        {"@focus", theme.focus},
        {"@red", theme.red},
    };
    for (const auto& [name, color] : colors)
        sheet.replace(QLatin1String(name), color.name());
    return sheet;
}

} // namespace twin
