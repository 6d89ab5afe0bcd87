// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "command.h"
#include "error_place.h"
#include "experiment/enrich_loop.h"
#include "output_place.h"
#include "run_simulator.h"
#include "scores_text.h"
#include "training/training_spec.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace twin::cli {

namespace {

struct Options
{
    std::string spec;
    std::string models;
    std::string out;
    bool quiet = false;
    EnrichPlan plan;
    SimulatorOptions simulator;
};

std::string summary(const EnrichOutcome& outcome, const Options& options, const std::string& hash)
{
    const bool isEarly =
        outcome.runs + outcome.failed < options.plan.runs && !outcome.package.report["bounds"].empty();
    return fmt::format("{}, version {}: {} runs{}{}\n\n{}\nWritten to {}\nSHA-256 {}\n",
                       outcome.package.contract.title, outcome.package.contract.version, outcome.runs,
                       outcome.failed ? fmt::format(", {} failed", outcome.failed) : "",
                       isEarly ? "; no more are needed: every declared bound is kept" : "",
                       scoresText(outcome.package), options.out, hash);
}

Diagnostic boundsNotKept(const EnrichOutcome& outcome, const Options& options)
{
    for (const nlohmann::json& bound : outcome.package.report["bounds"]) {
        if (!bound["kept"].get<bool>())
            return {
                Severity::Error, "train.bound", options.spec,
                fmt::format(
                    "With {} runs {} does not yet keep its declared bound: {} is {:.4g}, declared is {:g}.",
                    outcome.runs, bound["output"].get<std::string>(), bound["metric"].get<std::string>(),
                    bound["measured"].get<double>(), bound["value"].get<double>()),
                "The runs are kept. Allow more with --runs, choose another model, or declare what can be "
                "kept."};
    }
    return {};
}

/// A spec that leaves the values of its axis open takes them from the table of runs, where there is one.
Result<TwinSource> readSpec(const std::string& spec, const std::filesystem::path& runsFile)
{
    std::error_code ignored;
    if (!std::filesystem::exists(runsFile, ignored))
        return readTwinSource(spec, AxisNeed::Values);
    Result<TwinSource> source = readTwinSource(spec, AxisNeed::None);
    if (!source || !source->hasOpenAxis || !source->spec.is_object())
        return source;
    const Result<Table> table = readTable(runsFile);
    if (!table)
        return fail(table.error());
    Result<TrainingSpec> whole = readTrainingSpec(source->spec, *table);
    if (!whole)
        return fail(placedIn(spec, std::move(whole.error())));
    source->contract = std::move(whole->contract);
    for (const auto& [key, axis] :
         {std::pair("axis", &source->contract.axis), std::pair("axis2", &source->contract.axis2)})
        if (*axis)
            source->spec["contract"][key]["values"] = (*axis)->values;
    return source;
}

Exit run(Console& console, const Options& options)
{
    console.setQuiet(options.quiet);
    EnrichPlan plan = options.plan;
    if (const Status apart = checkNotInput(options.out, {options.spec, options.models, plan.runsFile});
        !apart)
        return console.fail(apart.error());
    Result<TwinSource> source = readSpec(options.spec, plan.runsFile);
    if (!source)
        return console.fail(source.error());
    if (!source->spec.is_object())
        return console.fail({Severity::Error, "usage.arguments", options.spec,
                             "A spec that says what to train is needed.",
                             "Write one with xdt train --guess."});
    const Result<TwinSource> models =
        options.models.empty() ? source : readTwinSource(options.models, AxisNeed::Values);
    if (!models)
        return console.fail(models.error());
    const auto simulator = makeSimulator(*models, source->contract, source->columns, options.simulator);
    if (!simulator)
        return console.fail(simulator.error());
    plan.spec = source->spec;
    plan.contract = source->contract;
    plan.columns = source->columns;
    plan.how = {options.simulator.jobs, options.simulator.retry};
    plan.fresh = options.simulator.fresh;
    const auto said = [&](const Package& package, std::size_t runs, std::size_t failed) {
        console.remark(fmt::format("{} runs{}:\n{}", runs, failed ? fmt::format(", {} failed", failed) : "",
                                   scoresText(package)));
    };
    const Result<EnrichOutcome> outcome = [&] {
        ProgressLine progress(console);
        return enrichRuns(plan, **simulator, progress.callback(), said);
    }();
    if (!outcome)
        return console.fail(outcome.error());
    if (!outcome->boundsKept)
        return console.fail(boundsNotKept(*outcome, options));
    const Result<std::string> hash = writePackage(outcome->package, options.out);
    if (!hash)
        return console.fail(hash.error());
    if (outcome->failed > 0)
        console.report(
            {Severity::Warning, "run.failed-runs", outcome->failedFile.string(),
             fmt::format("{} of {} runs failed: the twin has learnt nothing there.", outcome->failed,
                         outcome->runs + outcome->failed),
             "Each is in this file with its reason. Where the model cannot answer, say so with --where "
             "or in the validated ranges; to try them again, take the file away."});
    if (!options.quiet)
        console.write(summary(*outcome, options, *hash));
    return Exit::Done;
}

} // namespace

