// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/train_checks.h"

#include "guardrail/guardrail_set.h"
#include "training/answered_runs.h"
#include "training/run_words.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <numeric>
#include <set>

namespace twin {

namespace {

/// Rows of a row-major matrix whose run is kept.
void keepRows(std::vector<double>& values, const std::vector<bool>& keep)
{
    const std::size_t width = values.size() / keep.size();
    std::size_t to = 0;
    for (std::size_t run = 0; run < keep.size(); ++run) {
        for (std::size_t i = 0; i < width && keep[run]; ++i)
            values[to++] = values[run * width + i];
    }
    values.resize(to);
}

} // namespace

Status keepAllowed(const Contract& contract, const std::vector<bool>& judged, HeldOutAnswers& answers)
{
    auto answered = answeredRuns(contract, answers.truth.inputs);
    if (!answered)
        return fail(answered.error());
    std::vector<bool>& keep = *answered;
    std::vector<std::string> names;
    for (std::size_t run = 0; run < answers.truth.runs; ++run) {
        keep[run] = keep[run] && judged[run];
        if (keep[run])
            names.push_back(answers.truth.names[run]);
    }
    const auto counted = std::size_t(std::count(judged.begin(), judged.end(), true));
    if (counted == 0)
        return fail(
            "train.none-judged", "/models",
            "No run can be predicted without itself, so that nothing is known of the accuracy.",
            "Give more levels, or mark runs between them to be held out (\"validation\" / \"heldOut\").");
    if (names.empty())
        return fail("train.all-blocked", "/contract",
                    "Every run that is to judge the twin lies outside of the validated ranges or where the "
                    "contract's rules let it show no answer.",
                    "Check the ranges and the rules' conditions, or give runs where the twin is to answer.");
    keepRows(answers.truth.inputs, keep);
    keepRows(answers.distance, keep);
    for (auto* matrices : {&answers.truth.outputs, &answers.mean, &answers.lower, &answers.upper}) {
        for (std::vector<double>& values : *matrices)
            keepRows(values, keep);
    }
    answers.truth.runs = names.size();
    if (names.size() < counted)
        answers.words +=
            fmt::format(", of which {} lie where the contract lets the twin answer", names.size());
    answers.truth.names = std::move(names);
    return {};
}

Status checkBounds(const TrainingSpec& spec, const Contract& contract, const HeldOutAnswers& answers)
{
    for (std::size_t i = 0; i < spec.bounds.size(); ++i) {
        const DeclaredBound& bound = spec.bounds[i];
        const MeasuredBound measured = measureBound(contract, bound, answers);
        if (measured.kept)
            continue;
        const bool hasWorst = bound.metric != "r2" && bound.metric != "coverage" && bound.metric != "rmse";
        const std::string worst =
            hasWorst ? fmt::format(" The worst run is {}.", answers.truth.names[measured.worst.run]) : "";
        return fail(
            "train.bound", fmt::format("/validation/bounds/{}", i),
            fmt::format("{} does not keep its declared bound: {} is {:.4g} on {}, declared is {:g}.{}",
                        bound.output, bound.metric, measured.measured, answers.words,
                        bound.metric == "withinAbsOrRel" ? 1 : bound.value, worst),
            "Add runs, choose another model, or declare what can be kept.");
    }
    return {};
}

std::optional<Diagnostic> unexplained(const Contract& contract, std::size_t output,
                                      const HeldOutAnswers& answers)
{
    const OutputScore score = scoreOutput(contract, output, answers);
    const std::vector<double>& truth = answers.truth.outputs[output];
    const auto [least, most] = std::minmax_element(truth.begin(), truth.end());
    // Of few runs a share as large as this comes about by chance.
    const double chance = std::min(0.1, 2 / double(std::max<std::size_t>(answers.truth.runs, 1)) + 0.01);
    if (score.r2 > chance || !(*most - *least > 1e-9 * std::max(std::fabs(*least), std::fabs(*most))))
        return std::nullopt;
    const Variable& variable = contract.outputs[output];
    return Diagnostic{
        Severity::Warning, "train.unexplained", "/contract/outputs/" + std::to_string(output),
        fmt::format("{} is not explained at all: its answers are no nearer to the runs than their "
                    "mean is (R² {:.3g}).",
                    variable.label, score.r2),
        "Check formulas, units and constants; give inputs that it depends on, or more runs."};
}

bool limitsTrust(const Diagnostic& finding)
{
    static constexpr std::string_view kinds[] = {"answers.",       "data.collinear",   "data.constant-input",
                                                 "data.drift",     "data.failed-runs", "data.few-levels",
                                                 "data.held-out",  "data.item-",       "data.outlier-error",
                                                 "data.uncovered", "train.own-answers"};
    return finding.severity == Severity::Warning &&
           std::any_of(std::begin(kinds), std::end(kinds),
                       [&](std::string_view kind) { return finding.code.starts_with(kind); });
}

std::optional<Diagnostic> judgedByItself(const HeldOutAnswers& answers)
{
    if (!areOwnAnswers(answers))
        return std::nullopt;
    return Diagnostic{
        Severity::Warning, "train.own-answers", "/models",
        "Every run agrees with the models to the last digit: it seems that they answered the runs "
        "themselves, and then nothing is measured.",
        "Give runs of what the models stand for: measurements, or another simulator."};
}

void findUncovered(const Contract& contract, std::span<const double> runs, bool areHeldOut,
                   Diagnostics& found)
{
    const double much = areHeldOut ? 0.3 : 0.15; // of a range
    const std::size_t width = contract.inputs.size();
    for (std::size_t i = 0; i < width; ++i) {
        const Variable& input = contract.inputs[i];
        if (input.type == VariableType::Enumeration || !input.validated.isFinite())
            continue;
        double least = std::numeric_limits<double>::infinity(), most = -least;
        for (std::size_t at = i; at < runs.size(); at += width) {
            least = std::min(least, runs[at]);
            most = std::max(most, runs[at]);
        }
        if (least - input.validated.minimum <= much * input.validated.width() &&
            input.validated.maximum - most <= much * input.validated.width())
            continue;
        found.push_back(
            {Severity::Warning, areHeldOut ? "data.held-out-uncovered" : "data.uncovered",
             fmt::format("/contract/inputs/{}/validated", i),
             fmt::format("{} is said to be validated from {} to {}, but the runs{} have it from {} to {}.",
                         input.label, input.formatValue(input.validated.minimum),
                         input.formatValue(input.validated.maximum), areHeldOut ? " that judge" : "",
                         input.formatValue(least), input.formatValue(most)),
             areHeldOut
                 ? "Hold out runs from all of it. The figures of accuracy say nothing of the rest."
                 : "Narrow the validated range, or add runs. The figures of accuracy say nothing of the "
                   "rest."});
    }
}

/// Of two lists of one length; 0 where one does not vary.
static double correlationOf(const std::vector<double>& one, const std::vector<double>& other)
{
    const auto count = double(one.size());
    const double middle = std::accumulate(one.begin(), one.end(), 0.0) / count,
                 mean = std::accumulate(other.begin(), other.end(), 0.0) / count;
    double both = 0, own = 0, others = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        both += (one[i] - middle) * (other[i] - mean);
        own += (one[i] - middle) * (one[i] - middle);
        others += (other[i] - mean) * (other[i] - mean);
    }
    return own > 0 && others > 0 ? both / std::sqrt(own * others) : 0;
}

