// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_surrogate.h"

#include "model/surrogate_model.h"
#include "training/fit_basis.h"
#include "training/fit_jackknife.h"
#include "training/fit_pool.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <mutex>
#include <numeric>
#include <optional>

namespace twin {

namespace {

constexpr std::size_t mostLeftOut = 1000;
constexpr std::size_t probeCount = 24;

/// One output being fitted.
struct Work
{
    OutputRuns output;
    OutputCurve curve;
    CurveBasis basis;
    KeptOutPredictions keptOut;
    std::vector<KeptOutPredictions> probes; ///< by fold, of the jackknife+
};

/// The inputs of some runs as coordinates, row-major, and the values of all outputs' modes, values x runs.
struct Points
{
    std::vector<double> design;
    std::vector<double> values;
    std::vector<double> share;
    std::size_t runs = 0;
    std::size_t coordinates = 0;

    FitProblem problem() const
    {
        return {design.data(), runs, coordinates, values.data(), share.size(), share};
    }
};

/// Keeps the first error that any thread met.
class FirstError
{
  public:
    void keep(const Diagnostic& error)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_error)
            m_error = error;
    }
    const std::optional<Diagnostic>& error() const { return m_error; }

  private:
    std::mutex m_mutex;
    std::optional<Diagnostic> m_error;
};

Result<const Family*> familyOf(const nlohmann::json& spec, const std::string& location)
{
    const bool pod = spec["kind"] == "pod";
    const char* key = pod ? "family" : "kind";
    std::string name = pod ? "gaussian-process" : spec["kind"].get<std::string>();
    if (pod && spec.contains("family")) {
        if (!spec["family"].is_string())
            return fail("fit.option", location + "/family", "\"family\" must be a text.",
                        "Name a family of surrogates.");
        name = spec["family"];
    }
    const Family* family = findFamily(name);
    if (!family)
        return fail("fit.kind", fmt::format("{}/{}", location, key),
                    fmt::format("There is no family of surrogates \"{}\".", name),
                    "xdt schema training lists what there is.");
    return family;
}

Result<FitOptions> readOptions(const nlohmann::json& spec, const Family& family, const std::string& location)
{
    std::vector<std::string_view> known = family.options;
    known.insert(known.end(), {"transform", "logInputs"});
    if (spec["kind"] == "pod")
        known.insert(known.end(), {"family", "modes", "energy"});
    return FitOptions::read(spec, known, location);
}

Result<BasisChoice> readBasisChoice(const FitOptions& options)
{
    const auto modes = options.number("modes", 1, 1000);
    if (!modes)
        return fail(modes.error());
    const auto energy = options.number("energy", 0.01, 1);
    if (!energy)
        return fail(energy.error());
    BasisChoice choice;
    if (*modes) {
        choice.modes = std::size_t(**modes);
        choice.energy = 1;
    }
    if (*energy) {
        choice.energy = **energy;
        choice.modes = *modes ? choice.modes : 1000;
    }
    return choice;
}

Result<std::vector<Work>> prepare(const FitOptions& options, bool pod, const Family& family,
                                  const Contract& contract, const RunSet& runs)
{
    const auto choice = readBasisChoice(options);
    if (!choice)
        return fail(choice.error());
    auto outputs = gatherOutputs(options, contract, runs, family.fewestRuns);
    if (!outputs)
        return fail(outputs.error());
    if (runs.runs > family.mostRuns)
        return fail("fit.too-many-runs", options.location(),
                    fmt::format("{} runs are more than the {} that the family \"{}\" takes.", runs.runs,
                                family.mostRuns, family.name),
                    "Use fewer runs, or another family.");
    std::vector<Work> all;
    for (OutputRuns& output : *outputs) {
        Work work;
        const std::size_t curvePoints = output.transform.curvePoints();
        work.basis = pod ? fitBasis(output.curves.data(), runs.runs, curvePoints, *choice)
                         : identityBasis(output.curves.data(), runs.runs, curvePoints);
        work.curve.output = output.name;
        work.curve.transform = output.transform;
        work.curve.centre = work.basis.centre;
        work.curve.basis = work.basis.basis;
        work.curve.residual = work.basis.residual;
        work.curve.level = output.variable->confidence.level;
        work.keptOut.link.resize(runs.runs * output.points);
        work.keptOut.deviation.resize(runs.runs * output.points);
        work.output = std::move(output);
        all.push_back(std::move(work));
    }
    return all;
}

