// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/model.h"
#include "package/archive.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace twin {

/// The layer between an archive and what is in it, the same for packages and bundles: a "manifest.json" that
/// names the kind and version of the format and the SHA-256 of every other entry.
struct Parts
{
    nlohmann::json manifest;
    ArchiveEntries entries; ///< without the manifest; each one is listed and has the hash that is listed
};

/// Adds the manifest to entries that have none. `extra` goes into it as well.
ArchiveEntries withManifest(ArchiveEntries entries, std::string_view format, int version,
                            nlohmann::json extra = nlohmann::json::object());

/// Codes "package.part-missing", "package.part-unknown", "package.checksum", "package.format",
/// "package.format-newer", and those of parseJson and readArchive. `name` is the file's, for messages.
Result<Parts> readParts(std::string_view bytes, const std::string& name, std::string_view format,
                        int newestVersion);

/// A part that must be there, parsed.
Result<nlohmann::json> jsonPart(const Parts& parts, const std::string& part, const std::string& name);

/// Arrays are entries "arrays/NAME.f64", little-endian; their shapes stand in the manifest. Files are entries
/// "files/NAME". Reading checks sizes against shapes ("package.array"); whether numbers are finite is for the
/// reader of the array to say.
nlohmann::json addArrays(const ArrayStore& arrays, ArchiveEntries& entries);
/// Whether an entry holds one of these arrays.
bool isArrayEntry(std::string_view entry, const ArrayStore& arrays);
Result<ArrayStore> readArrays(const Parts& parts, const std::string& name);

} // namespace twin
