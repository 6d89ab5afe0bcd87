// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/held_out_distance.h"

#include "training/rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace twin {

namespace {

constexpr std::size_t mostGroups = 5;
constexpr std::size_t fewestInGroup = 10;
constexpr double allowance = 0.05;
constexpr double standardErrors = 3;
constexpr double shareWithoutBand = 0.9;

/// One judged run: the share of its values that are as close as declared, and its error.
struct RunVerdict
{
    double kept = 0;
    double square = 0; ///< mean square error over the output's own, averaged over outputs
};

/// The error that the given share of an output's values keep.
double usualError(const std::vector<double>& truth, const std::vector<double>& mean, double share)
{
    std::vector<double> errors(truth.size());
    for (std::size_t i = 0; i < errors.size(); ++i)
        errors[i] = std::abs(truth[i] - mean[i]);
    const auto at = errors.begin() + static_cast<std::ptrdiff_t>(share * double(errors.size() - 1));
    std::nth_element(errors.begin(), at, errors.end());
    return *at;
}

std::vector<RunVerdict> judgeRuns(const Contract& contract, const HeldOutAnswers& answers)
{
    std::vector<RunVerdict> verdicts(answers.truth.runs);
    const auto outputs = static_cast<double>(contract.outputs.size());
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        const std::vector<double>& truth = answers.truth.outputs[output];
        const std::vector<double>& mean = answers.mean[output];
        const bool hasBand = contract.outputs[output].confidence.kind != Confidence::Kind::None;
        const double usual = hasBand ? 0 : usualError(truth, mean, shareWithoutBand);
        const double rmse = scoreOutput(contract, output, answers).rmse;
        const std::size_t points = contract.points(contract.outputs[output]);
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
    std::vector<double> distances(judged.size() / width, std::numeric_limits<double>::infinity());
    for (std::size_t run = 0; run < distances.size(); ++run)
        for (std::size_t other = 0; other < fitted.size() / width; ++other)
            if (fold.empty() || fold[run] != fold[other])
                distances[run] = std::min(distances[run], domain.distance(judged.data() + run * width,
                                                                          fitted.data() + other * width));
    return distances;
}

DistanceJudgement judgeDistances(const Contract& contract, const HeldOutAnswers& answers,
                                 const std::vector<double>& distances, double spacingLimit)
{
    std::vector<std::size_t> order(distances.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return distances[a] < distances[b]; });
    const std::vector<RunVerdict> verdicts = judgeRuns(contract, answers);
    DistanceJudgement judgement;
    judgement.level = declaredLevel(contract);
    judgement.limit = spacingLimit;

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
