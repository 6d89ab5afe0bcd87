// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "scores_text.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace twin::cli {

namespace {

struct Options
{
    std::string package;
    std::string runs;
    std::string run;
    std::vector<std::string> columns;
    bool json = false;
};

Result<std::map<std::string, std::string>> readColumns(const Contract& contract,
                                                       const std::vector<std::string>& arguments)
{
    std::map<std::string, std::string> columns;
    for (const std::string& argument : arguments) {
        const std::size_t equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        const bool known = contract.find(name) || (contract.axis && contract.axis->name == name);
        if (equals == std::string::npos || !known ||
            !columns.emplace(name, argument.substr(equals + 1)).second)
            return fail("usage.column", "--column " + argument,
                        fmt::format("\"{}\" does not name a variable of the package, once, and its column.",
                                    argument),
                        "Write --column NAME=COLUMN.");
    }
    return columns;
}

/// The column "run", or else the only one that is nothing else; empty when every row is a run.
std::string guessRunColumn(const Table& table, const Contract& contract,
                           const std::map<std::string, std::string>& columns)
{
    if (table.find("run"))
        return "run";
    std::vector<std::string> others;
    for (const Table::Column& column : table.columns) {
        const bool isMapped = std::any_of(columns.begin(), columns.end(),
                                          [&](const auto& mapped) { return mapped.second == column.name; });
        if (!isMapped && !contract.find(column.name) &&
            !(contract.axis && contract.axis->name == column.name))
            others.push_back(column.name);
    }
    return contract.axis && others.size() == 1 ? others.front() : std::string();
}

Exit run(Console& console, const Options& options)
{
    const Result<std::shared_ptr<const Package>> package = readPackage(options.package);
    if (!package)
        return console.fail(package.error());
    const Contract& contract = (*package)->contract;
    const auto columns = readColumns(contract, options.columns);
    if (!columns)
        return console.fail(columns.error());
    const Result<Table> table = readTable(options.runs);
    if (!table)
        return console.fail(table.error());
    const std::string runColumn =
        options.run.empty() ? guessRunColumn(*table, contract, *columns) : options.run;
    const Result<RunSet> runs = gatherRuns(*table, contract, *columns, runColumn);
    if (!runs)
        return console.fail(runs.error());
    const Result<Scores> scores = scoreRuns(**package, *runs);
    if (!scores)
        return console.fail(scores.error());
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
            app.add_option("--run-column", options->run,
                           "Column that tells runs apart (\"run\" if there is one)")
                ->type_name("COLUMN");
            app.add_option("--column", options->columns, "Column of a variable where the names differ")
                ->type_name("NAME=COLUMN");
            app.add_flag("--json", options->json, "Answer with JSON");
            return [options](Console& console) { return run(console, *options); };
        }};
}

} // namespace twin::cli
