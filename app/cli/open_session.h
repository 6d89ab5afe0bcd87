// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <filesystem>
#include <memory>

namespace twin::cli {

/// A session on a package (`.xdt`), or on an app (`.twinapp`, `.twinpack`, or the folder that holds one) with
/// the app's own rules.
Result<std::unique_ptr<Session>> openSession(const std::filesystem::path& path);

} // namespace twin::cli
