// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/style.h"

#include "theme/style_sheet.h"

#include <utility>

namespace twin {

namespace {

constexpr const char* rules = R"(
QMainWindow::separator { background: @border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: @accent; }
QDockWidget { color: @text; font-weight: 600; }
QDockWidget::title { background: @surface; padding: 6px 12px; border-bottom: 1px solid @border; }
QDockWidget > QWidget { background: @surface; }
QToolBar { background: @surface; border: none; border-bottom: 1px solid @border; spacing: 2px; padding: 3px 8px; }
QToolBar QToolButton { background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 4px 7px; color: @text; }
QToolBar QToolButton:hover { background: @raised; border-color: @border; }
QToolBar QToolButton:pressed { background: @border; }
QToolBar QToolButton:disabled { color: @textDisabled; }
QToolBar::separator { background: @border; width: 1px; margin: 5px 6px; }
QStatusBar { background: @surface; border-top: 1px solid @border; color: @text; }
QStatusBar::item { border: none; }
QTreeWidget, QListWidget { background: @surface; color: @text; outline: 0; border: none; }
QTreeWidget::item, QListWidget::item { padding: 3px 4px; border-radius: 4px; }
QTreeWidget { show-decoration-selected: 0; }
QTreeWidget::branch:selected, QTreeWidget::branch:hover { background: @surface; }
QPushButton:default:disabled { background: @surface; color: @textDisabled; border-color: @border; }
QTreeWidget::item:hover, QListWidget::item:hover { background: @hover; }
QTreeWidget::item:selected, QListWidget::item:selected { background: @selected; color: @text; }
QTreeWidget::item:focus, QListWidget::item:focus { background: @selected; }
QWidget#inspector, QWidget#inspectorForm { background: @surface; }
QWidget#inspectorForm QTreeWidget, QWidget#inspectorForm QListWidget { background: @raised; border: 1px solid @borderStrong; border-radius: 5px; }
QLabel#inspectorTitle { font-weight: 600; font-size: 15px; }
QLabel#groupHeading { color: @textMuted; font-weight: 600; font-size: 12px; border-bottom: 1px solid @border; padding-bottom: 3px; }
QLabel#muted, QLabel#unit, QLabel#propertyLabel { color: @textMuted; }
QLabel#problem { color: @red; }
QLabel#contractDetails { background: @window; border-top: 1px solid @border; color: @text; }
QLabel#canvasHint { color: @textMuted; font-size: 14px; }
QLabel#dragLabel { background: @accent; color: @accentInk; border-radius: 5px; padding: 4px 9px; }
QWidget#inspectorForm QToolButton { border: none; color: @textMuted; padding: 0; }
QWidget#inspectorForm QToolButton:hover { color: @accent; }
QWidget#inspectorForm QToolButton:focus { border: 2px solid @focus; border-radius: 4px; }
QWidget#startPage QListWidget, QWidget#startPage QScrollArea, QWidget#startPage QScrollArea > QWidget > QWidget { background: transparent; }
QLabel#startTitle { font-size: 30px; font-weight: 600; }
QLabel#startHeading { font-size: 15px; font-weight: 600; }
QWidget#startPage QPushButton { padding: 8px 16px; text-align: left; font-size: 14px; }
QWidget#previewStrip { background: @surface; border-bottom: 1px solid @border; }
QWidget#canvas { background: @window; }
QTabBar#pageTabs { background: @surface; }
)";

QColor mixed(const QColor& a, const QColor& b, double share)
{
    return QColor::fromRgbF(float(a.redF() + (b.redF() - a.redF()) * share),
                            float(a.greenF() + (b.greenF() - a.greenF()) * share),
                            float(a.blueF() + (b.blueF() - a.blueF()) * share));
}

} // namespace

QString builderStyle(const Theme& theme)
{
    QString sheet = QString::fromLatin1(rules);
    sheet.replace(QLatin1String("@selected"), mixed(theme.surface, theme.accent, 0.22).name());
    sheet.replace(QLatin1String("@hover"), mixed(theme.surface, theme.accent, 0.08).name());
    return withColors(theme, std::move(sheet));
}

} // namespace twin
