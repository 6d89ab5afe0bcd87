// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "command.h"
#include "output_place.h"
#include "progress_line.h"
#include "training/design.h"
#include "training/enrich.h"
#include "twin_source.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <memory>

namespace twin::cli {

namespace {

struct Options
{
    std::string source;
    std::string out;
    DesignRequest design;
    bool enrich = false;
    std::string pending;
    std::string failed;
    bool quiet = false;
};

const std::map<std::string, DesignKind> designKinds{{"sobol", DesignKind::Sobol},
                                                    {"halton", DesignKind::Halton},
                                                    {"latin-hypercube", DesignKind::LatinHypercube},
                                                    {"lhs", DesignKind::LatinHypercube},
                                                    {"full-factorial", DesignKind::FullFactorial}};

/// Like CLI::CheckedTransformer, with a message for people.
CLI::Validator designKind()
{
    return {[](std::string& text) -> std::string {
                const auto found = designKinds.find(text);
                if (found == designKinds.end()) {
                    std::vector<std::string> names;
                    for (const auto& [name, kind] : designKinds)
                        names.push_back(name);
                    return fmt::format("there is no kind \"{}\", but {}.", text, fmt::join(names, ", "));
                }
                text = std::to_string(static_cast<int>(found->second));
                return {};
            },
            ""};
}

/// Points where the package needs them, and the number of the first.
Result<std::vector<double>> enrich(Console& console, const TwinSource& source, const Options& options,
                                   std::size_t& firstRun)
{
    if (!source.package)
        return fail("usage.arguments", "command line", "--enrich needs a package, which has runs and errors.",
                    "Train one first, then name it in place of the spec.");
    const auto inputsOf = [&](const std::string& file) -> Result<std::vector<double>> {
        if (file.empty())
            return std::vector<double>();
        const Result<Table> table = readTable(file);
        if (!table)
            return fail(table.error());
        Result<RunSet> runs = readDesign(*table, source.contract, source.columns);
        if (!runs)
            return fail(runs.error());
        return std::move(runs->inputs);
    };
    Result<std::vector<double>> pending = inputsOf(options.pending);
    if (!pending)
        return pending;
    Result<std::vector<double>> failed = inputsOf(options.failed);
    if (!failed)
        return failed;
    const EnrichRequest request{options.design.runs,     options.design.seed, options.design.constraints,
                                options.design.excluded, std::move(*pending), std::move(*failed)};
    const std::size_t width = source.contract.inputs.size();
    const std::size_t runs = source.package->domain ? source.package->domain->runs().size() / width : 0;
    firstRun = runs + (request.pending.size() + request.failed.size()) / width + 1;
    ProgressLine progress(console);
    return enrichDesign(*source.package, request, progress.callback());
}

Exit run(Console& console, const Options& options)
{
    console.setQuiet(options.quiet);
    if (!options.enrich && !(options.pending.empty() && options.failed.empty()))
        return console.fail({Severity::Error, "usage.arguments", "command line",
                             "--pending and --failed go with --enrich.", "See xdt help sample."});
    if (const Status apart = checkNotInput(options.out, {options.source, options.pending, options.failed});
        !apart)
        return console.fail(apart.error());
    const Result<TwinSource> source = readTwinSource(options.source, AxisNeed::None);
    if (!source)
        return console.fail(source.error());
    const Contract& contract = source->contract;
    std::size_t firstRun = 1;
    const Result<std::vector<double>> points = [&] {
        if (options.enrich)
            return enrich(console, *source, options, firstRun);
        ProgressLine progress(console);
        return makeDesign(contract, options.design, progress.callback());
    }();
    if (!points)
        return console.fail(points.error());
    const Table table = designTable(contract, *points, firstRun);
    if (options.out.empty()) {
        console.write(writeTable(table));
        return Exit::Done;
    }
    if (const Status written = writeFileAtomically(options.out, writeTable(table)); !written)
        return console.fail(written.error());
    console.remark(
        fmt::format("{} runs of {} inputs, written to {}", table.rows, contract.inputs.size(), options.out));
    if (!options.design.constraints.empty() || !options.design.excluded.empty())
        console.remark("The design alone keeps these conditions. If the twin is to give no answers there "
                       "either, write them under \"guardrails\" in the contract: designs keep those by "
                       "themselves.");
    return Exit::Done;
}

} // namespace

Command sampleCommand()
{
    return {
        "sample",
        "P.xdt|SPEC.json [--kind KIND] [--runs N] [--where RULE] [--exclude RULE] [-o DESIGN.csv]\n"
        "       xdt sample --enrich P.xdt [--runs N] [--pending DESIGN.csv] [--failed FAILED.csv] [-o "
        "MORE.csv]",
        "place the runs of a design of experiments",
        "Places points in the validated ranges of the inputs, one row a run: a sobol or halton sequence "
        "(any first part\n"
        "of which fills the space as well), an optimised latin-hypercube, or a full-factorial. The same "
        "seed gives the\n"
        "same design. --where keeps points that meet a condition, --exclude leaves out those that do; "
        "both may be repeated.\n"
        "Where rules of the contract withhold or block the answer there are no points, save in a "
        "full-factorial.\n"
        "How conditions are written: xdt help expressions.\n\n"
        "With --enrich the points go where the package needs them most: where runs kept out of the fit were "
        "answered\n"
        "badly, where its bands are wide, not beside runs that are there or on their way (--pending), and "
        "not "
        "where they\n"
        "would probably fail (--failed RUNS.failed.csv, as xdt run writes it). Numbers of runs go on after "
        "those "
        "of the package.\n",
        {{"xdt sample spec.json --runs 160 -o design.csv", "160 points of a Sobol sequence"},
         {"xdt sample eastfield.xdt --kind latin-hypercube --runs 80", "an optimised Latin hypercube"},
         {"xdt sample eastfield.xdt --exclude \"q_in > 1500 and t_amb > 33\"", "leaves a corner out"},
         {"xdt sample --enrich eastfield.xdt --runs 20 -o more.csv", "20 runs where the twin is worst"}},
        [](CLI::App& app) -> Run {
            const auto options = std::make_shared<Options>();
            app.add_option("source", options->source, "Whose inputs")->required()->type_name("FILE");
            app.add_option("-k,--kind", options->design.kind,
                           "sobol, halton, latin-hypercube, full-factorial")
                ->transform(designKind())
                ->type_name("KIND");
            app.add_option("-n,--runs", options->design.runs, "How many runs (100)")->type_name("N");
            app.add_option("--levels", options->design.levels, "Levels an input of a full factorial (3)")
                ->type_name("N");
            app.add_option("--seed", options->design.seed, "Another seed, another design (1)")
                ->type_name("N");
            app.add_option("--where", options->design.constraints, "Condition that every run meets")
                ->type_name("RULE")
                ->allow_extra_args(false);
            app.add_option("--exclude", options->design.excluded, "Condition that no run meets")
                ->type_name("RULE")
                ->allow_extra_args(false);
            app.add_flag("--enrich", options->enrich, "Place runs where the package is worst");
            app.add_option("--pending", options->pending, "Runs on their way (--enrich)")
                ->type_name("DESIGN.csv");
            app.add_option("--failed", options->failed, "Runs that failed, to keep clear of (--enrich)")
                ->type_name("FAILED.csv");
            app.add_option("-o,--output", options->out, "Where the design goes; else to the terminal")
                ->type_name("FILE");
            app.add_flag("-q,--quiet", options->quiet, "No progress, no remarks");
            return [options, &app](Console& console) {
                if (options->design.kind == DesignKind::FullFactorial && app.count("--runs") > 0)
                    return console.fail(
                        {Severity::Error, "usage.arguments", "--runs",
                         "A full factorial has as many runs as there are combinations of levels.",
                         "Leave --runs out; --levels says how many levels an input has."});
                if (options->design.kind != DesignKind::FullFactorial && app.count("--levels") > 0)
                    return console.fail({Severity::Error, "usage.arguments", "--levels",
                                         "Levels are those of a full factorial.",
                                         "Leave --levels out, or add --kind full-factorial."});
                return run(console, *options);
            };
        }};
}

} // namespace twin::cli
