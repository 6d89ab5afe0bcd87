// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/training.h"
#include "training/training_spec.h"

#include <string>
#include <vector>

namespace twin {

/// What models answered for runs that they were not fitted to, beside the truth. By contract output,
/// row-major runs x points.
struct HeldOutAnswers
{
    RunSet truth;
    std::vector<std::vector<double>> mean;
    std::vector<std::vector<double>> lower; ///< NaN where there is no confidence
    std::vector<std::vector<double>> upper;
    std::vector<double>
        distance;               ///< of each run to the nearest one that its prediction was fitted to, scaled
    std::string words;          ///< how the runs were kept out: "10-fold cross-validation over 320 runs"
    std::size_t fittedRuns = 0; ///< that the package's models were fitted to
};

/// The package's own answers for runs that its models were not fitted to; without distances.
Result<HeldOutAnswers> answerHeldOut(const Package& package, RunSet runs);

/// The largest error of one run in one output.
struct WorstPoint
{
    std::size_t run = 0;
    std::size_t point = 0;
    double error = 0; ///< absolute
};

OutputScore scoreOutput(const Contract& contract, std::size_t output, const HeldOutAnswers& answers);
/// Whether every answer is the run itself, to the last digits: the runs are then most likely the models' own
/// answers, and measure nothing.
bool areOwnAnswers(const HeldOutAnswers& answers);
/// One entry a run, the worst first, at most `count`.
std::vector<WorstPoint> worstRuns(const Contract& contract, std::size_t output, const HeldOutAnswers& answers,
                                  std::size_t count);

/// How a declared bound came out.
struct MeasuredBound
{
    double measured = 0; ///< in the metric's own sense; of "withinAbsOrRel" the largest error over what is
                         ///< allowed (kept: <= 1)
    bool kept = false;
    WorstPoint worst; ///< of metrics that have one
};
MeasuredBound measureBound(const Contract& contract, const DeclaredBound& bound,
                           const HeldOutAnswers& answers);

/// The bounds that the contract is to state for an output: rmse and maxAbs as measured (two digits, rounded
/// up) and the declared ones.
std::vector<AccuracyBound> accuracyOf(const Contract& contract, std::size_t output,
                                      const HeldOutAnswers& answers,
                                      const std::vector<DeclaredBound>& declared);

/// Where a bound holds, in words.
std::string regionWords(const Contract& contract, const DeclaredBound& bound, const HeldOutAnswers& answers);

} // namespace twin
