// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace twin {

struct Theme;

/// The Qt style sheet of a whole program in a theme: buttons, fields, menus, tabs, scroll bars. Anything that
/// carries meaning is painted by its view, not here.
QString makeStyleSheet(const Theme& theme);

/// A style sheet with the theme's colours in place of their names: "@surface", "@border", "@text", ...
QString withColors(const Theme& theme, QString sheet);

} // namespace twin