/// Adds the scores of one output, and each mode's share of its variance.
void addScores(Points& points, const CurveBasis& basis, const std::vector<double>& curves)
{
    const std::vector<double> scores = basis.scoresOf(curves.data(), points.runs);
    const std::size_t modes = scores.size() / points.runs;
    std::vector<double> energy(modes);
    for (std::size_t m = 0; m < modes; ++m) {
        const double* own = scores.data() + m * points.runs;
        energy[m] = std::inner_product(own, own + points.runs, own, 0.0);
    }
    const double total = std::accumulate(energy.begin(), energy.end(), 0.0);
    for (const double each : energy) // without a basis every value is an answer of its own
        points.share.push_back(basis.basis.empty() ? 1 : total > 0 ? each / total : 0);
    points.values.insert(points.values.end(), scores.begin(), scores.end());
}

/// The rows of `values` (each `width` long) whose fold is (or is not) `fold`.
std::vector<double> rowsOf(const double* values, std::size_t width, const std::vector<std::size_t>& folds,
                           std::size_t fold, bool inside)
{
    std::vector<double> rows;
    for (std::size_t run = 0; run < folds.size(); ++run)
        if ((folds[run] == fold) == inside)
            rows.insert(rows.end(), values + run * width, values + (run + 1) * width);
    return rows;
}

/// For each mode of `fold` the mode of `all` that it resembles most, each used once: the fold's fits take
/// over its choices of structure.
std::vector<std::size_t> matchModes(const CurveBasis& fold, const CurveBasis& all)
{
    const std::size_t points = all.centre.size();
    const std::size_t modes = fold.basis.empty() ? points : fold.modes();
    std::vector<std::size_t> match(modes, 0);
    if (fold.basis.empty()) {
        std::iota(match.begin(), match.end(), std::size_t(0));
        return match;
    }
    std::vector<bool> used(all.modes(), false);
    for (std::size_t m = 0; m < modes; ++m) {
        double best = -1;
        for (std::size_t other = 0; other < all.modes(); ++other) {
            const double product =
                std::inner_product(fold.basis.begin() + std::ptrdiff_t(m * points),
                                   fold.basis.begin() + std::ptrdiff_t((m + 1) * points),
                                   all.basis.begin() + std::ptrdiff_t(other * points), 0.0);
            if (!used[other] && std::fabs(product) > best) {
                best = std::fabs(product);
                match[m] = other;
            }
        }
        used[match[m]] = true;
    }
    return match;
}

/// Link and deviation of each curve at each of some places.
std::vector<KeptOutPredictions> predictRows(const Regressor& regressor,
                                            const std::vector<OutputCurve>& curves,
                                            const std::vector<double>& design)
{
    const std::size_t values = regressor.values(), rows = design.size() / regressor.coordinates();
    std::vector<KeptOutPredictions> answers(curves.size());
    for (std::size_t i = 0; i < curves.size(); ++i) {
        answers[i].link.resize(rows * curves[i].transform.points());
        answers[i].deviation.resize(answers[i].link.size());
    }
    const auto instance = regressor.instantiate();
    OutputCurve::Scratch scratch;
    std::vector<double> mean(values), variance(values);
    for (std::size_t row = 0; row < rows; row += SurrogateModel::block) {
        const std::size_t count = std::min(SurrogateModel::block, rows - row);
        std::vector<double> means(values * count), variances(values * count);
        instance->predict(design.data() + row * regressor.coordinates(), count, means.data(),
                          variances.data());
        for (std::size_t k = 0; k < count; ++k) {
            for (std::size_t v = 0; v < values; ++v) {
                mean[v] = means[v * count + k];
                variance[v] = variances[v * count + k];
            }
            std::size_t value = 0;
            for (std::size_t i = 0; i < curves.size(); ++i) {
                const std::size_t at = (row + k) * curves[i].transform.points();
                curves[i].linkOf(mean.data() + value, variance.data() + value, answers[i].link.data() + at,
                                 answers[i].deviation.data() + at, scratch);
                value += curves[i].modes();
            }
        }
    }
    return answers;
}

