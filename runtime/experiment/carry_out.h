// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/run_record.h"
#include "experiment/simulator.h"
#include "training/training.h"

#include <vector>

namespace twin {

/// How a design is carried out.
struct CarryOut
{
    std::size_t jobs = 0;     ///< runs at once; 0: one for each processor that we may use
    bool retryFailed = false; ///< runs that the record says have failed are done again
};

/// Answers every run of a design that the record does not yet hold, in parallel, each answer in the record
/// as soon as it is there. By position in the design. `progress` is called on the caller's thread and may
/// cancel: what is done stays in the record. Errors: "run.cancelled", the simulator's that concern every run,
/// and those of the record.
Result<std::vector<RunAnswer>> carryOut(const RunSet& design, const Simulator& simulator, RunRecord& record,
                                        const CarryOut& how, const Progress& progress = {});

} // namespace twin
