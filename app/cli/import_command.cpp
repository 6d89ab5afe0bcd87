// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/json.h"
#include "command.h"
#include "contract_text.h"
#include "error_place.h"
#include "fmi/import_fmu.h"
#include "import/import_onnx.h"
#include "output_place.h"
#include "progress_line.h"
#include "scores_text.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <span>

namespace twin::cli {

namespace {

struct Options
{
    std::string model;
    std::string spec;
    std::string out;
    bool json = false;
    bool quiet = false;
};

/// One kind of model file that becomes a package. `spec` is an empty object when none was given; `runs` is
/// the table that it names under "runs", or null; `notes` are for the person: what was left out, and what has
/// to be filled in.
struct Importer
{
    std::string_view extension; ///< with its point, small letters
    Result<Package> (*make)(std::string_view bytes, const std::string& name, const nlohmann::json& spec,
                            const Table* runs, std::vector<std::string>& notes, const Progress& progress);
};

constexpr Importer allImporters[] = {
    {".fmu", importFmu},
    {".onnx", importOnnx},
};

std::span<const Importer> importers()
{
    return allImporters;
}

Result<const Importer*> importerOf(const std::filesystem::path& model)
{
    std::string extension = model.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::string known;
    for (const Importer& importer : importers()) {
        if (importer.extension == extension)
            return &importer;
        known += fmt::format("{}{}", known.empty() ? "" : ", ", importer.extension);
    }
    return fail("import.kind", model.string(),
                fmt::format("{} is no kind of model that can be imported.", model.filename().string()),
                fmt::format("Give a file that ends in one of: {}.", known));
}

Result<nlohmann::json> readSpec(const std::string& path)
{
    if (path.empty())
        return nlohmann::json::object();
    const Result<std::string> text = readFile(path);
    if (!text)
        return fail(text.error());
    return parseJson(*text, path);
}

/// The table that a spec names under "runs", beside the spec unless the path says otherwise.
Result<std::optional<Table>> readRuns(const nlohmann::json& spec, const std::string& specPath)
{
    if (!spec.is_object() || !spec.contains("runs"))
        return std::nullopt;
    if (!spec["runs"].is_string())
        return fail("import.spec", specPath + "/runs", "\"runs\" is no name of a file.",
                    "Name a CSV table of runs, beside the spec.");
    auto table = readTable(std::filesystem::path(specPath).parent_path() / spec["runs"].get<std::string>());
    if (!table)
        return fail(table.error());
    return std::optional<Table>(std::move(*table));
}

/// What runs say of the models, if there were some.
std::string measuredOn(const Package& package)
{
    const Scores scores = scoresOfReport(package.report);
    if (scores.empty())
        return {};
    const auto split = package.report.find("split");
    return fmt::format("\nMeasured on {}:\n{}",
                       split != package.report.end() ? split->value("words", std::string("runs")) : "runs",
                       scoresText(package.contract, scores));
}

Exit run(Console& console, const Options& options)
{
    console.setQuiet(options.quiet);
    if (const Status apart = checkNotInput(options.out, {options.model, options.spec}); !apart)
        return console.fail(apart.error());
    const Result<const Importer*> importer = importerOf(options.model);
    if (!importer)
        return console.fail(importer.error());
    const Result<nlohmann::json> spec = readSpec(options.spec);
    if (!spec)
        return console.fail(spec.error());
    if (const Status writable = checkFolder(options.out); !writable)
        return console.fail(writable.error());
    const Result<std::string> bytes = readFile(options.model);
    if (!bytes)
        return console.fail(bytes.error());
    const Result<std::optional<Table>> runs = readRuns(*spec, options.spec);
    if (!runs)
        return console.fail(runs.error());
    std::vector<std::string> notes;
    const std::string name = std::filesystem::path(options.model).filename().string();
    Result<Package> package = [&] {
        ProgressLine progress(console);
        return (*importer)->make(*bytes, name, *spec, *runs ? &**runs : nullptr, notes, progress.callback());
    }();
    if (!package)
        return console.fail(placedIn(options.spec, std::move(package.error())));
    for (const std::string& note : notes)
        console.remark(note);
    console.report(warningsOf(package->contract));
    const Result<std::string> hash = writePackage(*package, options.out);
    if (!hash)
        return console.fail(hash.error());
    if (console.json())
        console.writeJson(nlohmann::json{
            {"package", options.out}, {"sha256", *hash}, {"report", package->report}, {"notes", notes}});
    else if (!options.quiet)
        console.write(fmt::format("{}, version {}: {} inputs, {} outputs\n{}\nWritten to {}\nSHA-256 {}\n",
                                  package->contract.title, package->contract.version,
                                  package->contract.inputs.size(), package->contract.outputs.size(),
                                  measuredOn(*package), options.out, *hash));
    return Exit::Done;
}

} // namespace

Command importCommand()
{
    return {
        "import",
        "MODEL [--spec SPEC.json] -o P.xdt",
        "make a package from a model that another tool wrote",
        "The contract is drafted from what the model says of itself. SPEC.json may hold a \"contract\" "
        "whose entries\n"
        "take the place of the draft's: names, units, ranges, the axis, statements. What only a person "
        "can say is\n"
        "not invented: it is listed, and an app is not exported before it is filled in. \"conformance\" is "
        "how many\n"
        "answers are recorded for the self-test.\n"
        "\"runs\" names a CSV table, beside the spec, of runs that the model was not made from (\"run\": the "
        "column that "
        "tells\n"
        "them apart, \"columns\": names that differ): accuracy, bands and the domain of validity are "
        "measured on "
        "it. An\n"
        "output that says nothing of its \"confidence\" then has a band of 90 %; without runs there are "
        "none.\n"
        "\n"
        "FMU: FMI 2.0 and 3.0, for co-simulation. Parameters and inputs go in; outputs come out as series "
        "over the default\n"
        "experiment's time, or over the contract's axis. The contract's inputs and outputs, when given, are "
        "all that the\n"
        "twin is to have, each with its name and what differs from the draft. \"fmu\" may hold: "
        "\"variables\" (the twin's\n"
        "name to the FMU's), \"startTime\", \"stopTime\" and \"step\" in seconds, \"tolerance\", "
        "\"limits\" of one run:\n"
        "{\"seconds\": 60, \"megabytes\": 2048}. An FMU runs in a process of its own, shut in: no network, "
        "no other\n"
        "processes or threads, no writing of files.\n"
        "\n"
        "ONNX: feed-forward networks, opset 9 to 20. The spec must hold the contract. \"inputs\" and "
        "\"outputs\" list its\n"
        "names in the order of the network's numbers (left out: the contract's order), or by tensor; an "
        "entry may be\n"
        "{\"name\", \"offset\", \"scale\"}: the network is given (value - offset) / scale and answers number "
        "* scale + offset.\n"
        "\"singlePrecision\": {\"tolerance\": 1e-5} lets it answer in float32, as long as a check on each "
        "machine finds\n"
        "the answers within that.\n",
        {{"xdt import tank.fmu -o tank.xdt", "a simulator (FMI 2.0 or 3.0, co-simulation)"},
         {"xdt import tank.fmu --spec tank.json -o tank.xdt", "with ranges and statements of your own"},
         {"xdt import net.onnx --spec spec.json -o net.xdt", "a network, with the contract of spec.json"}},
        [](CLI::App& app) -> Run {
            const auto options = std::make_shared<Options>();
            app.add_option("model", options->model, "The model")->required()->type_name("MODEL");
            app.add_option("--spec", options->spec, "What to put in the place of the draft")
                ->type_name("SPEC.json");
            app.add_option("-o,--output", options->out, "Where the package goes")
                ->required()
                ->type_name("P.xdt");
            app.add_flag("--json", options->json, "Answer with JSON");
            app.add_flag("-q,--quiet", options->quiet, "No remarks, no summary");
            return [options](Console& console) { return run(console, *options); };
        }};
}

} // namespace twin::cli
