// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/carry_out.h"
#include "experiment/command_simulator.h"
#include "progress_line.h"
#include "twin_source.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace CLI {
class App;
}

namespace twin::cli {

/// How runs are answered, as it is written on a command line; shared by the commands that run simulators.
struct SimulatorOptions
{
    CommandTask task;
    double timeLimit = 0;
    std::size_t jobs = 0;
    bool fresh = false;
    bool retry = false;
};

void addSimulatorOptions(CLI::App& app, SimulatorOptions& options);

/// Runs that are done are not made again unasked: "run.exists" where `out` is there and no record of
/// unfinished ones beside it.
Status checkNotDone(const std::filesystem::path& out, const SimulatorOptions& options);

/// The command after --, or the models of `models`. Errors: those of the simulators, and "usage.arguments"
/// for options that only a command has.
Result<std::unique_ptr<Simulator>> makeSimulator(const TwinSource& models, const Contract& asked,
                                                 const RunColumns& columns, SimulatorOptions options);

/// What `source` leaves open of its axis, as the command says it; see CommandSimulator::askForAxis.
Result<FirstAnswer> askForAxis(const TwinSource& source, const RunSet& design,
                               const SimulatorOptions& options);

/// Carries a design out with its record beside `out`, writes the table of runs to `out` and the failed ones
/// beside it. Failed runs are reported, the first few by name. `failed`: how many there are. `first`: an
/// answer that is there already. Errors: those of carryOut and of writing.
struct CarriedOut
{
    std::vector<RunAnswer> answers;
    std::size_t failed = 0;
    std::filesystem::path failedFile;
};
Result<CarriedOut> carryOutBeside(Console& console, const Contract& contract, const RunColumns& columns,
                                  const RunSet& design, const Simulator& simulator,
                                  const SimulatorOptions& options, const std::filesystem::path& out,
                                  const std::optional<FirstAnswer>& first = {});

} // namespace twin::cli
