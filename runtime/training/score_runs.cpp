// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/accuracy.h"
#include "training/answered_runs.h"
#include "training/train_checks.h"
#include "training/training.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace twin {

namespace {

/// The inputs of the runs that the package's models were fitted to; empty where that is not known.
std::span<const double> fittedInputs(const Package& package)
{
    if (!package.domain || !package.report.is_object())
        return {};
    const auto fitted =
        package.report.value(nlohmann::json::json_pointer("/split/trainingRuns"), nlohmann::json());
    const std::span<const double> covered = package.domain->runs();
    const std::size_t width = package.domain->inputs();
    if (!fitted.is_number_unsigned() || fitted.get<std::size_t>() > covered.size() / width)
        return {};
    // First those of the fit, then those that were kept out of it.
    return covered.first(fitted.get<std::size_t>() * width);
}

void findTrainedOn(const Package& package, const RunSet& runs, Diagnostics& found)
{
    const std::span<const double> fitted = fittedInputs(package);
    const std::size_t seen =
        fitted.empty() ? 0 : seenRuns(fitted, runs.inputs, package.contract.inputs.size());
    if (seen > 0)
        found.push_back(
            {Severity::Warning, "score.trained-on", "",
             fmt::format("{} of these {} runs have the inputs of runs that the twin was trained on: it has "
                         "seen the answers.",
                         seen, runs.runs),
             "Give runs that it was not trained on; what is known of others is in xdt report."});
}

Status findOutside(const Package& package, const RunSet& runs, Diagnostics& found)
{
    const auto answered = answeredRuns(package.contract, runs.inputs);
    if (!answered)
        return fail(answered.error());
    const auto outside = std::size_t(std::count(answered->begin(), answered->end(), false));
    if (outside > 0)
        found.push_back(
            {Severity::Warning, "score.outside", "",
             fmt::format("{} of these {} runs lie outside of the validated ranges or where a rule lets the "
                         "twin show no answer.",
                         outside, runs.runs),
             outside == runs.runs ? "Check units and columns. The scores are of the bare models."
                                  : "The scores are of the bare models, and count these runs too."});
    return {};
}

/// Bands that hold less than they are to, by more than so many runs leave to chance (one in a hundred).
void findNarrowBands(const Contract& contract, const std::map<std::string, OutputScore>& scores,
                     std::size_t runs, Diagnostics& found)
{
    for (const Variable& output : contract.outputs) {
        const OutputScore& score = scores.at(output.name);
        const double chance = 2.33 * std::sqrt(score.level * (1 - score.level) / double(runs));
        if (score.coverage < score.level - chance)
            found.push_back(
                {Severity::Warning, "score.band", "",
                 fmt::format(
                     "The band of {} holds {:.1f} % of these runs, and is to hold {:g} %: chance alone "
                     "would rarely leave less than {:.0f} % of {} runs.",
                     output.label, 100 * score.coverage, 100 * score.level, 100 * (score.level - chance),
                     runs),
                 "Train the twin anew with these runs as well, or state where it is not to be relied on."});
    }
}

} // namespace

Result<std::map<std::string, OutputScore>> scoreRuns(const Package& package, const RunSet& runs,
                                                     Diagnostics* found)
{
    const Contract& contract = package.contract;
    if (runs.runs == 0 || runs.outputs.size() != contract.outputs.size())
        return fail("score.runs", "", "There are no runs to score.",
                    "Give at least one run with every output.");
    Diagnostics findings;
    findTrainedOn(package, runs, findings);
    if (const Status looked = findOutside(package, runs, findings); !looked)
        return fail(looked.error());
    const auto answers = answerHeldOut(package, runs);
    if (!answers)
        return fail(answers.error());
    if (areOwnAnswers(*answers))
        findings.push_back({Severity::Warning, "score.own-answers", "",
                            "Every run agrees with the models to the last digit: it seems that they answered "
                            "these runs themselves.",
                            "Give runs of what the twin stands for."});
    std::map<std::string, OutputScore> scores;
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        OutputScore& score = scores[contract.outputs[output].name] = scoreOutput(contract, output, *answers);
        if (runs.runs < 2) // one run varies not at all
            score.r2 = std::numeric_limits<double>::quiet_NaN();
    }
    findNarrowBands(contract, scores, runs.runs, findings);
    if (found)
        *found = std::move(findings);
    return scores;
}

} // namespace twin