Command enrichCommand()
{
    return {
        "enrich",
        "RUNS.csv --spec SPEC.json --runs N -o P.xdt [--models FILE] [-- COMMAND ...]",
        "train, and add runs where the twin is worst, until it is good enough",
        "Trains a twin from RUNS.csv, adds runs where it is worst, and trains again, until the bounds under "
        "\"validation\"\n"
        "of the spec are kept or N runs are used. RUNS.csv grows; if it is not there it begins with a Sobol "
        "sequence.\n"
        "Values of the axis that the spec leaves open are taken from it.\n"
        "The runs are answered by the command after --, as in xdt run, or by the models of another file "
        "(--models).\n"
        "Where runs go is said in xdt help sample. After Ctrl-C or a kill the same command goes on. "
        "RUNS.csv~ is "
        "the table before\n"
        "the last round; runs that failed stand in RUNS.failed.csv with their reasons, and further ones keep "
        "clear of them.\n",
        {{"xdt enrich runs.csv --spec spec.json --runs 200 -o pump.xdt -- ./simulate {flow} {speed}",
          "up to 200 runs of a simulator"},
         {"xdt enrich runs.csv --spec spec.json --runs 80 --models formulas.json -o fast.xdt",
          "a surrogate of formulas"}},
        [](CLI::App& app) -> Run {
            const auto options = std::make_shared<Options>();
            EnrichPlan& plan = options->plan;
            app.add_option("runs", plan.runsFile, "Table of runs, which grows")
                ->required()
                ->type_name("RUNS.csv");
            app.add_option("--spec", options->spec, "What to train")->required()->type_name("SPEC.json");
            app.add_option("-o,--output", options->out, "Where the package goes")
                ->required()
                ->type_name("P.xdt");
            app.add_option("-n,--runs", plan.runs, "Runs in all, at the most")->required()->type_name("N");
            app.add_option("--start", plan.start, "Runs to begin with if there are none (ten an input)")
                ->type_name("N");
            app.add_option("--round", plan.round, "Runs between two fits (a tenth of --runs)")
                ->type_name("N");
            app.add_option("--seed", plan.seed, "Another seed, other runs (1)")->type_name("N");
            app.add_option("--where", plan.constraints, "Condition that every run meets")
                ->type_name("RULE")
                ->allow_extra_args(false);
            app.add_option("--exclude", plan.excluded, "Condition that no run meets")
                ->type_name("RULE")
                ->allow_extra_args(false);
            app.add_option("--models", options->models, "Package or spec whose models answer the runs")
                ->type_name("FILE");
            addSimulatorOptions(app, options->simulator);
            app.add_flag("-q,--quiet", options->quiet, "No progress, no remarks, no summary");
            return [options](Console& console) { return run(console, *options); };
        }};
}

} // namespace twin::cli
