// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/family_comparison.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace twin {

namespace {

// Fits whose errors differ by less are as good as each other.
constexpr double alike = 1.01;
constexpr std::size_t enoughToTell = 50; // runs that tell a usual error from a rare one
constexpr double clearlySmaller = 0.9;   // than the next error: something can be said of why
// What a scale that keeps the declared plausibility by construction may cost.
constexpr double costOfConstruction = 1.05;
// A costly family is first judged on so many folds, and given up when its error is so many times the least.
constexpr std::size_t foldsOfTrial = 3, mostFoldsOfCostly = 10;
constexpr double hopeless = 1.5;
nlohmann::json specOf(const ChoiceTask& task, const ChoiceCandidate& candidate)
{
    nlohmann::json spec = task.spec;
    spec.erase("families");
    const bool isByCurves = task.isSeries && !candidate.isPointwise;
    spec["kind"] = isByCurves ? "pod" : std::string(candidate.family->name);
    if (isByCurves)
        spec["family"] = candidate.family->name;
    if (!candidate.transform.empty())
        spec["transform"] = candidate.transform;
    return spec;
}

/// Principal curves suit a series whose shape changes little; a front that moves needs so many of them that a
/// fit for each point is nearer, where there is time for that.
bool isTriedPointwise(const ChoiceTask& task, const Family& family)
{
    constexpr std::size_t mostPoints = 100, mostValues = 6000;
    std::size_t points = 0;
    for (std::size_t i = 0; i < task.outputs.size(); ++i)
        points += task.contract.points(task.output(i));
    return task.isSeries && !family.isCostly && points <= mostPoints &&
           points * task.runs.runs <= mostValues &&
           (family.name == std::string_view("gaussian-process") ||
            family.name == std::string_view("radial-basis"));
}

/// Scales beside the default that all outputs allow.
std::vector<std::string> otherTransforms(const ChoiceTask& task)
{
    // Between values that differ by less a logarithm is all but straight.
    constexpr double leastRatio = 1.5;
    bool positive = true, share = true, wide = false;
    for (std::size_t i = 0; i < task.outputs.size(); ++i) {
        const auto [least, most] = std::minmax_element(task.truth(i).begin(), task.truth(i).end());
        const Plausibility& plausibility = task.output(i).plausibility;
        const bool probability = plausibility.range.minimum == 0 && plausibility.range.maximum == 1;
        if (probability && plausibility.monotone == Monotone::Increasing && task.output(i).isSeries)
            return {}; // the cumulative hazard is the default and keeps all that is declared
        positive = positive && *least > 0;
        share = share && probability && *least > 0 && *most < 1;
        wide = wide || *most > leastRatio * *least || plausibility.range.minimum == 0;
    }
    std::vector<std::string> transforms;
    if (share)
        transforms.push_back("logit");
    else if (positive && wide)
        transforms.push_back("log");
    return transforms;
}

/// Whether a scale makes the declared range of every output hold by construction.
bool keepsPlausibility(const ChoiceTask& task, const std::string& transform)
{
    for (std::size_t i = 0; i < task.outputs.size(); ++i) {
        const auto& range = task.output(i).plausibility.range;
        if (!(transform == "logit"
                  ? range.minimum == 0 && range.maximum == 1
                  : transform == "log" && range.minimum == 0 && !std::isfinite(range.maximum)))
            return false;
    }
    return true;
}

/// Whether one is ahead of another by more than the scatter of its lead from run to run.
bool leadsClearly(const ChoiceTask& task, const ChoiceCandidate& one, const ChoiceCandidate& other)
{
    const std::vector<double> own = squaresByRun(task, one), others = squaresByRun(task, other);
    const auto count = double(own.size());
    double mean = 0, square = 0;
    for (std::size_t run = 0; run < own.size(); ++run)
        mean += (others[run] - own[run]) / count;
    for (std::size_t run = 0; run < own.size(); ++run)
        square += (others[run] - own[run] - mean) * (others[run] - own[run] - mean);
    return mean > std::sqrt(square / std::max(count - 1, 1.0) / count);
}

bool isIn(const ChoiceCandidate& candidate)
{
    return candidate.model && !candidate.isDropped;
}

} // namespace

bool tryOut(const ChoiceTask& task, const FitValidation& validation, ChoiceCandidate& candidate,
            const Progress& progress)
{
    auto model = fitModel(specOf(task, candidate), task.contract, task.runs, validation, task.location,
                          candidate.evidence, progress);
    if (!model) {
        candidate.failure = model.error().message;
        return model.error().code != "fit.cancelled";
    }
    candidate.model = std::move(*model);
    candidate.error = 0;
    candidate.rmse.clear();
    for (std::size_t i = 0; i < task.outputs.size(); ++i) {
        const std::vector<double>& truth = task.truth(i);
        const double mean = std::accumulate(truth.begin(), truth.end(), 0.0) / double(truth.size());
        double square = 0, spread = 0;
        for (std::size_t at = 0; at < truth.size(); ++at) {
            square +=
                (truth[at] - candidate.evidence.mean[i][at]) * (truth[at] - candidate.evidence.mean[i][at]);
            spread += (truth[at] - mean) * (truth[at] - mean);
        }
        const double rmse = std::sqrt(square / double(truth.size()));
        candidate.rmse.push_back(std::isfinite(rmse) ? rmse : std::numeric_limits<double>::infinity());
        candidate.error += (spread > 0 ? std::sqrt(square / spread) : rmse) / double(task.outputs.size());
    }
    if (!std::isfinite(candidate.error))
        candidate.error = std::numeric_limits<double>::infinity();
    return true;
}

