// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_simulator.h"

#include "base/file.h"
#include "experiment/model_simulator.h"
#include "interrupt.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>

namespace twin::cli {

namespace {

constexpr std::size_t failuresShown = 5;

void reportFailures(Console& console, const RunSet& design, const CarriedOut& carried)
{
    std::size_t shown = 0;
    for (std::size_t run = 0; run < design.runs && shown < failuresShown; ++run) {
        if (!carried.answers[run].failure)
            continue;
        Diagnostic failure = *carried.answers[run].failure;
        failure.severity = Severity::Warning;
        failure.location = "run " + design.names[run];
        failure.message = fmt::format("Run {} failed. {}", design.names[run], failure.message);
        console.report(failure);
        ++shown;
    }
    if (carried.failed > shown)
        console.remark(fmt::format("... and {} more; all are in {}.", carried.failed - shown,
                                   carried.failedFile.string()));
}

std::filesystem::path recordBeside(std::filesystem::path out)
{
    out += ".record";
    return out;
}

} // namespace

Status checkNotDone(const std::filesystem::path& out, const SimulatorOptions& options)
{
    std::error_code ignored;
    if (options.fresh || !std::filesystem::exists(out, ignored) ||
        std::filesystem::exists(recordBeside(out), ignored))
        return {};
    return fail("run.exists", out.string(), fmt::format("{} is there already.", out.string()),
                "Write to another file, or make its runs anew with --fresh.");
}

void addSimulatorOptions(CLI::App& app, SimulatorOptions& options)
{
    app.add_option("--input-file", options.task.inputFile, "Input file with places, filled in for each run")
        ->type_name("FILE");
    app.add_option("--output-file", options.task.outputFile, "File in the run's folder that holds the answer")
        ->type_name("NAME");
    app.add_flag("--in-folder", options.task.inFolder, "Run the command in the run's own folder");
    app.add_option("--keep", options.task.keep, "Keep the runs' folders here")->type_name("FOLDER");
    app.add_option("--time-limit", options.timeLimit,
                   "Seconds that the command may take for one run (no limit)")
        ->type_name("SECONDS")
        ->check(CLI::Range(1e-3, 1e9));
    app.add_option("-j,--jobs", options.jobs, "Runs at once (one for each processor)")
        ->type_name("N")
        ->check(CLI::Range(1, 4096));
    app.add_flag("--retry", options.retry,
                 "Do runs again that failed before, also after a change of the command");
    app.add_flag("--fresh", options.fresh, "Begin anew: forget the runs that are done");
    app.add_option("command", options.task.arguments,
                   "After --: the program that answers a run, and its arguments")
        ->type_name("COMMAND")
        ->expected(0, -1);
}

Result<std::unique_ptr<Simulator>> makeSimulator(const TwinSource& models, const Contract& asked,
                                                 const RunColumns& columns, SimulatorOptions options)
{
    CommandTask& task = options.task;
    task.limit = std::chrono::duration<double>(options.timeLimit);
    if (!task.arguments.empty()) {
        auto command = CommandSimulator::create(asked, columns.columns, task);
        if (!command)
            return fail(command.error());
        return std::make_unique<CommandSimulator>(std::move(*command));
    }
    if (!task.inputFile.empty() || !task.outputFile.empty() || task.inFolder || !task.keep.empty() ||
        options.timeLimit > 0)
        return fail("usage.arguments", "command line",
                    "--input-file, --output-file, --in-folder, --keep and --time-limit are about a command, "
                    "and there is none.",
                    "Write the command after --.");
    if (models.package)
        return std::make_unique<ModelSimulator>(models.package);
    auto formulas =
        ModelSimulator::fromSpec(models.spec.is_object() ? models.spec : nlohmann::json::object(), asked);
    if (!formulas)
        return fail(formulas.error());
    return std::make_unique<ModelSimulator>(std::move(*formulas));
}

Result<FirstAnswer> askForAxis(const TwinSource& source, const RunSet& design,
                               const SimulatorOptions& options)
{
    watchForInterrupt();
    CommandTask task = options.task;
    task.limit = std::chrono::duration<double>(options.timeLimit);
    return CommandSimulator::askForAxis(source.contract, source.columns.columns, task, design,
                                        interruptFlag());
}

Result<CarriedOut> carryOutBeside(Console& console, const Contract& contract, const RunColumns& columns,
                                  const RunSet& design, const Simulator& simulator,
                                  const SimulatorOptions& options, const std::filesystem::path& out,
                                  const std::optional<FirstAnswer>& first)
{
    const std::filesystem::path recordFile = recordBeside(out);
    std::error_code ignored;
    if (options.fresh)
        std::filesystem::remove(recordFile, ignored);
    Result<RunRecord> record = RunRecord::open(
        recordFile, contract, {designHash(contract, design), simulator.identity(), design.runs},
        options.retry ? SimulatorChange::Accept : SimulatorChange::Refuse);
    if (!record)
        return fail(record.error());
    const auto doneBefore =
        std::count_if(record->done().begin(), record->done().end(),
                      [&](const auto& each) { return !options.retry || !each.second.failure; });
    if (doneBefore > 0)
        console.remark(fmt::format("Going on: {} of {} runs were done before.", doneBefore, design.runs));
    if (first)
        if (const Status added = record->add(first->run, first->answer); !added)
            return fail(added.error());
    Result<std::vector<RunAnswer>> answers = [&] {
        ProgressLine progress(console);
        return carryOut(design, simulator, *record, {options.jobs, options.retry}, progress.callback());
    }();
    if (!answers)
        return fail(answers.error());
    CarriedOut carried{std::move(*answers), 0, failedBeside(out)};
    carried.failed =
        static_cast<std::size_t>(std::count_if(carried.answers.begin(), carried.answers.end(),
                                               [](const RunAnswer& a) { return a.failure.has_value(); }));
    if (carried.failed < design.runs) {
        const Table table = runTable(contract, columns, design, carried.answers);
        if (const Status written = writeFileAtomically(out, writeTable(table)); !written)
            return fail(written.error());
    }
    if (carried.failed == 0) {
        std::filesystem::remove(carried.failedFile, ignored);
        record->remove();
        return carried;
    }
    const Table table = failedTable(contract, columns, design, carried.answers);
    if (const Status written = writeFileAtomically(carried.failedFile, writeTable(table)); !written)
        return fail(written.error());
    reportFailures(console, design, carried);
    return carried;
}

} // namespace twin::cli
