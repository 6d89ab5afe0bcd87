// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/descriptor.h"
#include "document/document.h"

#include <optional>

namespace twin {

struct LoadedDocument
{
    std::optional<Document> document; ///< empty when the text could not be read at all
    Diagnostics diagnostics;          ///< of reading and migrating; validate() gives those of the content
};

/// Canonical JSON of a document, with its formatVersion. Properties equal to their default are left out.
std::string saveDocument(const Document& document, const Catalog& catalog);

/// Parse, migrate one version at a time in memory, build; properties that equal their default are dropped. Unknown node types and
/// properties are kept, so that saving loses nothing; validate() reports them. Of two nodes with one id the second gets a new one
/// and a warning ("document.duplicate-id"). Errors "document.format", "document.format-newer", "document.node", and those of
/// parseJson.
LoadedDocument loadDocument(std::string_view text, const std::string& name, const Catalog& catalog);

/// A node and what is below it as JSON, as in the document's file; used by copy and paste.
nlohmann::json nodeToJson(const Node& node);
Result<Node> nodeFromJson(const nlohmann::json& json, const std::string& location);

/// One step of migration: from version N (its place in the list, starting at 1) to N + 1, on the JSON of the file.
using Migration = std::function<Status(nlohmann::json&)>;
/// The steps that loadDocument takes. A test passes its own.
const std::vector<Migration>& documentMigrations();
LoadedDocument loadDocument(std::string_view text, const std::string& name, const Catalog& catalog,
                            const std::vector<Migration>& migrations, int currentFormat);

/// JSON Schema draft-7 of a document's file, generated from the descriptors.
nlohmann::json documentSchema(const Catalog& catalog);

} // namespace twin
