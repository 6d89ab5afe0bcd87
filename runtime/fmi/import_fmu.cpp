// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/import_fmu.h"

#include "base/today.h"
#include "fmi/fmu_draft.h"
#include "fmi/fmu_model.h"
#include "import/import_evidence.h"
#include "model/banded_model.h"
#include "package/archive.h"
#include "session/conformance.h"
#include "session/package_instance.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

namespace {

using nlohmann::json;

const std::string fileName = "fmu";

/// The binaries that an FMU has, as the folders' names: "win64".
std::string platformsOf(const ArchiveEntries& entries)
{
    constexpr std::string_view folder = "binaries/";
    std::string found, last;
    for (const auto& entry : entries) {
        if (!entry.first.starts_with(folder))
            continue;
        const std::string name =
            entry.first.substr(folder.size(), entry.first.find('/', folder.size()) - folder.size());
        if (name != last)
            found += (found.empty() ? "" : ", ") + name;
        last = name;
    }
    return found.empty() ? "none" : found;
}

Status checkRunnable(const ModelDescription& description, const ArchiveEntries& entries,
                     const std::string& name)
{
    if (description.needsTool)
        return fail("fmu.needs-tool", name,
                    fmt::format("{} runs only beside the program that made it ({}).", name, description.tool),
                    "Export it again with its solver inside.");
    const std::string folder = fmuBinaryFolder(description.fmi);
    const std::string library = fmt::format("{}/{}.so", folder, description.identifier);
    if (!entries.contains(library))
        return fail("fmu.platform", name,
                    fmt::format("{} has no binary for this kind of machine ({}); it has: {}.", name, library,
                                platformsOf(entries)),
                    "Export it again for 64-bit Linux, or compile its sources.");
    return {};
}

Result<ModelDescription> describe(const ArchiveEntries& entries, const std::string& name)
{
    const auto found = entries.find("modelDescription.xml");
    if (found == entries.end())
        return fail("fmu.contents", name,
                    fmt::format("{} holds no modelDescription.xml: it is no FMU.", name),
                    "Check that it is the file you mean.");
    auto description = readModelDescription(found->second, name);
    if (!description)
        return description;
    if (const Status runnable = checkRunnable(*description, entries, name); !runnable)
        return fail(runnable.error());
    return description;
}

/// Whether two runs at the start values, one after the other in one instance, give the same numbers.
Result<bool> repeats(const Package& package)
{
    const Contract& contract = package.contract;
    auto instance = PackageInstance::create(package);
    if (!instance)
        return fail(instance.error());
    std::vector<std::vector<double>> answers[2];
    const std::vector<double> start = contract.startValues();
    for (auto& answer : answers) {
        std::vector<OutputSlice> slices;
        for (const Variable& output : contract.outputs) {
            answer.emplace_back(contract.points(output));
            slices.push_back({answer.back().data(), nullptr, nullptr});
        }
        if (const Status ran = instance->evaluate(start.data(), 1, slices); !ran)
            return fail(ran.error());
    }
    return answers[0] == answers[1];
}

/// With runs to measure it on, an output has a band unless the spec says otherwise.
void askForBands(Contract& contract, const json& spec)
{
    const json outputs = spec.value("outputs", json::array());
    for (Variable& output : contract.outputs) {
        const bool isStated = std::any_of(outputs.begin(), outputs.end(), [&](const json& entry) {
            return entry.value("name", std::string()) == output.name && entry.contains("confidence");
        });
        if (!isStated)
            output.confidence = {Confidence::Kind::Interval, 0.9, {}};
    }
}

/// `contract`: as the FMU sees it, without bands.
Status loadAndTry(Package& package, const Contract& contract, json& model, const ArrayStore& store,
                  std::vector<std::string>& notes)
{
    for (const bool isReset : {true, false}) {
        model["reset"] = isReset;
        auto loaded = FmuModel::load(model, store, contract, "/fmu");
        if (!loaded)
            return fail(loaded.error());
        package.models.clear();
        package.models.push_back(std::move(*loaded));
        const Result<bool> isSame = repeats(package);
        if (!isSame)
            return fail(isSame.error());
        if (*isSame)
            return {};
        if (isReset)
            notes.emplace_back(
                "The FMU does not come back to its beginning when it is reset: a new instance is "
                "made for each run, which is slower.");
    }
    return fail("fmu.not-repeatable", model.value("identifier", std::string()),
                "The FMU does not give the same answer twice for the same inputs.",
                "Export it without noise, or with a fixed seed: a twin's answers must be reproducible.");
}

json describeImport(const ModelDescription& description, const FmuDraft& draft, const std::string& name,
                    const std::string& hash, const Table* runs)
{
    return {{"file", name},
            {"sha256", hash},
            {"fmi", description.version},
            {"model", description.modelName},
            {"modelVersion", description.modelVersion},
            {"tool", description.tool},
            {"variablesLeftOut", draft.leftOut},
            {"words",
             runs ? fmt::format(
                        "The simulator itself answers. The import compared it with the runs in {}. Ranges "
                        "and statements are those that its owner declared.",
                        runs->name)
                  : "The simulator itself answers. The import ran it and recorded answers; it compared "
                    "them with nothing. Ranges, accuracy and statements are those that its owner declared."}};
}

void fillProvenance(Provenance& provenance, const ModelDescription& description, const std::string& name,
                    const std::string& hash)
{
    if (provenance.source.empty())
        provenance.source =
            fmt::format("{}: FMU (FMI {}), model {}{}{}{}", name, description.version, description.modelName,
                        description.modelVersion.empty() ? "" : " ", description.modelVersion,
                        description.tool.empty() ? "" : ", exported by " + description.tool);
    if (provenance.created.empty())
        provenance.created = today();
    provenance.tool = "Twinwright " TWINWRIGHT_VERSION;
    provenance.dataHash = hash;
}

} // namespace

