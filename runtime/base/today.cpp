// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/today.h"

#include <cstdlib>
#include <ctime>
#include <fmt/format.h>

namespace twin {

std::string today()
{
    std::time_t now = std::time(nullptr);
    if (const char* fixed = std::getenv("SOURCE_DATE_EPOCH"))
        now = static_cast<std::time_t>(std::strtoll(fixed, nullptr, 10));
    std::tm parts{};
    gmtime_r(&now, &parts);
    return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

} // namespace twin
