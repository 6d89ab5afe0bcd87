// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

class QApplication;

namespace twin {

/// Colours, fonts and measures of every screen. Grey at rest, colour only where something needs a person
/// (ISA-101); no meaning by colour alone: each state has a word and a mark as well.
struct Theme
{
    enum class Mode
    {
        Light,
        Dark
    };
    Mode mode = Mode::Light;

    QColor window, surface, raised, border, borderStrong, text, textMuted, textDisabled;
    QColor accent, accentText, focus;
    QColor validated, sparse, unvalidated, impossible; ///< zones
    QColor amber, red;                                 ///< thresholds
    QColor curve, band, grid;
    QFont body, small, heading, title, number, numberLarge;
    int spacing = 8; ///< the unit of every gap
    int radius = 6;

    static Theme light();
    static Theme dark();
    /// As the desktop has it.
    static Theme system();

    QColor colorOf(Zone zone) const;
    QPalette palette() const;
    QString styleSheet() const;
    /// Palette, style sheet and fonts of a whole program.
    void applyTo(QApplication& application) const;
};

/// "Validated", "Few data near", "Not validated", "Not possible": the word that goes with the colour.
QString zoneTitle(Zone zone);
/// A mark of its own shape for each zone, as a character of the bundled font.
QString zoneMark(Zone zone);

} // namespace twin
