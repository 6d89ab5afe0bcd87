// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "fmi/fmu_plan.h"

#include <string>

namespace twin {

/// The last that is known of a child: copied from the shared memory, which the FMU may have written to.
struct FmuLastWords
{
    FmuOutcome outcome = FmuOutcome::Done;
    double time = 0;
    bool isMemoryUsedUp = false;
    std::uint32_t refused = 0;
    std::string message;
};

FmuLastWords lastWordsOf(const FmuChannel& channel);

/// A run that the child itself reports as failed, in words. Codes "fmu.run.*".
tl::unexpected<Diagnostic> reportedFailure(const FmuPlan& plan, const FmuLastWords& words);
/// A child that ended with a request open; `status` as waitpid gives it.
tl::unexpected<Diagnostic> endFailure(const FmuPlan& plan, const FmuLastWords& words, int status);
/// A child that took longer than it may.
tl::unexpected<Diagnostic> timeFailure(const FmuPlan& plan, const FmuLastWords& words);

} // namespace twin
