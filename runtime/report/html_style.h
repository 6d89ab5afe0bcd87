// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace twin {

/// CSS of a report's page: the colours as variables for light and dark, the type, the print.
std::string_view pageStyle();

} // namespace twin
