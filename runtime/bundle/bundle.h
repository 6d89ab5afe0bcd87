// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/document_json.h"
#include "package/package.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace twin {

/// An app ready to run: document, package, assets. From a `.twinpack` file, or from a `.twinapp` beside its package.
struct Bundle
{
    static constexpr int currentFormat = 1;

    std::filesystem::path source;              ///< what was opened
    Document document;
    std::shared_ptr<const Package> package;    ///< null when the document names none or it could not be read
    std::map<std::string, std::string> assets; ///< file name to bytes: images
    Diagnostics diagnostics;                   ///< of loading; a bundle with errors here is not run
};

/// Opens `.twinapp` (package path relative to it; assets in "assets/" beside it), a template folder that holds one, or `.twinpack`.
/// An error only when the file itself cannot be read; all else is in `diagnostics`.
Result<Bundle> openBundle(const std::filesystem::path& path, const Catalog& catalog);

/// Writes a `.twinpack`: manifest with the hash of every part, document, package, assets. The same input gives the same bytes.
Status writeBundle(const Bundle& bundle, const Catalog& catalog, const std::filesystem::path& path);

} // namespace twin
