// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <filesystem>
#include <functional>

namespace twin {

/// Copies all files and folders below `from` into the folder `to`, which exists. `rename` gives the name that
/// a file has there (both relative); executable files stay so, all are readable by everybody. `progress`: the
/// share done; false cancels. Not std::filesystem::copy, which says "input/output error" of a full disk.
/// Codes "export.cancelled", "file.read", "file.read-only", "file.full", "file.write".
Status copyFolder(const std::filesystem::path& from, const std::filesystem::path& to,
                  const std::function<std::filesystem::path(const std::filesystem::path&)>& rename,
                  const std::function<bool(double)>& progress);

} // namespace twin
