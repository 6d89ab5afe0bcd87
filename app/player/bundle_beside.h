// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

namespace twin::player {

/// The app that an export carries: "app.twinpack", or the only other .twinpack, in the program's folder or
/// the one above it.
std::optional<std::filesystem::path> bundleBeside(const std::filesystem::path& program);

/// The running program's own file; falls back to how it was called where /proc is not mounted.
std::filesystem::path ownProgram(const char* calledAs);

} // namespace twin::player
