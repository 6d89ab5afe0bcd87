// SPDX-License-Identifier: GPL-3.0-or-later
#include "package/archive_layout.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace twin {
namespace {

constexpr std::uint32_t localSignature = 0x04034b50;
constexpr std::uint32_t directorySignature = 0x02014b50;
constexpr std::uint32_t endSignature = 0x06054b50;
constexpr std::uint32_t descriptorSignature = 0x08074b50;
constexpr std::size_t localSize = 30;
constexpr std::size_t directorySize = 46;
constexpr std::size_t endSize = 22;
constexpr std::uint16_t hasDescriptor = 1 << 3;

std::uint32_t number(std::string_view bytes, std::size_t offset, std::size_t size)
{
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
    return value;
}

struct Entry
{
    std::size_t offset = 0; ///< of the local header
    std::size_t packed = 0;
    bool descriptor = false;
};

/// Where the entry ends, or 0 when it does not fit between its start and `limit`.
std::size_t endOf(std::string_view bytes, const Entry& entry, std::size_t limit)
{
    if (entry.offset + localSize > limit || number(bytes, entry.offset, 4) != localSignature)
        return 0;
    std::size_t end = entry.offset + localSize + number(bytes, entry.offset + 26, 2) +
                      number(bytes, entry.offset + 28, 2) + entry.packed;
    if (entry.descriptor) {
        const bool isSigned = end + 4 <= limit && number(bytes, end, 4) == descriptorSignature;
        end += isSigned ? 16 : 12;
    }
    return end <= limit ? end : 0;
}

} // namespace

std::string whyBadLayout(std::string_view bytes)
{
    if (bytes.size() < endSize || number(bytes, bytes.size() - endSize, 4) != endSignature)
        return "it does not end like one";
    const std::size_t end = bytes.size() - endSize;
    const std::size_t count = number(bytes, end + 10, 2);
    const std::size_t directory = number(bytes, end + 16, 4);
    if (number(bytes, end + 20, 2) != 0 || directory + number(bytes, end + 12, 4) != end)
        return "its directory is not where it should be";

    std::vector<Entry> entries;
    std::size_t at = directory;
    for (std::size_t i = 0; i < count; ++i) {
        if (at + directorySize > end || number(bytes, at, 4) != directorySignature)
            return "its directory is not complete";
        const std::size_t nameSize = number(bytes, at + 28, 2);
        const std::size_t next =
            at + directorySize + nameSize + number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
        if (next > end)
            return "its directory is not complete";
        if (bytes.substr(at + directorySize, nameSize).find('\0') != std::string_view::npos)
            return "a name in it holds a zero";
        entries.push_back({number(bytes, at + 42, 4), number(bytes, at + 20, 4),
                           (number(bytes, at + 8, 2) & hasDescriptor) != 0});
        at = next;
    }
    if (at != end)
        return "its directory holds more than it says";

    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.offset < b.offset; });
    std::size_t reached = 0;
    for (const Entry& entry : entries) {
        if (entry.offset != reached)
            return "there is something between its entries";
        reached = endOf(bytes, entry, directory);
        if (reached == 0)
            return "an entry in it is not complete";
    }
    return reached == directory ? "" : "there is something between its entries";
}

} // namespace twin