Result<Package> importFmu(std::string_view bytes, const std::string& name, const json& specJson,
                          const Table* runs, std::vector<std::string>& notes, const Progress& progress)
{
    const auto spec = readFmuSpec(specJson);
    if (!spec)
        return fail(spec.error());
    const auto entries = readArchive(bytes, name);
    if (!entries)
        return fail(entries.error());
    const auto description = describe(*entries, name);
    if (!description)
        return fail(description.error());
    auto draft = draftOf(*description, *spec);
    if (!draft)
        return fail(draft.error());

    const std::string hash = sha256Hex(bytes);
    ArrayStore store;
    store[fileName].file = std::make_shared<const std::string>(bytes);
    draft->model["file"] = fileName;
    draft->model["sha256"] = hash;
    Package package;
    package.contract = draft->contract;
    fillProvenance(package.contract.provenance, *description, name, hash);
    notes = std::move(draft->notes);
    if (runs)
        askForBands(package.contract, spec->contract);
    const std::vector<std::string> outputs = draft->model["outputs"];
    if (const Status tried =
            loadAndTry(package, runs ? withoutBands(package.contract, outputs) : package.contract,
                       draft->model, store, notes);
        !tried)
        return fail(tried.error());
    const json details = {{"kind", "fmu"}, {"outputs", outputs}};
    package.report = {{"models", json::array({details})}};
    if (runs) {
        if (const Status measured = measureModels(package, specJson, *runs, details, notes, progress);
            !measured)
            return fail(measured.error());
        package.contract.provenance.dataHash = hash;
    }
    package.report["import"] = describeImport(*description, *draft, name, hash, runs);

    const Progress recording = partOf(progress, runs ? 1 : 0, 1, "recording answers");
    auto recorded = makeConformanceVectors(package, spec->conformance, recording);
    if (!recorded && recorded.error().code != "session.cancelled") {
        notes.push_back(fmt::format("The self-test covers the start values alone, because elsewhere: {}",
                                    recorded.error().message));
        recorded = makeConformanceVectors(package, 1, recording);
    }
    if (!recorded)
        return fail(inImport(recorded.error()));
    package.conformance = std::move(*recorded);
    return package;
}

} // namespace twin
