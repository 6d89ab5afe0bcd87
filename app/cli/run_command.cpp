// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "output_place.h"
#include "run_simulator.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace twin::cli {

namespace {

struct Options
{
    std::string design;
    std::string source;
    std::string out;
    bool quiet = false;
    SimulatorOptions simulator;
};

bool hasSeries(const Contract& contract)
{
    return std::any_of(contract.outputs.begin(), contract.outputs.end(),
                       [](const Variable& output) { return output.isSeries; });
}

bool hasField(const Contract& contract)
{
    return std::any_of(contract.outputs.begin(), contract.outputs.end(),
                       [](const Variable& output) { return output.isField; });
}

Exit run(Console& console, const Options& options)
{
    console.setQuiet(options.quiet);
    if (const Status apart = checkNotInput(options.out, {options.design, options.source}); !apart)
        return console.fail(apart.error());
    if (const Status open = checkNotDone(options.out, options.simulator); !open)
        return console.fail(open.error());
    const bool hasCommand = !options.simulator.task.arguments.empty();
    Result<TwinSource> source =
        readTwinSource(options.source, hasCommand ? AxisNeed::None : AxisNeed::Values);
    if (!source)
        return console.fail(source.error());
    const Result<Table> table = readTable(options.design);
    if (!table)
        return console.fail(table.error());
    const Result<RunSet> design = readDesign(*table, source->contract, source->columns);
    if (!design)
        return console.fail(design.error());
    if (source->hasOpenAxis && hasField(source->contract))
        return console.fail(
            {Severity::Error, "run.axis", options.source,
             "The runs of a field need the points of both axes, and the spec leaves some open.",
             "Write them under \"contract\" as \"values\" of \"axis\" and \"axis2\"."});
    std::optional<FirstAnswer> first;
    if (source->hasOpenAxis && hasSeries(source->contract)) {
        auto asked = askForAxis(*source, *design, options.simulator);
        if (!asked)
            return console.fail(asked.error());
        first = std::move(*asked);
        source->contract.axis->values = first->axis;
    }
    const auto simulator = makeSimulator(*source, source->contract, source->columns, options.simulator);
    if (!simulator)
        return console.fail(simulator.error());
    const auto carried = carryOutBeside(console, source->contract, source->columns, *design, **simulator,
                                        options.simulator, options.out, first);
    if (!carried)
        return console.fail(carried.error());
    if (carried->failed == 0) {
        console.remark(fmt::format("{} runs done, written to {}.", design->runs, options.out));
        if (!hasCommand)
            console.remark(
                fmt::format("The models of {} answered: these runs can train another model, but say "
                            "nothing of how right these models are.",
                            options.source));
        return Exit::Done;
    }
    const bool all = carried->failed == design->runs;
    return console.fail(
        {Severity::Error, "run.failed-runs", carried->failedFile.string(),
         fmt::format(
             "{} of {} runs failed; {}.", carried->failed, design->runs,
             all ? "there is nothing to write to " + options.out
                 : fmt::format("the other {} are in {}", design->runs - carried->failed, options.out)),
         "Each is in this file with its reason. Mend the cause, then give the same command with --retry."});
}

} // namespace

Command runCommand()
{
    return {
        "run",
        "DESIGN.csv P.xdt|SPEC.json -o RUNS.csv [-- COMMAND ...]",
        "answer the runs of a design by models or by any command",
        "DESIGN.csv has one row a run, as xdt sample writes it. The runs are answered by the models of "
        "P.xdt, by "
        "the\n"
        "formulas of SPEC.json, or by the command after --, several at once. RUNS.csv is what xdt train "
        "takes.\n"
        "A package answers what its contract stands behind: runs outside of its validated ranges, or that "
        "its "
        "rules\n"
        "block, fail.\n\n"
        "The command is started once for each run, without a shell. In its arguments {NAME} stands for the "
        "value "
        "of an\n"
        "input, {run} for the run's name, {folder} for a folder of its own, {input} for a file with its "
        "inputs, "
        "{output}\n"
        "for the file to write. The inputs are a JSON object, which is standard input as well, or "
        "--input-file "
        "with its\n"
        "places filled in. The answer is read from standard output, or from the file: JSON with a number for "
        "each\n"
        "scalar, a list for each series and a list of lists for each field, or CSV with a column for each\n"
        "and a row for each point of the axis, or of both axes. When the spec leaves the values of the axis\n"
        "open, the first run that succeeds gives them: it must print the axis as well. Fields need both axes "
        "in "
        "the spec.\n\n"
        "A RUNS.csv that is there and finished is not overwritten without --fresh.\n"
        "What is done is kept in RUNS.csv.record: after Ctrl-C, a kill or a power failure the same command "
        "goes on "
        "where\n"
        "it stopped. Runs that fail do not stop the others; they are in RUNS.failed.csv with the reason, and "
        "the "
        "exit\n"
        "code is 3.\n",
        {{"xdt run design.csv eastfield.xdt -o runs.csv", "the models of a package"},
         {"xdt run design.csv spec.json -o runs.csv -- python3 simulate.py --flow {flow} --mode {mode}",
          "a script that prints JSON"},
         {"xdt run design.csv spec.json -o runs.csv --input-file deck.inp --output-file out.csv --in-folder "
          "-- "
          "/opt/solver deck.inp",
          "a simulator with files, each run in a folder of its own"}},
        [](CLI::App& app) -> Run {
            const auto options = std::make_shared<Options>();
            app.add_option("design", options->design, "The runs to make")
                ->required()
                ->type_name("DESIGN.csv");
            app.add_option("source", options->source, "Whose inputs and outputs")
                ->required()
                ->type_name("FILE");
            app.add_option("-o,--output", options->out, "Where the runs go")
                ->required()
                ->type_name("RUNS.csv");
            addSimulatorOptions(app, options->simulator);
            app.add_flag("-q,--quiet", options->quiet, "No progress, no remarks");
            return [options](Console& console) { return run(console, *options); };
        }};
}

} // namespace twin::cli
