// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace twin {

/// The date in UTC, ISO 8601; SOURCE_DATE_EPOCH fixes it for builds that must be the same tomorrow.
std::string today();

} // namespace twin
