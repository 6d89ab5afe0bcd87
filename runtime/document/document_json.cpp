// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/document_json.h"

#include "base/json.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace twin {
namespace {

constexpr std::size_t longestId = 64;

bool isId(const std::string& text)
{
    return !text.empty() && text.size() <= longestId &&
           std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; });
}

void removeDefaults(Node& node, const Catalog& catalog)
{
    if (const NodeDescriptor* descriptor = catalog.find(node.type)) {
        for (const PropertyDescriptor& property : descriptor->properties) {
            const auto own = node.properties.find(property.key);
            if (own != node.properties.end() && *own == property.defaultValue)
                node.properties.erase(own);
        }
    }
    for (Node& child : node.children)
        removeDefaults(child, catalog);
}

tl::unexpected<Diagnostic> notANode(const std::string& location, const std::string& why)
{
    return fail("document.node", location, fmt::format("A part of the app cannot be read: {}.", why),
                "Correct it in the file, or go back to the version before it.");
}

/// Two people who edit the same file may both make "n12": the second one gets an id of its own.
void makeIdsUnique(Document& document, Diagnostics& diagnostics)
{
    std::set<std::string> seen;
    std::size_t next = std::stoul(freshId(document).substr(1));
    const auto rename = [&](auto&& self, Node& node, const std::string& location) -> void {
        if (!seen.insert(node.id).second) {
            const std::string old = std::exchange(node.id, fmt::format("n{}", next++));
            seen.insert(node.id);
            diagnostics.push_back(
                {Severity::Warning, "document.duplicate-id", location,
                 fmt::format("Two parts had the id \"{}\"; this one is \"{}\" now.", old, node.id),
                 "Save the app to keep the new id."});
        }
        for (std::size_t i = 0; i < node.children.size(); ++i)
            self(self, node.children[i], fmt::format("{}/children/{}", location, i));
    };
    rename(rename, document.root, "/root");
}

Status migrate(nlohmann::json& file, const std::string& name, const std::vector<Migration>& migrations,
               int currentFormat)
{
    const auto version = file.find("formatVersion");
    if (version == file.end() || !version->is_number_unsigned() || *version == 0)
        return fail("document.format", "/formatVersion",
                    fmt::format("{} does not say which version of the app format it has.", name),
                    "Check that it is a file of Twinwright's builder.");
    if (version->get<std::uint64_t>() > static_cast<std::uint64_t>(currentFormat))
        return fail("document.format-newer", "/formatVersion",
                    fmt::format("{} was written by a newer Twinwright (format {}, this one reads up to {}).",
                                name, version->dump(), currentFormat),
                    "Open it with a newer Twinwright.");
    for (int from = version->get<int>(); from < currentFormat; ++from) {
        if (static_cast<std::size_t>(from) > migrations.size())
            return fail("document.format", "/formatVersion",
                        fmt::format("{} has format {}, which can no longer be read.", name, from),
                        "Open and save it with an older Twinwright first.");
        if (Status step = migrations[static_cast<std::size_t>(from) - 1](file); !step)
            return step;
        file["formatVersion"] = from + 1;
    }
    return {};
}

Result<Document> readDocument(std::string_view text, const std::string& name, const Catalog& catalog,
                              const std::vector<Migration>& migrations, int currentFormat,
                              Diagnostics& diagnostics)
{
    auto file = parseJson(text, name);
    if (!file)
        return fail(file.error());
    if (!file->is_object())
        return fail("document.node", name, fmt::format("{} is not a Twinwright app.", name),
                    "Check that it is the file you mean.");
    if (const Status migrated = migrate(*file, name, migrations, currentFormat); !migrated)
        return fail(migrated.error());
    for (const auto& item : file->items())
        if (item.key() != "formatVersion" && item.key() != "root")
            diagnostics.push_back(
                {Severity::Warning, "document.member", "/" + item.key(),
                 fmt::format("{} holds \"{}\", which is not part of an app.", name, item.key()),
                 "It is left out when the app is saved."});
    const auto root = file->find("root");
    if (root == file->end())
        return notANode("/root", "the file has no \"root\"");
    auto node = nodeFromJson(*root, "/root");
    if (!node)
        return fail(node.error());
    if (node->type != "app")
        return notANode("/root/type", "the root is not of type \"app\"");
    Document document{std::move(*node)};
    makeIdsUnique(document, diagnostics);
    removeDefaults(document.root, catalog);
    return document;
}

} // namespace

std::string saveDocument(const Document& document, const Catalog& catalog)
{
    Document sparse = document;
    removeDefaults(sparse.root, catalog);
    return canonicalJson({{"formatVersion", Document::currentFormat}, {"root", nodeToJson(sparse.root)}});
}

LoadedDocument loadDocument(std::string_view text, const std::string& name, const Catalog& catalog)
{
    return loadDocument(text, name, catalog, documentMigrations(), Document::currentFormat);
}

LoadedDocument loadDocument(std::string_view text, const std::string& name, const Catalog& catalog,
                            const std::vector<Migration>& migrations, int currentFormat)
{
    LoadedDocument loaded;
    auto document = readDocument(text, name, catalog, migrations, currentFormat, loaded.diagnostics);
    if (document)
        loaded.document = std::move(*document);
    else
        loaded.diagnostics.push_back(document.error());
    return loaded;
}

nlohmann::json nodeToJson(const Node& node)
{
    nlohmann::json json = {{"id", node.id}, {"type", node.type}};
    if (!node.properties.empty())
        json["properties"] = node.properties;
    if (!node.children.empty()) {
        nlohmann::json& children = json["children"] = nlohmann::json::array();
        for (const Node& child : node.children)
            children.push_back(nodeToJson(child));
    }
    return json;
}

Result<Node> nodeFromJson(const nlohmann::json& json, const std::string& location)
{
    if (!json.is_object())
        return notANode(location, "it is not an object");
    Node node;
    for (const auto& [key, value] : json.items()) {
        const std::string place = location + "/" + key;
        if (key == "id" || key == "type") {
            if (!value.is_string() || !isId(value.get_ref<const std::string&>()))
                return notANode(place,
                                fmt::format("its \"{}\" is not a word of letters, digits, '-' and '_'", key));
            (key == "id" ? node.id : node.type) = value.get<std::string>();
        } else if (key == "properties") {
            if (!value.is_object())
                return notANode(place, "its properties are not an object");
            node.properties = value;
        } else if (key == "children") {
            if (!value.is_array())
                return notANode(place, "its children are not a list");
            node.children.reserve(value.size());
            for (std::size_t i = 0; i < value.size(); ++i) {
                auto child = nodeFromJson(value[i], fmt::format("{}/{}", place, i));
                if (!child)
                    return child;
                node.children.push_back(std::move(*child));
            }
        } else {
            return notANode(place, fmt::format("\"{}\" is not known here", key));
        }
    }
    if (node.id.empty() || node.type.empty())
        return notANode(location, "it has no id or no type");
    return node;
}

const std::vector<Migration>& documentMigrations()
{
    static const std::vector<Migration> migrations; // format 1 is the first
    return migrations;
}

} // namespace twin
