// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console.h"
#include "session/session.h"
#include "settings.h"

#include <filesystem>

namespace twin::cli {

/// `xdt eval --csv`: evaluates every row of a table and writes one line for each row and point of the axis to
/// `out` (standard output when empty). A table with a column named as the axis has each row answered at its
/// point of the axis alone.
Exit evaluateTable(Console& console, const Session& session, const std::filesystem::path& in,
                   const Settings& settings, const std::filesystem::path& out);

/// `xdt eval --grid`: evaluates every pair of values and writes one line for each and point of the axis, means
/// without bands.
Exit evaluateOverGrid(Console& console, const Session& session, const GridSetting& first,
                      const GridSetting& second, const Settings& settings, const std::filesystem::path& out);

} // namespace twin::cli
