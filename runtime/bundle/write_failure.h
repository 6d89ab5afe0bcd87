// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <filesystem>
#include <system_error>

namespace twin {

/// A failed write in words: "file.full", "file.read-only" or "file.write".
tl::unexpected<Diagnostic> writeFailure(const std::error_code& error, const std::filesystem::path& path);

} // namespace twin
