// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bundle/bundle.h"

#include <QString>

#include <filesystem>

namespace twin {

/// The suffix of a document's file, with the dot.
inline constexpr auto appSuffix = ".twinapp";

/// Writes an app into a folder of its own making or choosing: the document at `path` (the version before stays as "NAME~"), the package
/// and the images that are used beside it. The document is written last, so that a disk that fills up leaves the old app whole. Files of
/// the same name with another content are kept: a package gets a name of its own, and `bundle.document` then says so.
Status saveApp(Bundle& bundle, const Catalog& catalog, const std::filesystem::path& path);

/// The names of the images that a document shows.
std::vector<std::string> usedImages(const Document& document, const Catalog& catalog);

/// Opens an app, bundle or template folder. Errors are those of openBundle.
Result<Bundle> loadApp(const QString& path, const Catalog& catalog);

} // namespace twin
