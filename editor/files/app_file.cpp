// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/app_file.h"

#include "base/file.h"
#include "package/archive.h"

#include <algorithm>

namespace twin {

namespace fs = std::filesystem;

namespace {

bool hasContent(const fs::path& path, const std::string& bytes)
{
    std::error_code error;
    if (fs::file_size(path, error) != bytes.size() || error)
        return false;
    const Result<std::string> there = readFile(path);
    return there && *there == bytes;
}

/// Writes `bytes` unless they are there already. Gives the name that they have then.
Result<std::string> placeBeside(const fs::path& folder, const std::string& name, const std::string& bytes)
{
    const fs::path wanted(name);
    fs::path path = folder / wanted;
    for (int n = 2; fs::exists(path); ++n) {
        if (hasContent(path, bytes))
            return path.filename().string();
        path = folder / (wanted.stem().string() + "-" + std::to_string(n) + wanted.extension().string());
    }
    if (Status status = writeFileAtomically(path, bytes); !status)
        return fail(status.error());
    return path.filename().string();
}

Status savePackage(Bundle& bundle, const fs::path& folder)
{
    nlohmann::json& reference = bundle.document.root.properties["package"];
    const std::string stored = reference.is_object() ? reference.value("path", std::string()) : std::string();
    const std::string name = fs::path(stored).filename().string();
    if (!bundle.package || name.empty())
        return {};
    // The package that lies there already may be the very file; its hash tells, and saves packing it again.
    const Result<std::string> there = readFile(folder / stored);
    if (there && sha256Hex(*there) == bundle.package->sha256)
        return {};
    Result<std::string> bytes = fail("", "", "");
    if (!bundle.source.empty())
        bytes = readFile(bundle.source.parent_path() / stored);
    if (!bytes || sha256Hex(*bytes) != bundle.package->sha256)
        bytes = packageBytes(*bundle.package);
    if (!bytes)
        return fail(bytes.error());
    Result<std::string> placed = placeBeside(folder, name, *bytes);
    if (!placed)
        return fail(placed.error());
    reference["path"] = *placed;
    return {};
}

} // namespace

std::vector<std::string> usedImages(const Document& document, const Catalog& catalog)
{
    std::vector<std::string> names;
    visitNodes(document.root, [&](const Node& node) {
        const NodeDescriptor* descriptor = catalog.find(node.type);
        if (!descriptor)
            return;
        for (const PropertyDescriptor& property : descriptor->properties) {
            const auto value = node.properties.find(property.key);
            if (property.type == PropertyType::Image && value != node.properties.end() && value->is_string())
                names.push_back(value->get<std::string>());
        }
    });
    return names;
}

Status saveApp(Bundle& bundle, const Catalog& catalog, const fs::path& path)
{
    const fs::path folder = path.parent_path();
    if (Status status = savePackage(bundle, folder); !status)
        return status;
    for (const std::string& name : usedImages(bundle.document, catalog)) {
        const auto asset = bundle.assets.find(name);
        if (asset == bundle.assets.end())
            continue;
        std::error_code error;
        fs::create_directories(folder / "assets", error);
        if (hasContent(folder / "assets" / name, asset->second))
            continue;
        if (Status status = writeFileAtomically(folder / "assets" / name, asset->second); !status)
            return status;
    }
    return writeFileAtomically(path, saveDocument(bundle.document, catalog), true);
}

Result<Bundle> loadApp(const QString& path, const Catalog& catalog)
{
    return openBundle(fs::path(path.toStdString()), catalog);
}

} // namespace twin
