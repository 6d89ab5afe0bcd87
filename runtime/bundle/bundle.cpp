// SPDX-License-Identifier: GPL-3.0-or-later
#include "bundle/bundle.h"

#include "base/file.h"
#include "document/validate.h"
#include "package/parts.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace twin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view formatName = "twinpack";
constexpr std::size_t largestDocument = std::size_t(32) << 20;
constexpr std::size_t largestAsset = std::size_t(64) << 20;
constexpr std::size_t largestBundle = std::size_t(1) << 30;
const std::string documentPart = "app.twinapp";
const std::string packagePart = "package.xdt";
const std::string assetFolder = "assets/";

std::string packagePathOf(const Document& document)
{
    const auto reference = document.root.properties.find("package");
    if (reference == document.root.properties.end() || !reference->is_object())
        return {};
    const auto path = reference->find("path");
    return path != reference->end() && path->is_string() ? path->get<std::string>() : std::string();
}

/// The names of the images that the document shows.
std::set<std::string> imagesOf(const Document& document, const Catalog& catalog)
{
    std::set<std::string> names;
    visitNodes(document.root, [&](const Node& node) {
        const NodeDescriptor* descriptor = catalog.find(node.type);
        if (!descriptor)
            return;
        for (const PropertyDescriptor& property : descriptor->properties) {
            const auto value = node.properties.find(property.key);
            if (property.type == PropertyType::Image && value != node.properties.end() &&
                value->is_string() && *value != "")
                names.insert(value->get<std::string>());
        }
    });
    return names;
}

bool isFileName(const std::string& name)
{
    return name.find('/') == std::string::npos && whyUnsafeName(name).empty();
}

void missingImage(Bundle& bundle, const std::string& image)
{
    bundle.diagnostics.push_back({Severity::Warning, "bundle.image-missing", assetFolder + image,
                                  fmt::format("The image \"{}\" is not there.", image),
                                  "Choose it again, or delete the part that shows it."});
}

/// A package beside the document or below its folder. An app from somebody else must not be able to read
/// other places.
Result<fs::path> resolvePackage(const fs::path& documentFolder, const std::string& reference)
{
    const fs::path relative(reference);
    const bool leaves =
        relative.is_absolute() ||
        std::any_of(relative.begin(), relative.end(), [](const fs::path& step) { return step == ".."; });
    std::error_code failed;
    const fs::path home = fs::weakly_canonical(documentFolder.empty() ? "." : documentFolder, failed);
    const fs::path target = leaves || failed ? fs::path() : fs::weakly_canonical(home / relative, failed);
    const auto [reached, unused] = std::mismatch(home.begin(), home.end(), target.begin(), target.end());
    if (leaves || failed || reached != home.end())
        return fail("bundle.package-path", "/root/properties/package/path",
                    fmt::format("The twin's package \"{}\" is outside of the app's folder.", reference),
                    "Put the package into the app's folder and choose it again.");
    return documentFolder / relative;
}

void loadPackageBeside(Bundle& bundle, const fs::path& documentFolder)
{
    const std::string reference = packagePathOf(bundle.document);
    if (reference.empty())
        return; // a new app; validate() says so
    const auto path = resolvePackage(documentFolder, reference);
    if (!path) {
        bundle.diagnostics.push_back(path.error());
        return;
    }
    auto package = readPackage(*path);
    if (package)
        bundle.package = std::move(*package);
    else
        bundle.diagnostics.push_back(package.error());
}

void loadAssetsBeside(Bundle& bundle, const fs::path& documentFolder, const Catalog& catalog)
{
    for (const std::string& image : imagesOf(bundle.document, catalog)) {
        if (!isFileName(image)) {
            missingImage(bundle, image);
            continue;
        }
        auto bytes = readFile(documentFolder / assetFolder / image, largestAsset);
        if (bytes)
            bundle.assets[image] = std::move(*bytes);
        else
            missingImage(bundle, image);
    }
}

/// False when there is no document; the reasons are in the diagnostics then.
bool takeDocument(Bundle& bundle, std::string_view text, const std::string& name, const Catalog& catalog)
{
    LoadedDocument loaded = loadDocument(text, name, catalog);
    bundle.diagnostics = std::move(loaded.diagnostics);
    if (loaded.document)
        bundle.document = std::move(*loaded.document);
    return loaded.document.has_value();
}