FamilyComparison::FamilyComparison(const ChoiceTask& task, std::vector<const Family*> families, double share,
                                   const Progress& progress)
    : m_task(task),
      m_families(std::move(families)),
      m_transforms(otherTransforms(task)),
      m_share(share),
      m_progress(progress)
{
    m_trials = m_families.size() * (1 + m_transforms.size());
    for (const Family* family : m_families)
        m_trials += isTriedPointwise(task, *family);
    m_candidates.reserve(m_trials);
}

bool FamilyComparison::run()
{
    for (const bool costly : {false, true})
        for (const Family* family : m_families)
            if (family->isCostly == costly && !tryFamily(family))
                return false;
    return true;
}

ChoiceCandidate* FamilyComparison::winner()
{
    ChoiceCandidate* best = nullptr;
    for (ChoiceCandidate& each : m_candidates)
        if (each.transform.empty() && isIn(each) && (!best || each.error < best->error))
            best = &each;
    double least = best ? best->error : 0;
    if (best)
        best = preferred(*best);
    for (ChoiceCandidate& each : m_candidates) {
        if (each.transform.empty() || !isIn(each))
            continue;
        const bool constructive = keepsPlausibility(m_task, each.transform);
        if (best && each.error > (constructive ? best->error * costOfConstruction : least / alike))
            continue;
        m_reason = constructive ? fmt::format("On the {} scale the declared range holds by construction.",
                                              each.transform)
                                : fmt::format("On the {} scale the error is smaller{}.", each.transform,
                                              each.error < clearlySmaller * best->error
                                                  ? fmt::format(": {}", each.family->suits)
                                                  : std::string(", if only by a little"));
        least = std::min(least, each.error);
        best = &each;
    }
    return best;
}

bool FamilyComparison::tryFamily(const Family* family)
{
    ChoiceCandidate& first = add(family, "");
    if (family->isCostly && leastError() < std::numeric_limits<double>::infinity()) {
        if (!measure(first, foldsOfTrial, 0.3))
            return false;
        first.isDropped = first.error > hopeless * leastError();
        if (first.isDropped || !first.model)
            return true;
    }
    if (!measure(first, family->isCostly ? mostFoldsOfCostly : allFolds, 1))
        return false;
    if (isTriedPointwise(m_task, *family)) {
        ChoiceCandidate& pointwise = add(family, "");
        pointwise.isPointwise = true;
        if (!measure(pointwise, allFolds, 1))
            return false;
    }
    for (const std::string& transform : m_transforms)
        if (!family->isCostly && !measure(add(family, transform), allFolds, 1))
            return false;
    return true;
}

ChoiceCandidate& FamilyComparison::add(const Family* family, const std::string& transform)
{
    m_candidates.emplace_back();
    m_candidates.back().family = family;
    m_candidates.back().transform = transform;
    return m_candidates.back();
}

bool FamilyComparison::measure(ChoiceCandidate& candidate, std::size_t folds, double part)
{
    const std::string name = fmt::format("{}: {}", m_task.output(0).name, nameOf(candidate));
    const double done = double(m_candidates.size() - 1);
    FitValidation validation = m_task.validation;
    validation.mostFolds = folds;
    validation.isComparison = true;
    return tryOut(m_task, validation, candidate, [&](double fraction, const std::string& step) {
        return !m_progress ||
               m_progress(m_share * (done + part * fraction) / double(m_trials), name + ", " + step);
    });
}

double FamilyComparison::leastError() const
{
    double least = std::numeric_limits<double>::infinity();
    for (const ChoiceCandidate& each : m_candidates)
        if (each.model && !each.family->isCostly)
            least = std::min(least, each.error);
    return least;
}

/// One that is as good and plainer, or that the best leads by chance alone; else the best itself.
ChoiceCandidate* FamilyComparison::preferred(ChoiceCandidate& best)
{
    ChoiceCandidate* second = nullptr;
    for (ChoiceCandidate& each : m_candidates) {
        if (!each.transform.empty() || !isIn(each) || &each == &best)
            continue;
        if (&each < &best && each.error <= alike * best.error) {
            m_reason = fmt::format("{} is as good within 1 % of the error and plainer: {}.", nameOf(each),
                                   each.family->suits);
            return &each;
        }
        if (!second || each.error < second->error)
            second = &each;
    }
    if (!second || leadsClearly(m_task, best, *second))
        return &best;
    const double nearer = shareNearer(m_task, *second, best);
    const bool isNearer = second->family != best.family && m_task.runs.runs >= enoughToTell && nearer > 0.5;
    if (!best.family->isCostly && !isNearer)
        return &best;
    m_reason =
        fmt::format("The lead of {} comes from few runs, no more than chance makes; {} {}: {}.", nameOf(best),
                    nameOf(*second),
                    best.family->isCostly ? std::string("is plainer")
                                          : fmt::format("was nearer on {:.0f} % of them", 100 * nearer),
                    second->family->suits);
    return second;
}

} // namespace twin
