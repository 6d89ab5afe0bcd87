// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "scores_text.h"
#include "training/accuracy.h"
#include "training/answered_runs.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <memory>
#include <set>
#include <span>

namespace twin::cli {

namespace {

struct Options
{
    std::string package;
    std::string runs;
    bool json = false;
};

/// How many of the runs have the very inputs of one that the models were fitted to.
std::size_t runsTrainedOn(const Package& package, const RunSet& runs)
{
    if (!package.domain || !package.report.is_object())
        return 0;
    const auto width = std::ptrdiff_t(package.domain->inputs());
    const auto fitted =
        package.report.value(nlohmann::json::json_pointer("/split/trainingRuns"), nlohmann::json());
    const std::span<const double> covered = package.domain->runs();
    if (!fitted.is_number_unsigned() || fitted.get<std::size_t>() > covered.size() / package.domain->inputs())
        return 0;
    // First those of the fit, then those that were kept out of it.
    const auto end = covered.begin() + width * std::ptrdiff_t(fitted.get<std::size_t>());
    std::set<std::vector<double>> known;
    for (auto run = covered.begin(); run != end; run += width)
        known.emplace(run, run + width);
    std::size_t count = 0;
    for (auto run = runs.inputs.begin(); run != runs.inputs.end(); run += width)
        count += known.count({run, run + width});
    return count;
}

Exit run(Console& console, const Options& options)
{
    const Result<std::shared_ptr<const Package>> package = readPackage(options.package);
    if (!package)
        return console.fail(package.error());
    const Contract& contract = (*package)->contract;
    const Result<Table> table = readTable(options.runs);
    if (!table)
        return console.fail(table.error());
    const Result<RunSet> runs = gatherRunsLike(*table, **package);
    if (!runs)
        return console.fail(runs.error());
    if (const std::size_t known = runsTrainedOn(**package, *runs); known > 0)
        console.report(
            {Severity::Warning, "score.trained-on", table->name,
             fmt::format(
                 "{} of these {} runs have the inputs of runs that the twin was trained on: it has seen "
                 "the answers.",
                 known, runs->runs),
             "Give runs that it was not trained on; what is known of others is in xdt report."});
    const auto answered = answeredRuns(contract, runs->inputs);
    if (!answered)
        return console.fail(answered.error());
    if (const auto outside = std::count(answered->begin(), answered->end(), false); outside > 0)
        console.report(
            {Severity::Warning, "score.outside", table->name,
             fmt::format("{} of these {} runs lie outside of the validated ranges or where a rule lets the "
                         "twin show no answer.",
                         outside, runs->runs),
             outside == std::ptrdiff_t(runs->runs)
                 ? "Check units and columns. The scores are of the bare models."
                 : "The scores are of the bare models, and count these runs too."});
    Result<Scores> scores = scoreRuns(**package, *runs);
    if (!scores)
        return console.fail(scores.error());
    bool areOwn = true;
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        OutputScore& score = scores->at(contract.outputs[i].name);
        double size = 0;
        for (const double value : runs->outputs[i])
            size = std::max(size, std::fabs(value));
        areOwn = areOwn && score.maxAbs <= ownAnswer * size;
        if (runs->runs < 2) // one run varies not at all
            score.r2 = std::nan("");
    }
    if (areOwn)
        console.report(
            {Severity::Warning, "score.own-answers", table->name,
             "Every run agrees with the models to the last digit: it seems that they answered these "
             "runs themselves.",
             "Give runs of what the twin stands for."});
    if (console.json())
        console.writeJson(scoresJson(*scores));
    else
        console.write(fmt::format("{}, version {}, on {} runs of {}\n\n{}", contract.title, contract.version,
                                  runs->runs, table->name, scoresText(contract, *scores)));
    return Exit::Done;
}

} // namespace

Command validateCommand()
{
    return {
        "validate",
        "P.xdt --runs HELDOUT.csv [--json]",
        "score a package on runs that it has not seen",
        "Compares the answers of the package's models with the runs, over all points of all runs: R² against "
        "the mean\n"
        "curve, root mean square error, largest error, and the share of points inside the band. Guardrails "
        "are not\n"
        "applied, so that every run counts.\n",
        {{"xdt validate network-pump.xdt --runs heldout.csv", "the scores as a table"},
         {"xdt validate network-pump.xdt --runs heldout.csv --json",
          "{\"outputs\": {NAME: {\"r2\", \"rmse\", \"maxAbs\", \"coverage\", \"level\"}}}"}},
        [](CLI::App& app) -> Run {
            const auto options = std::make_shared<Options>();
            app.add_option("package", options->package, "Package")->required()->type_name("P.xdt");
            app.add_option("--runs", options->runs, "Table of runs")->required()->type_name("HELDOUT.csv");
            app.add_flag("--json", options->json, "Answer with JSON");
            return [options](Console& console) { return run(console, *options); };
        }};
}

} // namespace twin::cli
