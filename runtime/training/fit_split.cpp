// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_split.h"

#include "model/surrogate_model.h"
#include "training/answered_runs.h"
#include "training/fit_calibration.h"
#include "training/fit_surrogate.h"
#include "training/split_runs.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

constexpr std::size_t share = 4; // one run in so many sets the width
constexpr std::size_t fewestJudges = 10;

/// Puts the rows of a part at their places in the whole.
void place(std::vector<double>& whole, const std::vector<double>& part, const std::vector<std::size_t>& runs,
           std::size_t points)
{
    for (std::size_t i = 0; i < runs.size(); ++i)
        std::copy_n(part.begin() + std::ptrdiff_t(i * points), points,
                    whole.begin() + std::ptrdiff_t(runs[i] * points));
}

/// One output of the model over the runs of one part.
struct Answers
{
    std::vector<double> mean, lower, upper;
};

Result<std::vector<Answers>> answer(const Model& model, const Contract& contract, const RunSet& runs)
{
    std::vector<Answers> answers;
    std::vector<OutputSlice> slices;
    for (const std::string& name : model.outputs()) {
        const std::size_t count = runs.runs * contract.points(*contract.findOutput(name));
        answers.push_back(
            {std::vector<double>(count), std::vector<double>(count), std::vector<double>(count)});
    }
    for (Answers& output : answers)
        slices.push_back({output.mean.data(), output.lower.data(), output.upper.data()});
    if (const Status status = model.instantiate()->evaluate(runs.inputs.data(), runs.runs, slices); !status)
        return fail(status.error());
    return answers;
}

/// Draws the ends of a band nearer to or farther from the middle, on the scale that the output is modelled
/// on.
void rescale(const OutputTransform& transform, Answers& answers, double factor)
{
    for (std::size_t i = 0; i < answers.mean.size(); ++i) {
        const double middle = transform.toLink(answers.mean[i]);
        for (double* end : {&answers.lower[i], &answers.upper[i]})
            *end = transform.fromLink(middle + factor * (transform.toLink(*end) - middle));
    }
}

/// By how much the band must be widened to hold the judging runs that count, leaving room for one more.
double widening(const OutputCurve& curve, const Answers& answers, const std::vector<double>& truth,
                const std::vector<bool>& counts)
{
    std::vector<double> ratios;
    const std::size_t points = truth.size() / counts.size();
    const auto runs = std::size_t(std::count(counts.begin(), counts.end(), true));
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (!counts[i / points])
            continue;
        const double middle = curve.transform.toLink(answers.mean[i]),
                     value = curve.transform.toLink(truth[i]);
        const double half = curve.transform.toLink(answers.upper[i]) - middle;
        if (half > 0 && std::isfinite(half) && value != middle)
            ratios.push_back(std::fabs(value - middle) / half);
    }
    return conformalQuantile(std::move(ratios), runs, curve.level);
}

} // namespace

Result<std::unique_ptr<Model>> fitSplit(const nlohmann::json& spec, const Contract& contract,
                                        const RunSet& runs, FitValidation validation,
                                        const std::string& location, FitEvidence& evidence,
                                        const Progress& progress)
{
    if (runs.runs < share * fewestJudges)
        return fail("fit.too-few-runs", location,
                    fmt::format("Split bands are set by one run in {}; of {} runs that is too few.", share,
                                runs.runs),
                    "Give at least 40 runs, or choose \"jackknife+\" or \"cross-validation\" bands.");
    const std::vector<std::size_t> quarter =
        assignFolds(runs.inputs.data(), runs.runs, contract.inputs.size(), share);
    std::vector<std::size_t> fitted, judging;
    for (std::size_t run = 0; run < runs.runs; ++run)
        (quarter[run] == 0 ? judging : fitted).push_back(run);
    const RunSet judges = selectRuns(contract, runs, judging);

    FitEvidence fittedEvidence;
    fittedEvidence.details = nlohmann::json::object();
    validation.bands = BandMethod::CrossValidation;
    auto fit = fitSurrogate(spec, contract, selectRuns(contract, runs, fitted), validation, location,
                            fittedEvidence, progress);
    if (!fit)
        return fit;
    auto& model = static_cast<SurrogateModel&>(**fit);
    auto counts = answeredRuns(contract, judges.inputs);
    if (!counts)
        return fail(counts.error());
    if (std::count(counts->begin(), counts->end(), true) < std::ptrdiff_t(fewestJudges))
        counts->assign(judges.runs, true);
    auto answers = answer(model, contract, judges);
    if (!answers)
        return fail(answers.error());

    evidence.details = std::move(fittedEvidence.details);
    evidence.folds = fittedEvidence.folds;
    evidence.betweenLevels = std::move(fittedEvidence.betweenLevels);
    evidence.fold.assign(runs.runs, 0);
    for (std::size_t i = 0; i < fitted.size(); ++i)
        evidence.fold[fitted[i]] = 1 + fittedEvidence.fold[i];
    for (std::size_t output = 0; output < model.outputs().size(); ++output) {
        const std::size_t position = *contract.outputIndex(model.outputs()[output]);
        const std::size_t points = contract.points(contract.outputs[position]);
        const OutputCurve& curve = model.curves()[output];
        Answers known{std::move(fittedEvidence.mean[output]), std::move(fittedEvidence.lower[output]),
                      std::move(fittedEvidence.upper[output])};
        if (!curve.scale.empty()) {
            const double factor = widening(curve, (*answers)[output], judges.outputs[position], *counts);
            if (factor > 0 && std::isfinite(factor)) {
                model.widenBand(output, factor);
                rescale(curve.transform, known, factor);
                rescale(curve.transform, (*answers)[output], factor);
            }
        }
        for (auto [whole, part, own] :
             {std::tuple(&evidence.mean, &known.mean, &(*answers)[output].mean),
              std::tuple(&evidence.lower, &known.lower, &(*answers)[output].lower),
              std::tuple(&evidence.upper, &known.upper, &(*answers)[output].upper)}) {
            whole->emplace_back(runs.runs * points);
            place(whole->back(), *part, fitted, points);
            place(whole->back(), *own, judging, points);
        }
    }
    return fit;
}

} // namespace twin
