// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include "theme/fonts.h"
#include "theme/style_sheet.h"

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>
#include <QToolTip>

namespace twin {

namespace {

void setFonts(Theme& theme)
{
    theme.body = interfaceFont(14, QFont::Normal);
    theme.small = interfaceFont(12, QFont::Normal);
    theme.heading = interfaceFont(14, QFont::DemiBold);
    theme.title = interfaceFont(18, QFont::DemiBold);
    theme.number = interfaceFont(14, QFont::Medium);
    theme.numberLarge = interfaceFont(30, QFont::Medium);
}

QColor withAlpha(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

} // namespace

Theme Theme::light()
{
    Theme theme;
    theme.mode = Mode::Light;
    theme.window = "#e7eaed";
    theme.surface = "#f6f7f8";
    theme.raised = "#ffffff";
    theme.border = "#d2d8dd";
    theme.borderStrong = "#8f9aa4";
    theme.text = "#1c242b";
    theme.textMuted = "#55616c";
    theme.textDisabled = "#87929c";
    theme.accent = "#2b5c83";
    theme.accentText = "#ffffff";
    theme.focus = "#1d6fb5";
    theme.validated = "#5a6771";
    theme.sparse = "#8f5f00";
    theme.unvalidated = "#a0430c";
    theme.impossible = "#ae1f1a";
    theme.amber = "#b97a00";
    theme.red = "#b3261e";
    theme.curve = "#2f5272";
    theme.band = withAlpha(theme.curve, 46);
    theme.grid = "#e2e6e9";
    setFonts(theme);
    return theme;
}

Theme Theme::dark()
{
    Theme theme;
    theme.mode = Mode::Dark;
    theme.window = "#191d21";
    theme.surface = "#22272c";
    theme.raised = "#2c3238";
    theme.border = "#39414a";
    theme.borderStrong = "#6c7883";
    theme.text = "#e5e9ec";
    theme.textMuted = "#a4afb8";
    theme.textDisabled = "#717c86";
    theme.accent = "#83b2d7";
    theme.accentText = "#0f161c";
    theme.focus = "#8fc5f0";
    theme.validated = "#a4afb8";
    theme.sparse = "#e3ae45";
    theme.unvalidated = "#ea9159";
    theme.impossible = "#f37f75";
    theme.amber = "#e3ae45";
    theme.red = "#f37f75";
    theme.curve = "#a6c5de";
    theme.band = withAlpha(theme.curve, 52);
    theme.grid = "#2e353b";
    setFonts(theme);
    return theme;
}

Theme Theme::system()
{
    const QPalette palette = QApplication::palette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness()
               ? dark()
               : light();
}

QColor Theme::colorOf(Zone zone) const
{
    switch (zone) {
    case Zone::Validated:
        return validated;
    case Zone::Sparse:
        return sparse;
    case Zone::Unvalidated:
        return unvalidated;
    case Zone::Impossible:
        return impossible;
    }
    return text;
}

QPalette Theme::palette() const
{
    QPalette result;
    result.setColor(QPalette::Window, window);
    result.setColor(QPalette::WindowText, text);
    result.setColor(QPalette::Base, raised);
    result.setColor(QPalette::AlternateBase, surface);
    result.setColor(QPalette::Text, text);
    result.setColor(QPalette::PlaceholderText, textDisabled);
    result.setColor(QPalette::Button, surface);
    result.setColor(QPalette::ButtonText, text);
    result.setColor(QPalette::BrightText, accentText);
    result.setColor(QPalette::Highlight, accent);
    result.setColor(QPalette::HighlightedText, accentText);
    result.setColor(QPalette::Link, accent);
    result.setColor(QPalette::LinkVisited, accent);
    result.setColor(QPalette::ToolTipBase, raised);
    result.setColor(QPalette::ToolTipText, text);
    result.setColor(QPalette::Light, raised);
    result.setColor(QPalette::Midlight, surface);
    result.setColor(QPalette::Mid, border);
    result.setColor(QPalette::Dark, borderStrong);
    result.setColor(QPalette::Shadow, borderStrong);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        result.setColor(QPalette::Disabled, role, textDisabled);
    return result;
}

QString Theme::styleSheet() const
{
    return makeStyleSheet(*this);
}

void Theme::applyTo(QApplication& application) const
{
    if (application.style()->name() != "fusion")
        QApplication::setStyle(QStyleFactory::create("Fusion"));
    QApplication::setPalette(palette());
    QApplication::setFont(body);
    QToolTip::setFont(small);
    QToolTip::setPalette(palette());
    application.setStyleSheet(styleSheet());
}

QString zoneTitle(Zone zone)
{
    switch (zone) {
    case Zone::Validated:
        return QStringLiteral("Validated");
    case Zone::Sparse:
        return QStringLiteral("Few data near");
    case Zone::Unvalidated:
        return QStringLiteral("Not validated");
    case Zone::Impossible:
        return QStringLiteral("Not possible");
    }
    return {};
}

QString zoneMark(Zone zone)
{
    switch (zone) {
    case Zone::Validated:
        return QStringLiteral("\u2713");
    case Zone::Sparse:
        return QStringLiteral("\u25b2");
    case Zone::Unvalidated:
        return QStringLiteral("\u25c6");
    case Zone::Impossible:
        return QStringLiteral("\u2717");
    }
    return {};
}

} // namespace twin