void findDrift(const Contract& contract, const RunSet& runs, const std::vector<std::vector<double>>& mean,
               const std::vector<bool>& judged, Diagnostics& found)
{
    constexpr std::size_t fewest = 30;
    constexpr double clearly = 5, strongly = 0.4; // standard errors of a correlation; a correlation
    constexpr double negligible = 0.01;           // of an output's spread
    std::vector<double> order(runs.runs);
    std::iota(order.begin(), order.end(), 0.0);
    for (std::size_t input = 0; input < contract.inputs.size(); ++input)
        if (std::fabs(correlationOf(order, inputColumn(runs, input))) > 0.5)
            return; // what looks like time may be the input
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        const std::vector<double>& truth = runs.outputs[output];
        const std::size_t points = truth.size() / runs.runs;
        std::vector<double> places, errors;
        for (std::size_t run = 0; run < runs.runs; ++run) {
            if (!judged[run])
                continue;
            double sum = 0;
            for (std::size_t at = run * points; at < (run + 1) * points; ++at)
                sum += truth[at] - mean[output][at];
            places.push_back(double(run));
            errors.push_back(sum / double(points));
        }
        const auto count = double(errors.size());
        const double correlation = correlationOf(places, errors);
        double square = 0;
        for (const double each : errors)
            square += each * each;
        const auto [smallest, largest] = std::minmax_element(truth.begin(), truth.end());
        if (errors.size() < fewest || std::fabs(correlation) < strongly ||
            std::fabs(correlation) * std::sqrt(count) < clearly ||
            std::sqrt(square / count) < negligible * (*largest - *smallest))
            continue;
        const Variable& variable = contract.outputs[output];
        found.push_back(
            {Severity::Warning, "data.drift", fmt::format("/contract/outputs/{}", output),
             fmt::format("The runs {} from what the others say of {}, the more the later they stand in the "
                         "table: something that is no input has changed meanwhile.",
                         correlation > 0 ? "rise" : "fall", variable.label),
             "Find what changed and make it an input, or leave out the runs from before."});
    }
}

