// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/accuracy.h"

#include "session/batch.h"
#include "training/rounding.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace twin {

namespace {

std::size_t pointOf(const Contract& contract, double at)
{
    const std::vector<double>& values = contract.axis->values;
    return static_cast<std::size_t>(std::find(values.begin(), values.end(), at) - values.begin());
}

} // namespace

Result<HeldOutAnswers> answerHeldOut(const Package& package, RunSet runs)
{
    auto batch = evaluateModels(package, runs.inputs, runs.runs);
    if (!batch)
        return fail(batch.error());
    HeldOutAnswers answers;
    answers.words = fmt::format("{} runs that the fit has not seen", runs.runs);
    answers.truth = std::move(runs);
    answers.mean = std::move(batch->mean);
    answers.lower = std::move(batch->lower);
    answers.upper = std::move(batch->upper);
    return answers;
}

OutputScore scoreOutput(const Contract& contract, std::size_t output, const HeldOutAnswers& answers)
{
    const std::size_t points = contract.points(contract.outputs[output]);
    const std::size_t runs = answers.truth.runs;
    const std::vector<double>& truth = answers.truth.outputs[output];
    const std::vector<double>& mean = answers.mean[output];

    std::vector<double> meanCurve(points, 0.0);
    for (std::size_t i = 0; i < truth.size(); ++i)
        meanCurve[i % points] += truth[i] / static_cast<double>(runs);
    double residual = 0;
    double total = 0, size = 0;
    std::size_t inside = 0;
    OutputScore score;
    const bool hasBand = contract.outputs[output].confidence.kind != Confidence::Kind::None;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const double error = truth[i] - mean[i];
        residual += error * error;
        total += (truth[i] - meanCurve[i % points]) * (truth[i] - meanCurve[i % points]);
        score.maxAbs = std::max(score.maxAbs, std::abs(error));
        size = std::max(size, std::abs(truth[i]));
        inside += hasBand && truth[i] >= answers.lower[output][i] && truth[i] <= answers.upper[output][i];
    }
    const auto count = static_cast<double>(truth.size());
    // Of runs that vary by no more than rounding nothing is explained, unless it is met as nearly.
    const double rounding = 1e-13 * size * std::sqrt(count);
    if (std::sqrt(total) > rounding)
        score.r2 = 1 - residual / total;
    else
        score.r2 = std::sqrt(residual) > rounding ? 0 : 1;
    score.rmse = std::sqrt(residual / count);
    score.coverage = hasBand ? static_cast<double>(inside) / count : std::numeric_limits<double>::quiet_NaN();
    score.level = contract.outputs[output].confidence.level;
    return score;
}

bool areOwnAnswers(const HeldOutAnswers& answers)
{
    constexpr double ownAnswer = 1e-13; // of an output's largest value: no more than rounding
    for (std::size_t output = 0; output < answers.mean.size(); ++output) {
        const std::vector<double>& truth = answers.truth.outputs[output];
        double size = 0;
        for (const double value : truth)
            size = std::max(size, std::fabs(value));
        for (std::size_t i = 0; i < truth.size(); ++i)
            if (!(std::fabs(answers.mean[output][i] - truth[i]) <= ownAnswer * size))
                return false;
    }
    return answers.truth.runs > 0;
}

std::vector<WorstPoint> worstRuns(const Contract& contract, std::size_t output, const HeldOutAnswers& answers,
                                  std::size_t count)
{
    const std::size_t points = contract.points(contract.outputs[output]);
    std::vector<WorstPoint> worst(answers.truth.runs);
    for (std::size_t run = 0; run < worst.size(); ++run) {
        worst[run].run = run;
        for (std::size_t point = 0; point < points; ++point) {
            const std::size_t at = run * points + point;
            const double error = std::abs(answers.truth.outputs[output][at] - answers.mean[output][at]);
            if (error > worst[run].error)
                worst[run] = {run, point, error};
        }
    }
    std::stable_sort(worst.begin(), worst.end(),
                     [](const WorstPoint& a, const WorstPoint& b) { return a.error > b.error; });
    worst.resize(std::min(count, worst.size()));
    return worst;
}

