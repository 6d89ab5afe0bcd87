// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "bundle/bundle.h"

#include <filesystem>
#include <string>
#include <vector>

namespace twin {

struct ExportResult
{
    std::filesystem::path folder;  ///< DIR/NAME
    std::filesystem::path archive; ///< DIR/NAME.tar.xz
    std::uintmax_t archiveBytes = 0;
    std::string archiveSha256;
};

/// Exports an app as a folder and an archive: refused while the gate has errors (they are returned as the
/// error's message, the full list through `findings`). `kit` is the folder of what an export is made of
/// (player, libraries, fonts, licences), see packaging. Nothing is left half-written: it is built in a
/// temporary folder beside the target and renamed. `progress` may be empty: called with 0..1 and words;
/// returns false to cancel.
Result<ExportResult> exportApp(const Bundle& bundle, const Catalog& catalog, const std::filesystem::path& kit,
                               const std::filesystem::path& directory, Diagnostics* findings = nullptr,
                               const Progress& progress = {});

} // namespace twin
