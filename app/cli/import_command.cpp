// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/json.h"
#include "command.h"
#include "contract_text.h"
#include "output_place.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <memory>
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

/// One kind of model file that becomes a package. `spec` is an empty object when none was given; `notes` are
/// for the person: what was left out, and what has to be filled in.
struct Importer
{
    std::string_view extension; ///< with its point, small letters
    Result<Package> (*make)(std::string_view bytes, const std::string& name, const nlohmann::json& spec,
                            std::vector<std::string>& notes);
};

std::span<const Importer> importers()
{
    return {};
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
    std::vector<std::string> notes;
    const std::string name = std::filesystem::path(options.model).filename().string();
    const Result<Package> package = (*importer)->make(*bytes, name, *spec, notes);
    if (!package)
        return console.fail(package.error());
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
        console.write(fmt::format("{}, version {}: {} inputs, {} outputs\n\nWritten to {}\nSHA-256 {}\n",
                                  package->contract.title, package->contract.version,
                                  package->contract.inputs.size(), package->contract.outputs.size(),
                                  options.out, *hash));
    return Exit::Done;
}

} // namespace

Command importCommand()
{
    return {"import",
            "MODEL [--spec SPEC.json] -o P.xdt",
            "make a package from a model that another tool wrote",
            "The contract is drafted from what the model says of itself. SPEC.json may hold a \"contract\" "
            "whose entries\n"
            "take the place of the draft's: names, units, ranges, the axis, statements. What only a person "
            "can say is\n"
            "not invented: it is listed, and an app is not exported before it is filled in.\n",
            {},
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
