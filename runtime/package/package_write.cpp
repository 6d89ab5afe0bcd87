// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/json.h"
#include "package/conformance_part.h"
#include "package/package.h"
#include "package/parts.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {
namespace {

/// JSON has no way to write what is not finite: it would come back as null.
bool isFinite(const nlohmann::json& json)
{
    if (json.is_structured())
        return std::all_of(json.begin(), json.end(), isFinite);
    return !json.is_number_float() || std::isfinite(json.get<double>());
}

Status addPart(ArchiveEntries& entries, const std::string& part, const nlohmann::json& json)
{
    if (!isFinite(json))
        return fail(
            "package.not-finite", part,
            fmt::format("The package cannot be written: its part \"{}\" holds a value that is not a number.",
                        part),
            "Check the runs and the options that it was made from.");
    entries[part] = canonicalJson(json);
    return {};
}

Status checkArrays(const ArrayStore& arrays)
{
    for (const auto& [array, content] : arrays)
        if (!std::all_of(content.values.begin(), content.values.end(),
                         [](double v) { return std::isfinite(v); }))
            return fail(
                "package.not-finite", "arrays/" + array,
                fmt::format(
                    "The package cannot be written: its array \"{}\" holds a value that is not a number.",
                    array),
                "Check the runs and the options that it was made from.");
    return {};
}

} // namespace

Result<std::string> packageBytes(const Package& package)
{
    for (std::size_t i = 0; i < package.conformance.size(); ++i)
        if (!fitsContract(package.conformance[i], package.contract))
            return fail("package.conformance", fmt::format("/conformance/{}", i),
                        fmt::format("The recorded answer {} does not fit the contract.", i + 1),
                        "Record the answers again after changing the contract.");
    ArrayStore arrays;
    nlohmann::json models = nlohmann::json::array();
    for (std::size_t i = 0; i < package.models.size(); ++i)
        models.push_back(package.models[i]->save(fmt::format("model-{}/", i), arrays));

    std::vector<std::pair<std::string, nlohmann::json>> parts = {
        {"contract.json", toJson(package.contract)},
        {"model.json", {{"models", std::move(models)}}},
        {"report.json", package.report}};
    if (package.domain) {
        const std::size_t inputs = package.contract.inputs.size();
        const auto put = [&](const char* name, std::span<const double> runs) {
            arrays[name] = {{inputs ? runs.size() / inputs : 0, inputs}, {runs.begin(), runs.end()}};
        };
        put("domain/runs", package.domain->runs());
        if (!package.domain->failed().empty())
            put("domain/failed", package.domain->failed());
        parts.emplace_back("domain.json", package.domain->toJson());
    }
    parts.emplace_back("conformance.json", addConformance(package.conformance, package.contract, arrays));

    if (const Status finite = checkArrays(arrays); !finite)
        return fail(finite.error());
    ArchiveEntries entries;
    for (const auto& [name, json] : parts)
        if (const Status added = addPart(entries, name, json); !added)
            return fail(added.error());
    const nlohmann::json shapes = addArrays(arrays, entries);
    return writeArchive(
        withManifest(std::move(entries), Package::formatName, Package::currentFormat, {{"arrays", shapes}}));
}

Result<std::string> writePackage(const Package& package, const std::filesystem::path& path)
{
    const auto bytes = packageBytes(package);
    if (!bytes)
        return bytes;
    if (const Status written = writeFileAtomically(path, *bytes); !written)
        return fail(written.error());
    return sha256Hex(*bytes);
}

} // namespace twin
