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

/// The one reader of zip files from outside (packages and bundles): stored or deflate only, no links, no encryption, no
/// "..", no absolute path, no backslash, no duplicate name, within the limits. `name` is used in messages.
/// Codes: "package.zip", "package.unsafe-name", "package.limit".
Result<ArchiveEntries> readArchive(std::string_view bytes, const std::string& name, const ArchiveLimits& limits = {});

/// A zip with fixed dates, sorted names and fixed attributes: the same entries give the same bytes.
Result<std::string> writeArchive(const ArchiveEntries& entries);

std::string sha256Hex(std::string_view bytes);

} // namespace twin
