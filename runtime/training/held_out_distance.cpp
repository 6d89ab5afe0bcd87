// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/held_out_distance.h"

#include "training/rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace twin {

namespace {

constexpr std::size_t mostGroups = 5;
constexpr std::size_t fewestInGroup = 10;
constexpr std::size_t mostPairs = 50'000'000; ///< of many runs some stand for all
constexpr double allowance = 0.05;
constexpr double standardErrors = 3;
constexpr double shareWithoutBand = 0.9;

/// One judged run: the share of its values that are as close as declared, and its error.
struct RunVerdict
{
    double kept = 0;
    double square = 0; ///< mean square error over the output's own, averaged over outputs
};

/// The error that the given share of an output's values keep, in the nearer half of the runs.
double usualError(const HeldOutAnswers& answers, std::size_t output, std::size_t points,
                  const std::vector<std::size_t>& order)
{
    std::vector<double> errors;
    for (std::size_t i = 0; i < (order.size() + 1) / 2; ++i)
        for (std::size_t at = order[i] * points; at < (order[i] + 1) * points; ++at)
            errors.push_back(std::abs(answers.truth.outputs[output][at] - answers.mean[output][at]));
    const auto rank = static_cast<std::ptrdiff_t>(shareWithoutBand * double(errors.size() - 1));
    std::nth_element(errors.begin(), errors.begin() + rank, errors.end());
    return errors[static_cast<std::size_t>(rank)];
}

std::vector<RunVerdict> judgeRuns(const Contract& contract, const HeldOutAnswers& answers,
                                  const std::vector<std::size_t>& order)
{
    std::vector<RunVerdict> verdicts(answers.truth.runs);
    const auto outputs = static_cast<double>(contract.outputs.size());
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        const std::vector<double>& truth = answers.truth.outputs[output];
        const std::vector<double>& mean = answers.mean[output];
        const bool hasBand = contract.outputs[output].confidence.kind != Confidence::Kind::None;
        const double rmse = scoreOutput(contract, output, answers).rmse;
        const std::size_t points = contract.points(contract.outputs[output]);
        const double usual = hasBand ? 0 : usualError(answers, output, points, order);
        const double weight = 1 / (outputs * static_cast<double>(points));
        for (std::size_t i = 0; i < truth.size(); ++i) {
            const double error = truth[i] - mean[i];
            const bool isKept =
                hasBand ? truth[i] >= answers.lower[output][i] && truth[i] <= answers.upper[output][i]
                        : std::abs(error) <= usual;
            RunVerdict& verdict = verdicts[i / points];
            verdict.kept += isKept ? weight : 0;
            verdict.square += rmse > 0 ? weight * error * error / (rmse * rmse) : 0;
        }
    }
    return verdicts;
}

double declaredLevel(const Contract& contract)
{
    double sum = 0;
    for (const Variable& output : contract.outputs)
        sum += output.confidence.kind == Confidence::Kind::None ? shareWithoutBand : output.confidence.level;
    return sum / static_cast<double>(contract.outputs.size());
}

/// The first run, in order of distance, from which on the runs clearly do not keep what is declared; their
/// number when there is none.
std::size_t findFailing(const std::vector<double>& kept, double level)
{
    double sum = 0, squares = 0, clearest = standardErrors;
    std::size_t found = kept.size();
    for (std::size_t first = kept.size(); first-- > 0;) {
        sum += kept[first];
        squares += kept[first] * kept[first];
        const auto count = static_cast<double>(kept.size() - first);
        if (count < fewestInGroup)
            continue;
        const double mean = sum / count;
        const double variance = std::max((squares - sum * mean) / (count - 1), 1e-6);
        const double clearness = (level - allowance - mean) / std::sqrt(variance / count);
        if (clearness > clearest) {
            clearest = clearness;
            found = first;
        }
    }
    return found;
}

} // namespace

std::vector<double> distancesToFitted(const DomainOfValidity& domain, std::span<const double> judged,
                                      std::span<const double> fitted, const std::vector<std::size_t>& fold)
{
    const std::size_t width = domain.inputs();
    const std::size_t judges = judged.size() / width, count = fitted.size() / width;
    std::vector<double> distances(judges, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t run = 0; run < judges; run += 1 + judges * count / mostPairs) {
        double nearest = std::numeric_limits<double>::infinity();
        for (std::size_t other = 0; other < count; ++other)
            if (fold.empty() || fold[run] != fold[other])
                nearest = std::min(
                    nearest, domain.distance(judged.data() + run * width, fitted.data() + other * width));
        if (std::isfinite(nearest))
            distances[run] = nearest;
    }
    return distances;
}

DistanceJudgement judgeDistances(const Contract& contract, const HeldOutAnswers& answers,
                                 const std::vector<double>& distances, double spacingLimit)
{
    std::vector<std::size_t> order;
    for (std::size_t run = 0; run < distances.size(); ++run)
        if (!std::isnan(distances[run]))
            order.push_back(run);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return distances[a] < distances[b]; });
    DistanceJudgement judgement;
    judgement.level = declaredLevel(contract);
    judgement.limit = spacingLimit;
    if (order.empty())
        return judgement;
    const std::vector<RunVerdict> verdicts = judgeRuns(contract, answers, order);

    const std::size_t groups = std::clamp<std::size_t>(order.size() / fewestInGroup, 1, mostGroups);
    for (std::size_t group = 0; group < groups; ++group) {
        const std::size_t first = group * order.size() / groups, last = (group + 1) * order.size() / groups;
        DistanceJudgement::Group& part = judgement.groups.emplace_back();
        part.from = distances[order[first]];
        part.to = distances[order[last - 1]];
        part.runs = last - first;
        for (std::size_t i = first; i < last; ++i) {
            part.kept += verdicts[order[i]].kept / static_cast<double>(part.runs);
            part.error += verdicts[order[i]].square / static_cast<double>(part.runs);
        }
        part.error = std::sqrt(part.error);
    }
    std::vector<double> kept;
    for (const std::size_t run : order)
        kept.push_back(verdicts[run].kept);
    const std::size_t failing = findFailing(kept, judgement.level);
    // Where even the nearest runs fail, distance is not what is wrong.
    if (failing > 0 && failing < order.size() && distances[order[failing]] < spacingLimit &&
        distances[order[failing - 1]] > 0) {
        judgement.limit = distances[order[failing - 1]];
        judgement.isLowered = true;
    }
    return judgement;
}

nlohmann::json toJson(const DistanceJudgement& judgement)
{
    nlohmann::json groups = nlohmann::json::array();
    for (const DistanceJudgement::Group& group : judgement.groups)
        groups.push_back({{"from", toDigits(group.from, 4)},
                          {"to", toDigits(group.to, 4)},
                          {"runs", group.runs},
                          {"error", toDigits(group.error, 4)},
                          {"kept", toDigits(group.kept, 4)}});
    return {{"groups", std::move(groups)}, {"level", judgement.level}, {"lowered", judgement.isLowered}};
}

} // namespace twin
