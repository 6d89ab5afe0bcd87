// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/json.h"
#include "command.h"
#include "contract_text.h"
#include "error_place.h"
#include "experiment/run_table.h"
#include "output_place.h"
#include "progress_line.h"
#include "scores_text.h"
#include "training/training.h"
#include "training/training_spec.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <optional>

namespace twin::cli {

namespace {

struct Options
{
    std::string runs;
    std::string spec;
    std::string out;
    std::string failed;
    bool guess = false;
    bool choose = false;
    bool json = false;
    bool quiet = false;
};

Exit guess(Console& console, const Options& options)
{
    const Result<Table> table = readTable(options.runs);
    if (!table)
        return console.fail(table.error());
    std::vector<std::string> notes;
    const Result<nlohmann::json> spec = guessSpec(*table, &notes);
    if (!spec)
        return console.fail(spec.error());
    for (const std::string& note : notes)
        console.remark("to do: " + note);
    if (options.out.empty()) {
        console.writeJson(*spec);
        return Exit::Done;
    }
    if (const Status written = writeFileAtomically(options.out, canonicalJson(*spec)); !written)
        return console.fail(written.error());
    console.remark(fmt::format(
        "Written to {}. Read it through, fill in what is to do, then: xdt train {} --spec {} -o P.xdt",
        options.out, options.runs, options.out));
    return Exit::Done;
}

Result<nlohmann::json> readSpec(const std::string& path)
{
    const Result<std::string> text = readFile(path);
    if (!text)
        return fail(text.error());
    return parseJson(*text, path);
}

/// What kind "auto" chose and why, a paragraph an output.
std::string choices(const nlohmann::json& report)
{
    std::string text;
    for (const nlohmann::json& model : report.value("models", nlohmann::json::array())) {
        if (!model.contains("choice") || !model.contains("outputs"))
            continue;
        std::vector<std::string> outputs;
        for (const auto& [name, fit] : model["outputs"].items())
            outputs.push_back(name);
        text += fmt::format("  {}: {}\n", fmt::join(outputs, ", "), model["choice"].value("words", ""));
    }
    return text.empty() ? text : "\nChosen by comparison on runs kept out of each fit:\n" + text;
}

std::string summary(const Package& package, const Options& options, const std::string& hash, double seconds)
{
    const nlohmann::json split = package.report.value("split", nlohmann::json::object());
    return fmt::format(
        "{}, version {}: trained in {:.1f} s\n\nMeasured on {}:\n{}{}\nWritten to {}\nSHA-256 {}\n",
        package.contract.title, package.contract.version, seconds,
        split.value("words", std::string("runs kept out of the fit")), scoresText(package),
        choices(package.report), options.out, hash);
}

/// The runs that failed: those of the file that was named, else of the one that `xdt run` leaves beside its
/// runs, if there is one.
Result<std::optional<Table>> readFailed(Console& console, const Options& options)
{
    std::filesystem::path path = options.failed;
    std::error_code ignored;
    if (options.failed.empty()) {
        path = failedBeside(options.runs);
        if (!std::filesystem::exists(path, ignored))
            return std::nullopt;
    }
    Result<Table> table = readTable(path);
    if (!table && table.error().code == "table.empty")
        return std::nullopt;
    if (!table)
        return fail(table.error());
    if (options.failed.empty())
        console.remark(
            fmt::format("Runs that failed: those of {}, which lies beside the runs. Take it away if "
                        "they are none of theirs.",
                        path.string()));
    return std::move(*table);
}

Exit trainPackage(Console& console, const Options& options)
{
    Result<nlohmann::json> spec = readSpec(options.spec);
    if (!spec)
        return console.fail(spec.error());
    if (options.choose)
        chooseEveryModel(*spec);
    const Result<Table> table = readTable(options.runs);
    if (!table)
        return console.fail(table.error());
    const Result<std::optional<Table>> failed = readFailed(console, options);
    if (!failed)
        return console.fail(failed.error());
    if (const Status writable = checkFolder(options.out); !writable)
        return console.fail(writable.error());
    double seconds = 0;
    Diagnostics findings;
    Result<Package> package = [&] {
        ProgressLine progress(console);
        Result<Package> trained = train(*table, *spec, progress.callback(),
                                        {BoundsAre::Enforced, *failed ? &**failed : nullptr}, &findings);
        seconds = progress.seconds();
        return trained;
    }();
    if (!package)
        return console.fail(placedIn(options.spec, std::move(package.error())));
    for (const Diagnostic& finding : findings) {
        if (finding.severity != Severity::Info || !options.quiet)
            console.report(finding);
    }
    console.report(warningsOf(package->contract));
    const Result<std::string> hash = writePackage(*package, options.out);
    if (!hash)
        return console.fail(hash.error());
    if (console.json())
        console.writeJson(
            nlohmann::json{{"package", options.out}, {"sha256", *hash}, {"report", package->report}});
    else if (!options.quiet)
        console.write(summary(*package, options, *hash, seconds));
    return Exit::Done;
}

Exit run(Console& console, const Options& options)
{
    console.setQuiet(options.quiet);
    if (const Status apart = checkNotInput(
            options.out, {options.runs, options.spec,
                          options.failed.empty() ? failedBeside(options.runs).string() : options.failed});
        !apart)
        return console.fail(apart.error());
    const auto usage = [&](const char* message) {
        return console.fail(
            {Severity::Error, "usage.arguments", "command line", message, "See xdt help train."});
    };
    if (options.choose && options.guess)
        return usage("--auto compares models; --guess only writes a spec.");
    if (!options.failed.empty() && options.guess)
        return usage("--failed goes with a spec; --guess only writes one.");
    if (options.guess)
        return options.spec.empty() ? guess(console, options)
                                    : usage("--guess writes a spec and takes none.");
    if (options.spec.empty())
        return usage("--spec is missing; --guess writes a first one.");
    if (options.out.empty())
        return usage("-o is missing: where the package goes.");
    return trainPackage(console, options);
}

} // namespace

Command trainCommand()
{
    return {
        "train",
        "RUNS.csv --spec SPEC.json [--auto] -o P.xdt\n       xdt train --guess RUNS.csv [-o SPEC.json]",
        "make a package from simulation runs",
        "RUNS.csv has one row for each run, for each point of a run's axis, or for each pair of points of\n"
        "both its axes, sorted by the first and then by the second; the first row names the columns.\n"
        "SPEC.json holds the contract (names, units, ranges, what the twin is for and not for) and the "
        "models to\n"
        "fit; its schema is printed by xdt schema training. Models are validated on runs kept out of "
        "each fit.\n"
        "--auto fits each output by every family of surrogates, keeps the one that predicts runs kept out of "
        "the\n"
        "fit best, and says why; models of the spec that are not fitted, such as formulas, stay.\n"
        "Runs that failed, as xdt run leaves them in RUNS.failed.csv beside RUNS.csv (or --failed), are not "
        "fitted\n"
        "to: where one of them is closest the twin shows no answer.\n"
        "--guess writes a first spec from the table's columns and says what a person must fill in.\n",
        {{"xdt train runs.csv --spec spec.json --auto -o pump.xdt", "compares the families of surrogates"},
         {"xdt train --guess runs.csv -o spec.json", "a first spec: roles, units, ranges, axis, models"},
         {"xdt train runs.csv --spec spec.json -o pump.xdt", "fits, validates, and writes the package"}},
        [](CLI::App& app) -> Run {
            const auto options = std::make_shared<Options>();
            app.add_option("runs", options->runs, "Table of runs")->required()->type_name("RUNS.csv");
            app.add_option("--spec", options->spec, "What to train")->type_name("SPEC.json");
            app.add_flag("--guess", options->guess, "Write a first spec instead");
            app.add_flag("--auto", options->choose, "Compare every family of surrogates for each output");
            app.add_option("--failed", options->failed, "Runs that failed (RUNS.failed.csv, if it is there)")
                ->type_name("FAILED.csv");
            app.add_option("-o,--output", options->out, "Where the package (or the guessed spec) goes")
                ->type_name("FILE");
            app.add_flag("--json", options->json, "Answer with JSON: the validation report");
            app.add_flag("-q,--quiet", options->quiet, "No progress, no remarks, no summary");
            return [options](Console& console) { return run(console, *options); };
        }};
}

} // namespace twin::cli
