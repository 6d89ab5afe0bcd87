// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guardrail/guardrail_set.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twin {

/// One output of a snapshot, in the variable's own unit; vectors hold one value for each point (1 for a
/// scalar). When `shown` is false no number of it is an answer: the vectors are empty.
struct OutputResult
{
    bool shown = false;
    std::vector<double> mean;
    std::vector<double> lower; ///< empty when the output has no confidence
    std::vector<double> upper;
};

/// One immutable result: inputs, outputs, bands, verdicts, zone, timing.
struct Snapshot
{
    std::uint64_t edit = 0; ///< the number of the edit that it answers; grows
    std::vector<double> inputs;
    std::vector<OutputResult> outputs; ///< contract order
    Zone zone = Zone::Validated;
    Verdict verdict = Verdict::Pass;
    std::vector<RuleVerdict> verdicts;
    std::optional<ClosestRun> closest; ///< the run nearest to the inputs, where there are runs
    std::string reason;                ///< in words, why the answer can be trusted or not; never empty
    std::chrono::nanoseconds duration{0};
    std::chrono::system_clock::time_point time;
    std::optional<Diagnostic> error; ///< the model failed; outputs are empty then
};

} // namespace twin
