// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace twin {

/// What came of one run.
struct RunAnswer
{
    std::vector<std::vector<double>> outputs; ///< by contract output, one value a point; empty when it failed
    std::optional<Diagnostic> failure;        ///< why there is none; its message is one line
    bool operator==(const RunAnswer&) const = default;
};

/// Some neighbouring runs of a design.
struct RunBlock
{
    std::size_t first = 0;              ///< position in the design of the first of them
    std::span<const double> inputs;     ///< row-major, one row a run, contract order and units
    std::span<const std::string> names; ///< of each run
};

/// A simulator with its scratch: one thread at a time; make one a thread.
class SimulatorInstance
{
  public:
    virtual ~SimulatorInstance() = default;
    /// One answer for each run of the block. A run that fails is an answer; an error says that no run at all
    /// can be answered, such as a program that is not there. Comes back soon after `stop` is set, with
    /// "run.cancelled".
    virtual Result<std::vector<RunAnswer>> run(const RunBlock& block, const std::atomic<bool>& stop) = 0;
};

/// What answers the runs of a design of experiments: models, or any command. Immutable, shared between
/// threads.
class Simulator
{
  public:
    virtual ~Simulator() = default;
    /// Changes with whatever changes the answers, as far as that can be told: answers of different identity
    /// are never mixed.
    virtual std::string identity() const = 0;
    /// How many runs it likes to be given at once.
    virtual std::size_t blockRuns() const = 0;
    virtual Result<std::unique_ptr<SimulatorInstance>> instantiate() const = 0;
};

} // namespace twin
