// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "scores_text.h"
#include "training/training.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace twin::cli {

namespace {

struct Options
{
    std::string package;
    std::string runs;
    bool json = false;
};

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
    Diagnostics found;
    const Result<Scores> scores = scoreRuns(**package, *runs, &found);
    if (!scores)
        return console.fail(scores.error());
    for (Diagnostic& finding : found) {
        finding.location = table->name;
        console.report(finding);
    }
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
