// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace twin {
struct Theme;
}

namespace twin::player {

/// Shows what the keys do, until it is closed.
void showKeyboardHelp(const Theme& theme, QWidget* parent);

} // namespace twin::player
