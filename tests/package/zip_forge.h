// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twin {

/// One entry of a zip file as nobody honest writes it.
struct ForgedEntry
{
    std::string name;
    std::string content;
    std::uint32_t mode = 0100644; ///< of Unix
    std::uint8_t system = 3;      ///< that it claims to come from: 3 is Unix
    std::uint16_t flags = 0;      ///< 1: encrypted
    std::uint16_t method = 0;     ///< 8: really deflated; any other is only claimed
    std::int32_t sizeChange = 0;  ///< added to the announced size
    std::uint32_t crcChange = 0;  ///< added to the checksum
    std::string localName = {};   ///< another name in front of the content
    std::optional<std::uint32_t> claimedSize = {};
    std::optional<std::uint64_t> zip64Size = {};
};

/// The bytes of a zip file, put together by hand: no library would write these.
/// Source of the layout: PKWARE, .ZIP File Format Specification 6.3.9.
std::string forgeZip(const std::vector<ForgedEntry>& entries);

} // namespace twin
