// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <filesystem>
#include <functional>

namespace twin {

/// Packs a folder and all in it into a `.tar.xz` whose one top entry is the folder's name. The bytes depend
/// on the names, the contents and the executable bits alone: entries are sorted, of date 0, of user and group
/// 0, of mode 0755 or 0644, and compressed in blocks of a fixed size, so that the number of processors (all
/// are used) does not matter. Links and special files are refused.
///
/// `progress`: the share done, 0..1; returning false cancels. The archive is flushed to disk on success; on
/// failure what was written is left for the caller to remove. Codes "export.cancelled", "export.unsuitable",
/// "file.read", "file.read-only", "file.full", "file.write".
Status packTarXz(const std::filesystem::path& folder, const std::filesystem::path& archive,
                 const std::function<bool(double)>& progress);

} // namespace twin
