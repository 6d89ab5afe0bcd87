// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace twin {

/// Reads a whole file. Codes "file.open", "file.read", "file.too-large".
Result<std::string> readFile(const std::filesystem::path& path, std::size_t limit = std::size_t(2) << 30);

/// Writes all or nothing: a temporary file beside the target, flushed to disk, then renamed over it; the folder is flushed too. With
/// `keepPrevious` the old content stays as "NAME~". A symbolic link keeps leading to the file; devices and pipes are written
/// through. Codes "file.read-only", "file.full", "file.folder-missing", "file.write".
Status writeFileAtomically(const std::filesystem::path& path, std::string_view content, bool keepPrevious = false);

} // namespace twin