/// Predicts the runs of one fold, and places between the runs, by a fit and bases made from the others.
Status predictFold(std::vector<Work>& all, const FamilyFit& fit, const Points& whole,
                   const std::vector<std::size_t>& folds, std::size_t fold, const std::vector<double>& probes)
{
    const std::vector<double> test = rowsOf(whole.design.data(), whole.coordinates, folds, fold, true);
    Points some;
    some.coordinates = whole.coordinates;
    some.runs = whole.runs - test.size() / whole.coordinates;
    some.design = rowsOf(whole.design.data(), whole.coordinates, folds, fold, false);

    std::vector<OutputCurve> curves;
    std::vector<std::size_t> like;
    std::size_t first = 0;
    for (const Work& work : all) {
        const std::size_t width = work.output.transform.curvePoints();
        const std::vector<double> kept = rowsOf(work.output.curves.data(), width, folds, fold, false);
        const CurveBasis basis = work.basis.basis.empty()
                                     ? identityBasis(kept.data(), some.runs, width)
                                     : fitBasis(kept.data(), some.runs, width, {work.basis.modes(), 1});
        for (const std::size_t mode : matchModes(basis, work.basis))
            like.push_back(first + mode);
        first += work.curve.modes();
        curves.push_back(work.curve);
        curves.back().centre = basis.centre;
        curves.back().basis = basis.basis;
        curves.back().residual = basis.residual;
        addScores(some, basis, kept);
    }
    const auto regressor = fit.refit(some.problem(), like);
    if (!regressor)
        return fail(regressor.error());

    std::vector<KeptOutPredictions> answers = predictRows(**regressor, curves, test);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::size_t points = all[i].output.points;
        std::size_t row = 0;
        for (std::size_t run = 0; run < whole.runs; ++run) {
            if (folds[run] != fold)
                continue;
            std::copy_n(answers[i].link.data() + row * points, points,
                        all[i].keptOut.link.data() + run * points);
            std::copy_n(answers[i].deviation.data() + row * points, points,
                        all[i].keptOut.deviation.data() + run * points);
            ++row;
        }
    }
    if (!probes.empty()) {
        answers = predictRows(**regressor, curves, probes);
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i].probes[fold] = std::move(answers[i]);
    }
    return {};
}

/// By how much the jackknife+ widens each output's band; 1 without probes.
std::vector<double> wideningOf(const std::vector<Work>& all, const Regressor& regressor,
                               const std::vector<std::size_t>& fold, const std::vector<double>& probes)
{
    std::vector<double> widening(all.size(), 1.0);
    if (probes.empty())
        return widening;
    std::vector<OutputCurve> curves;
    for (const Work& work : all)
        curves.push_back(work.curve);
    const std::vector<KeptOutPredictions> whole = predictRows(regressor, curves, probes);
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::vector<KeptOutPredictions> withoutRun;
        for (const std::size_t left : fold)
            withoutRun.push_back(all[i].probes[left]);
        widening[i] =
            jackknifePlusWidening(normalisedResiduals(all[i].curve, all[i].keptOut, all[i].output.values),
                                  withoutRun, whole[i], all[i].output.points, all[i].curve.level);
    }
    return widening;
}

nlohmann::json describe(const Work& work, const FamilyFit& fit, std::size_t first)
{
    nlohmann::json modes = nlohmann::json::array();
    for (std::size_t m = 0; m < work.curve.modes(); ++m)
        modes.push_back(fit.describe(first + m));
    return {{"transform", toString(work.output.transform.kind())},
            {"modes", modes.size()},
            {"energy", work.basis.energy},
            {"fits", std::move(modes)}};
}

} // namespace

