// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "experiment/command_template.h"
#include "experiment/simulator.h"
#include "training/training.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace twin {

/// A command that simulates one run, as it is written by a person.
struct CommandTask
{
    /// The program and its arguments, with places: "{NAME}" for an input (enumerations by name), "{run}" its
    /// name, "{folder}" a folder of its own, "{input}" the file with its inputs, "{output}" the file for its
    /// answer. No shell reads them.
    std::vector<std::string> arguments;
    /// A file with places that is filled in for each run; without it the inputs are a JSON object. Either is
    /// standard input, too.
    std::filesystem::path inputFile;
    /// The file that holds the answer, relative to the run's folder; without it, and without "{output}" among
    /// the arguments, standard output is the answer.
    std::filesystem::path outputFile;
    std::chrono::duration<double> limit{0}; ///< for one run; 0: none
    bool inFolder = false;                  ///< the command runs in the folder of its run
    /// Where the runs' folders are made and kept; empty: in a temporary place, for the time of the run.
    std::filesystem::path keep;
};

/// What the first run that succeeds says of the axis that all share.
struct FirstAnswer
{
    std::size_t run = 0; ///< position in the design
    std::vector<double> axis;
    RunAnswer answer;
};

/// Any command as the simulator of a design.
class CommandSimulator : public Simulator
{
  public:
    /// `columns`: variable to the name that the command knows it by, where they differ. Errors "run.command"
    /// (no such program), "run.placeholder", and those of reading files.
    static Result<CommandSimulator>
    create(const Contract& contract, std::map<std::string, std::string> columns, const CommandTask& task);

    /// Asks for runs of the design, one after the other, until one is answered with the points of the axis,
    /// for a contract that leaves them open. Error: those of `create`, or why the first runs failed;
    /// "run.cancelled" soon after `stop` is set.
    static Result<FirstAnswer> askForAxis(const Contract& contract,
                                          std::map<std::string, std::string> columns, const CommandTask& task,
                                          const RunSet& design, const std::atomic<bool>& stop);

    std::string identity() const override { return m_identity; }
    std::size_t blockRuns() const override { return 1; }
    Result<std::unique_ptr<SimulatorInstance>> instantiate() const override;

  private:
    friend class CommandInstance;
    CommandSimulator() = default;

    const Contract* m_contract = nullptr;
    std::map<std::string, std::string> m_columns;
    CommandTask m_task;
    std::vector<CommandTemplate> m_arguments;
    std::optional<CommandTemplate> m_inputFile;
    std::string m_identity;
};

} // namespace twin
