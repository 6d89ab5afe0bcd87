// SPDX-License-Identifier: GPL-3.0-or-later
#include "package/archive.h"

#include <algorithm>

namespace twin {

std::string whyUnsafeName(std::string_view entry)
{
    constexpr std::size_t longestName = 240;
    if (entry.empty() || entry.size() > longestName)
        return "has no name or one that is too long";
    if (entry.front() == '/')
        return "has an absolute path";
    if (entry.find_first_of("\\:*?\"<>|") != std::string_view::npos)
        return "has a character that is not allowed in names";
    if (std::any_of(entry.begin(), entry.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
        return "has a control character in its name";
    std::string_view rest = entry.back() == '/' ? entry.substr(0, entry.size() - 1) : entry;
    while (true) {
        const std::size_t slash = rest.find('/');
        const std::string_view step = rest.substr(0, slash);
        if (step.empty() || step == "." || step == "..")
            return "leads out of its folder";
        if (slash == std::string_view::npos)
            return {};
        rest.remove_prefix(slash + 1);
    }
}

} // namespace twin
