// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/choice_price.h"

#include "model/surrogate_model.h"
#include "training/fit_calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace twin {

namespace {

/// One of the others that were compared, and its squared errors by run.
struct Rival
{
    const ChoiceCandidate* candidate;
    std::vector<double> squares;
    double total = 0;
};

Rival rivalOf(const ChoiceTask& task, const ChoiceCandidate& candidate)
{
    Rival rival{&candidate, squaresByRun(task, candidate), 0};
    rival.total = std::accumulate(rival.squares.begin(), rival.squares.end(), 0.0);
    return rival;
}

double without(const Rival& rival, const std::vector<std::size_t>& fold, std::size_t left)
{
    double sum = 0;
    for (std::size_t run = 0; run < fold.size(); ++run)
        sum += fold[run] == left ? 0 : rival.squares[run];
    return sum;
}

void takeRuns(FitEvidence& evidence, const FitEvidence& other, std::size_t left)
{
    const std::size_t runs = evidence.fold.size();
    for (auto part : {&FitEvidence::mean, &FitEvidence::lower, &FitEvidence::upper})
        for (std::size_t output = 0; output < (evidence.*part).size(); ++output) {
            std::vector<double>& own = (evidence.*part)[output];
            const std::vector<double>& from = (other.*part)[output];
            const std::size_t points = own.size() / runs;
            for (std::size_t at = 0; at < own.size(); ++at)
                if (evidence.fold[at / points] == left)
                    own[at] = from[at];
        }
}

/// By how much the bands must be widened to hold the truth as declared.
double wideningOf(const std::vector<double>& truth, const FitEvidence& evidence, std::size_t output,
                  double level)
{
    std::vector<double> ratios;
    for (std::size_t at = 0; at < truth.size(); ++at) {
        const double middle = evidence.mean[output][at];
        const double end = truth[at] > middle ? evidence.upper[output][at] : evidence.lower[output][at];
        if (std::isfinite(end) && end != middle)
            ratios.push_back((truth[at] - middle) / (end - middle));
    }
    return conformalQuantile(std::move(ratios), evidence.fold.size(), level);
}

} // namespace

void payForChoice(const ChoiceTask& task, const std::vector<ChoiceCandidate>& candidates,
                  ChoiceCandidate& winner)
{
    std::vector<Rival> rivals;
    for (const ChoiceCandidate& each : candidates)
        if (&each != &winner && !each.isDropped && each.evidence.mean.size() == task.outputs.size())
            rivals.push_back(rivalOf(task, each));
    const Rival own = rivalOf(task, winner);
    // It may have won for other reasons than its error: by as much it may stay behind in each fold.
    double margin = 1;
    for (const Rival& rival : rivals)
        margin = std::min(margin, own.total > 0 ? rival.total / own.total : 1);

    FitEvidence& evidence = winner.evidence;
    const std::size_t folds = 1 + *std::max_element(evidence.fold.begin(), evidence.fold.end());
    bool isChanged = false;
    for (std::size_t left = 0; left < folds; ++left) {
        const Rival* best = nullptr;
        double least = margin * without(own, evidence.fold, left);
        for (const Rival& rival : rivals) {
            const double error = without(rival, evidence.fold, left);
            if (error < least) {
                least = error;
                best = &rival;
            }
        }
        if (best)
            takeRuns(evidence, best->candidate->evidence, left);
        isChanged = isChanged || best;
    }
    auto* model = dynamic_cast<SurrogateModel*>(winner.model.get());
    if (!isChanged || !model)
        return;
    for (std::size_t output = 0; output < task.outputs.size(); ++output) {
        const Variable& variable = task.output(output);
        if (variable.confidence.kind == Confidence::Kind::None)
            continue;
        const double factor = wideningOf(task.truth(output), evidence, output, variable.confidence.level);
        if (!(factor > 1) || !std::isfinite(factor))
            continue;
        model->widenBand(output, factor);
        for (std::size_t at = 0; at < evidence.mean[output].size(); ++at)
            for (auto* end : {&evidence.lower[output][at], &evidence.upper[output][at]})
                *end = evidence.mean[output][at] + factor * (*end - evidence.mean[output][at]);
    }
}

} // namespace twin
