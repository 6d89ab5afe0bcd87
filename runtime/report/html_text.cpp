// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/html_text.h"

#include <cstdint>

namespace twin {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// The length of the UTF-8 sequence at the start of `text`, 0 when it is none, or is a character that XML 1.0
/// (section 2.2) does not allow.
std::size_t characterLength(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length)
        return 0;
    std::uint32_t code = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80)
            return 0;
        code = code << 6 | (byte(i) & 0x3FU);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool isSurrogate = code >= 0xD800 && code <= 0xDFFF;
    // C1 controls and the byte order marks turned round are allowed by XML, but not by HTML.
    const bool isControl = (code >= 0x80 && code <= 0x9F) || code == 0xFFFE || code == 0xFFFF;
    return code >= smallest[length] && code <= 0x10FFFF && !isSurrogate && !isControl ? length : 0;
}

} // namespace

std::string escapeHtml(std::string_view text)
{
    std::string escaped;
    escaped.reserve(text.size() + text.size() / 8);
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        switch (text[0]) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\'':
            escaped += "&#39;";
            break;
        default:
            escaped += length > 0 ? text.substr(0, length) : replacement;
        }
        text.remove_prefix(length > 0 ? length : 1);
    }
    return escaped;
}

} // namespace twin
