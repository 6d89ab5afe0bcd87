// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/plot.h"

#include <string>
#include <string_view>

namespace twin {

/// A plot as one <svg> element, well-formed XML, coloured by the classes of plotStyle() and readable without
/// them. `id` is unique in its page, [a-z0-9-]+.
std::string plotSvg(const Plot& plot, const std::string& id);

/// CSS for the classes that plotSvg uses; the colours are the page's variables.
std::string_view plotStyle();

} // namespace twin