bool findBetweenLevels(const Contract& contract, const Model& model, const BetweenLevels& between,
                       Diagnostics& found)
{
    constexpr double clearly = 3;       // times the usual error
    constexpr double negligible = 0.01; // of the output's spread
    std::vector<std::string> missed;
    for (std::size_t i = 0; i < between.rmse.size(); ++i) {
        const Variable& output = *contract.findOutput(model.outputs()[i]);
        const double rmse = between.rmse[i];
        if (std::isnan(rmse))
            missed.push_back(fmt::format("{} cannot be told at all", output.label));
        else if (rmse > clearly * between.usual[i] && rmse > negligible * between.spread[i])
            missed.push_back(fmt::format("{} is missed by {:.2g}{} instead of {:.2g} (root mean square)",
                                         output.label, rmse, output.unit.afterNumber(), between.usual[i]));
    }
    if (!missed.empty())
        found.push_back(
            {Severity::Warning, "data.few-levels", fmt::format("/contract/inputs/{}", between.input),
             fmt::format(
                 "The runs have few values of {}. How right the answers are between them was not measured "
                 "(they are shown as sparse): predicted without any run at its value, {}.",
                 contract.inputs[between.input].label, fmt::join(missed, "; ")),
             "Add runs between these values (xdt sample --enrich), or rely on the twin at them alone."});
    return !missed.empty();
}

std::size_t seenRuns(std::span<const double> fitted, std::span<const double> runs, std::size_t width)
{
    constexpr double near = 1e-4; // of what the runs range over
    std::vector<double> slack(width);
    for (std::size_t i = 0; i < width; ++i) {
        double least = fitted[i], most = fitted[i];
        for (std::size_t at = i; at < fitted.size(); at += width) {
            least = std::min(least, fitted[at]);
            most = std::max(most, fitted[at]);
        }
        slack[i] = near * (most - least);
    }
    // In the order of the input that tells most runs apart, those beside each other are few.
    std::size_t by = 0, most = 0;
    for (std::size_t i = 0; i < width; ++i) {
        std::set<double> values;
        for (std::size_t at = i; at < fitted.size(); at += width)
            values.insert(fitted[at]);
        if (values.size() > most) {
            most = values.size();
            by = i;
        }
    }
    std::vector<std::size_t> order;
    for (std::size_t in = 0; in < fitted.size(); in += width)
        order.push_back(in);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return fitted[a + by] < fitted[b + by]; });
    std::size_t seen = 0;
    for (std::size_t out = 0; out < runs.size(); out += width) {
        auto in = std::lower_bound(order.begin(), order.end(), runs[out + by] - slack[by],
                                   [&](std::size_t a, double value) { return fitted[a + by] < value; });
        bool isSeen = false;
        for (; in != order.end() && fitted[*in + by] <= runs[out + by] + slack[by] && !isSeen; ++in) {
            isSeen = true;
            for (std::size_t i = 0; i < width && isSeen; ++i)
                isSeen = std::fabs(runs[out + i] - fitted[*in + i]) <= slack[i];
        }
        seen += isSeen;
    }
    return seen;
}

void findSeenRuns(std::span<const double> fitted, std::span<const double> heldOut, std::size_t width,
                  Diagnostics& found)
{
    const std::size_t seen = seenRuns(fitted, heldOut, width);
    if (seen > 0)
        found.push_back(
            {Severity::Warning, "data.held-out-seen", "/validation/heldOut",
             fmt::format("{} of {} runs that are held out have the inputs of runs that were fitted to: "
                         "they say nothing of the places between.",
                         seen, heldOut.size() / width),
             "Hold out runs at points of their own, or leave \"heldOut\" out: cross-validation keeps "
             "repeated runs out together."});
}

void findEmptyBounds(const TrainingSpec& spec, Diagnostics& found)
{
    if (spec.heldOut || !spec.heldOutRegion.empty())
        return;
    for (std::size_t i = 0; i < spec.bounds.size(); ++i)
        if (spec.bounds[i].metric == "coverage")
            found.push_back(
                {Severity::Warning, "train.coverage-bound", fmt::format("/validation/bounds/{}", i),
                 fmt::format("The bound on the coverage of {} shows nothing: its band is set by the same "
                             "runs that are counted.",
                             spec.bounds[i].output),
                 "Mark runs to be held out (\"validation\" / \"heldOut\"), or leave the bound out."});
}

Status checkOwnersRules(const Contract& contract)
{
    Diagnostics untrue = checkExamples(contract);
    if (untrue.empty())
        return {};
    untrue.front().location = "/contract" + untrue.front().location;
    return fail(std::move(untrue.front()));
}

} // namespace twin
