// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <filesystem>
#include <initializer_list>

namespace twin::cli {

/// An answer may not take the place of what it is made from: "usage.output" when `out` is one of `inputs`,
/// under whatever name. An empty `out` is standard output.
Status checkNotInput(const std::filesystem::path& out, std::initializer_list<std::filesystem::path> inputs);

/// The folder of `out` is there and may be written; found out before long work and not after it. Codes
/// "file.folder-missing", "file.read-only".
Status checkFolder(const std::filesystem::path& out);

} // namespace twin::cli