MeasuredBound measureBound(const Contract& contract, const DeclaredBound& bound,
                           const HeldOutAnswers& answers)
{
    const std::size_t output = *contract.outputIndex(bound.output);
    const std::size_t points = contract.points(contract.outputs[output]);
    const std::vector<double>& truth = answers.truth.outputs[output];
    const std::vector<double>& mean = answers.mean[output];

    MeasuredBound result;
    if (bound.metric == "r2" || bound.metric == "coverage") {
        const OutputScore score = scoreOutput(contract, output, answers);
        result.measured = bound.metric == "r2" ? score.r2 : score.coverage;
        result.kept = bound.metric == "r2" ? score.r2 >= bound.value
                                           : score.coverage >= bound.minimum && score.coverage <= bound.value;
        return result;
    }
    double squares = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const std::size_t point = i % points;
        if (bound.at && point != pointOf(contract, *bound.at))
            continue;
        const double error = std::abs(truth[i] - mean[i]);
        double measured = error;
        if (bound.metric == "maxRelative")
            measured = error == 0 ? 0 : error / std::abs(truth[i]);
        else if (bound.metric == "withinAbsOrRel")
            measured = error / std::max(bound.value, bound.relative * std::abs(truth[i]));
        if (measured >= result.measured) {
            result.measured = measured;
            result.worst = {i / points, point, error};
        }
        squares += error * error;
        ++count;
    }
    if (bound.metric == "rmse")
        result.measured = std::sqrt(squares / static_cast<double>(std::max<std::size_t>(count, 1)));
    result.kept = result.measured <= (bound.metric == "withinAbsOrRel" ? 1 : bound.value);
    return result;
}

std::string regionWords(const Contract& contract, const DeclaredBound& bound, const HeldOutAnswers& answers)
{
    std::string words;
    if (bound.metric == "withinAbsOrRel")
        words = fmt::format("or {:g} % of the value where that is larger, ", 100 * bound.relative);
    if (bound.at)
        words +=
            fmt::format("at {} {:g}{}, ", contract.axis->name, *bound.at, contract.axis->unit.afterNumber());
    return words + "within the validated ranges; " + answers.words;
}

std::vector<AccuracyBound> accuracyOf(const Contract& contract, std::size_t output,
                                      const HeldOutAnswers& answers,
                                      const std::vector<DeclaredBound>& declared)
{
    const Variable& variable = contract.outputs[output];
    const OutputScore score = scoreOutput(contract, output, answers);
    const auto samples = static_cast<int>(answers.truth.runs);
    std::vector<AccuracyBound> bounds;
    const auto isDeclared = [&](std::string_view metric) {
        return std::any_of(declared.begin(), declared.end(), [&](const DeclaredBound& bound) {
            return bound.output == variable.name && bound.metric == metric && !bound.at;
        });
    };
    for (const auto& [metric, value] : {std::pair("rmse", score.rmse), std::pair("maxAbs", score.maxAbs)}) {
        if (!isDeclared(metric)) {
            const DeclaredBound measured{variable.name, metric, value, 0, 0, std::nullopt};
            bounds.push_back({metric, roundedUp(value), variable.unit.code(),
                              regionWords(contract, measured, answers), samples});
        }
    }
    for (const DeclaredBound& bound : declared) {
        if (bound.output != variable.name || bound.metric == "coverage")
            continue;
        const bool isRatio = bound.metric == "r2" || bound.metric == "maxRelative";
        bounds.push_back({bound.metric, bound.value, isRatio ? "1" : variable.unit.code(),
                          regionWords(contract, bound, answers), samples, bound.relative});
    }
    return bounds;
}

} // namespace twin
