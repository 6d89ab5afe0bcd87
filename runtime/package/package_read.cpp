// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "package/conformance_part.h"
#include "package/package.h"
#include "package/parts.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace twin {
namespace {

constexpr std::size_t largestPackage = std::size_t(1) << 30;

/// A finding below a part gets the part's name in front: "eastfield.xdt/contract.json/outputs/0".
tl::unexpected<Diagnostic> in(const std::string& part, Diagnostic error)
{
    if (!error.location.starts_with(part))
        error.location = part + error.location;
    return fail(std::move(error));
}

/// A part that nothing reads has no business in a package.
Status checkParts(const Parts& parts, const ArrayStore& arrays, const std::string& name)
{
    static constexpr std::string_view known[] = {"contract.json", "model.json", "domain.json", "report.json",
                                                 "conformance.json"};
    for (const auto& entry : parts.entries)
        if (std::find(std::begin(known), std::end(known), entry.first) == std::end(known) &&
            !isArrayEntry(entry.first, arrays))
            return fail("package.part-unknown", name + "/" + entry.first,
                        fmt::format("{} holds \"{}\", which is no part of a twin.", name, entry.first),
                        "Get a new copy of the file from where it came.");
    return {};
}

Status checkArrays(const ArrayStore& arrays, const std::string& name)
{
    for (const auto& [array, content] : arrays)
        if (!std::all_of(content.values.begin(), content.values.end(),
                         [](double v) { return std::isfinite(v); }))
            return fail(
                "package.array", fmt::format("{}/arrays/{}.f64", name, array),
                fmt::format("The array \"{}\" of {} holds a value that is not a number.", array, name),
                "Make the package again.");
    return {};
}

/// Together the models give every output exactly once.
Status checkOutputs(const Package& package, const std::string& location)
{
    std::set<std::string> given;
    for (const auto& model : package.models)
        for (const std::string& output : model->outputs())
            if (!given.insert(output).second)
                return fail("package.outputs", location,
                            fmt::format("Two models give the output \"{}\".", output), "Keep one of them.");
    for (const Variable& output : package.contract.outputs)
        if (!given.contains(output.name))
            return fail("package.outputs", location,
                        fmt::format("No model gives the output \"{}\".", output.name),
                        "Make the package again with a model for it.");
    return {};
}

Status readModels(Package& package, const Parts& parts, const ArrayStore& arrays, const std::string& name)
{
    const std::string place = name + "/model.json";
    const auto part = jsonPart(parts, "model.json", name);
    if (!part)
        return fail(part.error());
    const auto models = part->is_object() ? part->find("models") : part->end();
    if (!part->is_object() || models == part->end() || !models->is_array() || models->empty())
        return fail("package.outputs", place, fmt::format("{} holds no model.", name),
                    "Make the package again.");
    for (std::size_t i = 0; i < models->size(); ++i) {
        auto model = loadModel((*models)[i], arrays, package.contract, fmt::format("{}/models/{}", place, i));
        if (!model)
            return in(place, model.error());
        package.models.push_back(std::move(*model));
    }
    return checkOutputs(package, place);
}

Status readDomain(Package& package, const Parts& parts, ArrayStore& arrays, const std::string& name)
{
    const std::string place = name + "/domain.json";
    if (!parts.entries.contains("domain.json")) {
        // Only a formula or a simulator can do without runs, and what claims nothing: a fitted model without
        // its domain would be trusted anywhere.
        const bool claims = std::any_of(package.contract.outputs.begin(), package.contract.outputs.end(),
                                        [](const Variable& output) { return !output.accuracy.empty(); });
        const bool fitted = std::any_of(package.models.begin(), package.models.end(), [&](const auto& model) {
            return model->kind() != "expression" && model->kind() != "fmu" &&
                   (claims || model->kind() != "imported-network");
        });
        if (fitted)
            return fail(
                "package.part-missing", place,
                fmt::format("{} does not say where its runs lie: its part \"domain.json\" is missing.", name),
                "Get a new copy of the file from where it came.");
        return {};
    }
    const auto part = jsonPart(parts, "domain.json", name);
    if (!part)
        return fail(part.error());
    const auto runs = arrays.find("domain/runs");
    const auto failed = arrays.find("domain/failed");
    const auto fits = [&](const auto& array) {
        return array->second.shape.size() == 2 && array->second.shape[1] == package.contract.inputs.size();
    };
    if (runs == arrays.end() || !fits(runs) || (failed != arrays.end() && !fits(failed)))
        return fail("package.array", place,
                    fmt::format("The runs of {} are missing or do not fit its inputs.", name),
                    "Make the package again.");
    auto domain = DomainOfValidity::fromJson(*part, package.contract, std::move(runs->second.values),
                                             failed == arrays.end() ? std::vector<double>()
                                                                    : std::move(failed->second.values));
    if (!domain)
        return in(place, domain.error());
    package.domain = std::move(*domain);
    return {};
}

Result<std::shared_ptr<const Package>> build(const Parts& parts, const std::string& name)
{
    auto package = std::make_shared<Package>();
    const auto contractPart = jsonPart(parts, "contract.json", name);
    if (!contractPart)
        return fail(contractPart.error());
    auto contract = contractFromJson(*contractPart);
    if (!contract)
        return in(name + "/contract.json", contract.error());
    package->contract = std::move(*contract);

    auto arrays = readArrays(parts, name);
    if (!arrays)
        return fail(arrays.error());
    if (const Status known = checkParts(parts, *arrays, name); !known)
        return fail(known.error());
    if (const Status finite = checkArrays(*arrays, name); !finite)
        return fail(finite.error());
    const auto conformancePart = jsonPart(parts, "conformance.json", name);
    if (!conformancePart)
        return fail(conformancePart.error());
    auto conformance =
        takeConformance(*conformancePart, package->contract, *arrays, name + "/conformance.json");
    if (!conformance)
        return fail(conformance.error());
    package->conformance = std::move(*conformance);

    if (const Status models = readModels(*package, parts, *arrays, name); !models)
        return fail(models.error());
    if (const Status domain = readDomain(*package, parts, *arrays, name); !domain)
        return fail(domain.error());
    auto report = jsonPart(parts, "report.json", name);
    if (!report)
        return fail(report.error());
    package->report = std::move(*report);
    return package;
}

} // namespace

bool wasJudgedOnOtherRuns(const nlohmann::json& report)
{
    if (!report.is_object())
        return false;
    const auto split = report.find("split");
    if (split == report.end() || !split->is_object())
        return false;
    const auto method = split->find("method");
    return method != split->end() && (*method == "held-out" || *method == "held-out-region");
}

Result<std::shared_ptr<const Package>> readPackage(const std::filesystem::path& path)
{
    const auto bytes = readFile(path, largestPackage);
    if (!bytes)
        return fail("package.open", path.string(), bytes.error().message, bytes.error().remedy);
    return parsePackage(*bytes, path.filename().string());
}

Result<std::shared_ptr<const Package>> parsePackage(std::string_view bytes, const std::string& name)
{
    try {
        const auto parts = readParts(bytes, name, Package::formatName, Package::currentFormat);
        if (!parts)
            return fail(parts.error());
        auto package = build(*parts, name);
        if (package)
            std::const_pointer_cast<Package>(*package)->sha256 = sha256Hex(bytes);
        return package;
    } catch (const std::exception& error) {
        // A library's own complaint about content that passed every check before it; also no memory.
        return fail("package.unreadable", name, fmt::format("{} could not be read: {}.", name, error.what()),
                    "Get a new copy of the file from where it came.");
    }
}

} // namespace twin
