// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/carry_out.h"
#include "experiment/run_table.h"
#include "package/package.h"
#include "training/training.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// Sample, run, train, and again where the models are worst, until the spec's bounds are kept or the runs are
/// used up.
struct EnrichPlan
{
    nlohmann::json spec;
    Contract contract; ///< of the spec, with its axis values
    RunColumns columns;
    /// The table that grows: taken up as it is when it is there. Failed runs go beside it.
    std::filesystem::path runsFile;
    std::size_t start = 0;  ///< runs to begin with when there is no table; 0: ten for each input
    std::size_t runs = 100; ///< at the most, with those of the table and those that fail
    std::size_t round = 0;  ///< new runs between two fits; 0: a tenth of `runs`, at least 4
    std::uint64_t seed = 1;
    std::vector<std::string> constraints, excluded;
    CarryOut how;
    bool fresh = false; ///< a record of an unfinished round is forgotten
};

struct EnrichOutcome
{
    Package package;
    std::size_t runs = 0;   ///< in the table
    std::size_t failed = 0; ///< beside it
    std::filesystem::path failedFile;
    bool boundsKept = true; ///< all that the spec declares
};

/// Where a round stands, for people.
using RoundReport = std::function<void(const Package& package, std::size_t runs, std::size_t failed)>;

/// Runs the loop. Stopped or killed, it goes on where it was when it is called again. Errors: those of
/// training, designs and runs; "run.all-failed" when not one run of a round could be answered.
Result<EnrichOutcome> enrichRuns(const EnrichPlan& plan, const Simulator& simulator, const Progress& progress,
                                 const RoundReport& onRound);

} // namespace twin