Result<Bundle> openDocument(const fs::path& path, const Catalog& catalog)
{
    const auto text = readFile(path, largestDocument);
    if (!text)
        return fail(text.error());
    Bundle bundle;
    bundle.source = path;
    if (takeDocument(bundle, *text, path.filename().string(), catalog)) {
        loadPackageBeside(bundle, path.parent_path());
        loadAssetsBeside(bundle, path.parent_path(), catalog);
    }
    return bundle;
}

Result<Bundle> openPacked(const fs::path& path, std::string_view bytes, const Catalog& catalog)
{
    const std::string name = path.filename().string();
    auto parts = readParts(bytes, name, formatName, Bundle::currentFormat);
    if (!parts)
        return fail(parts.error());
    Bundle bundle;
    bundle.source = path;
    const auto document = parts->entries.find(documentPart);
    const auto package = parts->entries.find(packagePart);
    for (const auto& [part, entry] : {std::pair(documentPart, document), std::pair(packagePart, package)})
        if (entry == parts->entries.end())
            return fail("package.part-missing", name,
                        fmt::format("{} is incomplete: its part \"{}\" is missing.", name, part),
                        "Get a new copy of the file from where it came.");
    for (const auto& entry : parts->entries)
        if (entry.first != documentPart && entry.first != packagePart &&
            !entry.first.starts_with(assetFolder))
            return fail("package.part-unknown", name + "/" + entry.first,
                        fmt::format("{} holds \"{}\", which is no part of an app.", name, entry.first),
                        "Get a new copy of the file from where it came.");
    if (!takeDocument(bundle, document->second, name + "/" + documentPart, catalog))
        return bundle;
    auto read = parsePackage(package->second, name + "/" + packagePart);
    if (read)
        bundle.package = std::move(*read);
    else
        bundle.diagnostics.push_back(read.error());
    for (auto& [part, content] : parts->entries)
        if (part.starts_with(assetFolder))
            bundle.assets[part.substr(assetFolder.size())] = std::move(content);
    for (const std::string& image : imagesOf(bundle.document, catalog))
        if (!bundle.assets.contains(image))
            missingImage(bundle, image);
    return bundle;
}

Result<fs::path> documentIn(const fs::path& folder)
{
    std::vector<fs::path> found;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed))
        if (entry->path().extension() == ".twinapp")
            found.push_back(entry->path());
    if (found.size() != 1)
        return fail("bundle.folder", folder.string(),
                    fmt::format("The folder {} holds {} apps (.twinapp).", folder.string(),
                                found.empty() ? "no" : std::to_string(found.size())),
                    found.empty() ? "Name a folder that holds one, or the file itself."
                                  : "Name the file you mean.");
    return found.front();
}

} // namespace

Result<Bundle> openBundle(const fs::path& path, const Catalog& catalog)
{
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        const auto document = documentIn(path);
        if (!document)
            return fail(document.error());
        return openDocument(*document, catalog);
    }
    // By content, not by name: a bundle that somebody renamed still opens.
    const auto bytes = readFile(path, largestBundle);
    if (!bytes)
        return fail(bytes.error());
    if (bytes->starts_with("PK") || path.extension() == ".twinpack")
        return openPacked(path, *bytes, catalog);
    return openDocument(path, catalog);
}

Status writeBundle(const Bundle& bundle, const Catalog& catalog, const fs::path& path)
{
    if (!bundle.package)
        return fail("package.none", "/root/properties/package", "An app without its twin cannot be packed.",
                    "Choose the twin's package (.xdt) first.");
    ArchiveEntries entries;
    for (const auto& [asset, content] : bundle.assets) {
        if (!isFileName(asset))
            return fail("bundle.asset-name", assetFolder + asset,
                        fmt::format("The image name \"{}\" cannot be used in a bundle.", asset),
                        "Rename the image, with letters and digits only.");
        entries[assetFolder + asset] = content;
    }
    Document document = bundle.document;
    const Contract& contract = bundle.package->contract;
    document.root.properties["package"] = {
        {"path", packagePart}, {"id", contract.id}, {"version", contract.version}};
    entries[documentPart] = saveDocument(document, catalog);
    auto package = packageBytes(*bundle.package);
    if (!package)
        return fail(package.error());
    entries[packagePart] = std::move(*package);
    const auto bytes = writeArchive(withManifest(std::move(entries), formatName, Bundle::currentFormat));
    if (!bytes)
        return fail(bytes.error());
    return writeFileAtomically(path, *bytes);
}

} // namespace twin
