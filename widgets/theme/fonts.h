// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace twin {

/// Makes the font files that lie beside the program known ("fonts", "../fonts", "../share/fonts" from the
/// executable); without them the system's Inter is used. Call once, after the QApplication is made and before
/// the first Theme. Returns how many files were taken.
int loadBundledFonts();

/// The interface's font: Inter, or the system's sans serif where it is missing.
QFont interfaceFont(int pixelSize, QFont::Weight weight);

} // namespace twin
