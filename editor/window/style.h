// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

namespace twin {

/// What the builder's own windows add to the theme's style sheet: docks, lists, headings, the canvas'
/// surroundings.
QString builderStyle(const Theme& theme);

} // namespace twin