Result<std::unique_ptr<Model>> fitSurrogate(const nlohmann::json& spec, const Contract& contract,
                                            const RunSet& runs, const FitValidation& validation,
                                            const std::string& location, FitEvidence& evidence,
                                            const Progress& progress)
{
    const auto begin = std::chrono::steady_clock::now();
    const auto family = familyOf(spec, location);
    if (!family)
        return fail(family.error());
    const auto options = readOptions(spec, **family, location);
    if (!options)
        return fail(options.error());
    auto prepared = prepare(*options, spec["kind"] == "pod", **family, contract, runs);
    if (!prepared)
        return fail(prepared.error());
    std::vector<Work>& all = *prepared;
    auto encoding = fitEncoding(*options, contract, runs);
    if (!encoding)
        return fail(encoding.error());

    Points whole;
    whole.runs = runs.runs;
    whole.coordinates = encoding->coordinates();
    whole.design.resize(runs.runs * whole.coordinates);
    encoding->encode(runs.inputs.data(), runs.runs, whole.design.data());
    for (const Work& work : all)
        addScores(whole, work.basis, work.output.curves);

    constexpr double fitShare = 0.8;
    const Progress fitProgress = [&](double fraction, const std::string& step) {
        return !progress || progress(fitShare * fraction, step);
    };
    auto fit = (*family)->fit(whole.problem(), *options, fitProgress);
    if (!fit)
        return fail(fit.error());

    const bool isJackknife = validation.bands == BandMethod::JackknifePlus;
    if (isJackknife && runs.runs > mostLeftOut)
        return fail("fit.too-many-runs", location,
                    fmt::format("{} runs are more than the {} that are left out one at a time.", runs.runs,
                                mostLeftOut),
                    "Use \"cross-validation\" or \"split\" bands.");
    std::vector<double> probes;
    if (isJackknife) {
        probes.resize(probeCount * whole.coordinates);
        encoding->encode(probesBetween(runs, contract.inputs.size(), probeCount).data(), probeCount,
                         probes.data());
    }
    FirstError error;
    const std::size_t wanted =
        validation.folds == FitValidation::byFamily ? (*family)->folds(runs.runs) : validation.folds;
    evidence.fold = assignFolds(runs.runs, isJackknife ? runs.runs : std::min(wanted, validation.mostFolds));
    const std::size_t folds = 1 + *std::max_element(evidence.fold.begin(), evidence.fold.end());
    for (Work& work : all)
        work.probes.resize(folds);
    const auto predict = [&](std::size_t fold) {
        if (const Status status = predictFold(all, **fit, whole, evidence.fold, fold, probes); !status)
            error.keep(status.error());
    };
    const auto report = [&](std::size_t done) {
        return !progress || progress(fitShare + (1 - fitShare) * double(done) / double(folds),
                                     "predicting runs kept out of the fit");
    };
    if (!forEachInParallel(folds, predict, report))
        return fitCancelled(location);
    if (error.error())
        return fail(*error.error());

    std::unique_ptr<Regressor> regressor = (*fit)->regressor();
    const std::vector<double> widening = wideningOf(all, *regressor, evidence.fold, probes);
    std::vector<OutputCurve> curves;
    std::size_t first = 0;
    for (Work& work : all) {
        evidence.details["outputs"][work.output.name] = describe(work, **fit, first);
        first += work.curve.modes();
        calibrateBand(work.curve, work.keptOut, work.output.values, runs.runs, evidence,
                      widening[curves.size()]);
        if (work.output.variable->confidence.kind == Confidence::Kind::None)
            work.curve.scale.clear();
        curves.push_back(std::move(work.curve));
    }
    evidence.details.update((*fit)->describe());
    evidence.details["kind"] = spec["kind"];
    evidence.details["family"] = (*family)->name;
    evidence.details["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return std::make_unique<SurrogateModel>(spec["kind"], std::move(*encoding), std::move(curves),
                                            std::move(regressor));
}

} // namespace twin
