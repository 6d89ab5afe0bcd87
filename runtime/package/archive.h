// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>

namespace twin {

/// What an archive from outside may at most be.
struct ArchiveLimits
{
    std::size_t entries = 4096;
    std::size_t entryBytes = std::size_t(512) << 20;
    std::size_t totalBytes = std::size_t(1) << 30;
    std::size_t ratio = 1000; ///< unpacked over packed, for entries above 1 MiB
};

/// File name to content.
using ArchiveEntries = std::map<std::string, std::string>;

/// Why a name may not be used in an archive ("leads out of its folder"); empty when it may. A folder ends in
/// '/'.
std::string whyUnsafeName(std::string_view entry);

/// The one reader of zip files from outside (packages and bundles): stored or deflate only, no links, no
/// encryption, no
/// "..", no absolute path, no backslash, no name twice (also not in other case), within the limits, no byte
/// outside of its entries. `name` is used in messages. Codes: "package.zip", "package.unsafe-name",
/// "package.limit".
Result<ArchiveEntries> readArchive(std::string_view bytes, const std::string& name,
                                   const ArchiveLimits& limits = {});

/// SHA-256 in lower-case hex.
std::string sha256Hex(std::string_view bytes);

/// A zip with fixed dates, sorted names and fixed attributes: the same entries give the same bytes. Refuses
/// what the reader would refuse. Codes "package.unsafe-name", "package.write".
Result<std::string> writeArchive(const ArchiveEntries& entries);

} // namespace twin
