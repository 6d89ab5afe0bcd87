// SPDX-License-Identifier: GPL-3.0-or-later
#include "package/parts.h"

#include "base/json.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>

namespace twin {
namespace {

const std::string manifestName = "manifest.json";
const std::string filesFolder = "files/";

tl::unexpected<Diagnostic> missing(const std::string& name, const std::string& part)
{
    return fail("package.part-missing", name,
                fmt::format("{} is incomplete: its part \"{}\" is missing.", name, part),
                "Get a new copy of the file from where it came.");
}

Status checkFormat(const nlohmann::json& manifest, const std::string& name, std::string_view format,
                   int newest)
{
    const auto kind = manifest.find("format");
    const auto version = manifest.find("formatVersion");
    if (kind == manifest.end() || *kind != format || version == manifest.end() ||
        !version->is_number_unsigned() || *version == 0)
        return fail("package.format", name + "/" + manifestName,
                    fmt::format("{} is not a file of the kind \"{}\".", name, format),
                    "Check that it is the file you mean.");
    if (version->get<std::uint64_t>() > static_cast<std::uint64_t>(newest))
        return fail("package.format-newer", name + "/" + manifestName,
                    fmt::format("{} was written by a newer Twinwright (format {}, this one reads up to {}).",
                                name, version->dump(), newest),
                    "Open it with a newer Twinwright.");
    return {};
}

std::string arrayEntry(const std::string& array)
{
    return "arrays/" + array + ".f64";
}

bool isArrayName(const std::string& text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '/';
    });
}

std::uint64_t littleEndian(std::uint64_t bits)
{
    if constexpr (std::endian::native == std::endian::big)
        bits = __builtin_bswap64(bits);
    return bits;
}

/// The number of values of a shape, if it is one that can be held in memory.
std::optional<std::size_t> sizeOf(const nlohmann::json& shape, std::vector<std::size_t>& out)
{
    constexpr std::size_t largest = std::size_t(1) << 32;
    if (!shape.is_array() || shape.empty() || shape.size() > 4)
        return std::nullopt;
    std::size_t size = 1;
    for (const nlohmann::json& extent : shape) {
        if (!extent.is_number_unsigned() || extent.get<std::uint64_t>() > largest)
            return std::nullopt;
        out.push_back(extent.get<std::size_t>());
        size *= out.back(); // both at most 2^32
        if (size > largest)
            return std::nullopt;
    }
    return size;
}

} // namespace

ArchiveEntries withManifest(ArchiveEntries entries, std::string_view format, int version,
                            nlohmann::json extra)
{
    nlohmann::json parts = nlohmann::json::object();
    for (const auto& [part, content] : entries)
        parts[part] = sha256Hex(content);
    extra["format"] = format;
    extra["formatVersion"] = version;
    extra["parts"] = std::move(parts);
    entries[manifestName] = canonicalJson(extra);
    return entries;
}

Result<Parts> readParts(std::string_view bytes, const std::string& name, std::string_view format,
                        int newestVersion)
{
    auto entries = readArchive(bytes, name);
    if (!entries)
        return fail(entries.error());
    const auto found = entries->find(manifestName);
    if (found == entries->end())
        return missing(name, manifestName);
    auto manifest = parseJson(found->second, name + "/" + manifestName);
    if (!manifest)
        return fail(manifest.error());
    if (const Status known = checkFormat(*manifest, name, format, newestVersion); !known)
        return fail(known.error());
    entries->erase(found);

    const auto listed = manifest->find("parts");
    if (listed == manifest->end() || !listed->is_object())
        return fail("package.format", name + "/" + manifestName,
                    fmt::format("{} does not list its parts.", name),
                    "Get a new copy of the file from where it came.");
    for (const auto& [part, hash] : listed->items()) {
        const auto entry = entries->find(part);
        if (entry == entries->end())
            return missing(name, part);
        if (hash != sha256Hex(entry->second))
            return fail(
                "package.checksum", name + "/" + part,
                fmt::format("{} was changed after it was made: the checksum of \"{}\" is wrong.", name, part),
                "Get a new copy of the file from where it came.");
    }
    for (const auto& entry : *entries)
        if (!listed->contains(entry.first))
            return fail("package.part-unknown", name + "/" + entry.first,
                        fmt::format("{} holds \"{}\", which its manifest does not list.", name, entry.first),
                        "Get a new copy of the file from where it came.");
    return Parts{std::move(*manifest), std::move(*entries)};
}

Result<nlohmann::json> jsonPart(const Parts& parts, const std::string& part, const std::string& name)
{
    const auto entry = parts.entries.find(part);
    if (entry == parts.entries.end())
        return missing(name, part);
    return parseJson(entry->second, name + "/" + part);
}

bool isArrayEntry(std::string_view entry, const ArrayStore& arrays)
{
    constexpr std::string_view folder = "arrays/", ending = ".f64";
    if (entry.starts_with(filesFolder)) {
        const auto found = arrays.find(std::string(entry.substr(filesFolder.size())));
        return found != arrays.end() && found->second.file;
    }
    if (!entry.starts_with(folder) || !entry.ends_with(ending))
        return false;
    entry.remove_prefix(folder.size());
    entry.remove_suffix(ending.size());
    return arrays.contains(std::string(entry));
}

nlohmann::json addArrays(const ArrayStore& arrays, ArchiveEntries& entries)
{
    nlohmann::json shapes = nlohmann::json::object();
    for (const auto& [array, content] : arrays) {
        if (content.file) {
            entries[filesFolder + array] = *content.file;
            continue;
        }
        shapes[array] = content.shape;
        std::string bytes(content.values.size() * sizeof(double), '\0');
        for (std::size_t i = 0; i < content.values.size(); ++i) {
            const std::uint64_t bits = littleEndian(std::bit_cast<std::uint64_t>(content.values[i]));
            std::memcpy(bytes.data() + i * sizeof bits, &bits, sizeof bits);
        }
        entries[arrayEntry(array)] = std::move(bytes);
    }
    return shapes;
}

Result<ArrayStore> readArrays(const Parts& parts, const std::string& name)
{
    ArrayStore arrays;
    const auto shapes = parts.manifest.find("arrays");
    if (shapes == parts.manifest.end() || !shapes->is_object())
        return fail("package.array", name + "/" + manifestName,
                    fmt::format("{} does not list its arrays.", name),
                    "Get a new copy of the file from where it came.");
    for (const auto& [array, shape] : shapes->items()) {
        Array content;
        const std::string part = arrayEntry(array);
        const std::optional<std::size_t> size = sizeOf(shape, content.shape);
        const auto entry = parts.entries.find(part);
        if (isArrayName(array) && entry == parts.entries.end())
            return missing(name, part);
        if (!isArrayName(array) || !size || entry->second.size() != *size * sizeof(double))
            return fail(
                "package.array", name + "/" + part,
                fmt::format("The numbers of \"{}\" in {} do not have the announced shape.", array, name),
                "Get a new copy of the file from where it came.");
        content.values.resize(*size);
        for (std::size_t i = 0; i < *size; ++i) {
            std::uint64_t bits = 0;
            std::memcpy(&bits, entry->second.data() + i * sizeof bits, sizeof bits);
            content.values[i] = std::bit_cast<double>(littleEndian(bits));
        }
        arrays.emplace(array, std::move(content));
    }
    for (const auto& [part, content] : parts.entries) {
        const std::string file = part.starts_with(filesFolder) ? part.substr(filesFolder.size()) : "";
        if (isArrayName(file) && !arrays.contains(file))
            arrays[file].file = std::make_shared<const std::string>(content);
    }
    return arrays;
}

} // namespace twin
