// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_surrogate.h"

#include "model/surrogate_model.h"
#include "training/answered_runs.h"
#include "training/fit_jackknife.h"
#include "training/fit_kept_out.h"
#include "training/fit_pool.h"
#include "training/fit_spread.h"
#include "training/measured_band.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <mutex>
#include <numeric>
#include <optional>

namespace twin {

namespace {

constexpr std::size_t mostLeftOut = 1000;
constexpr std::size_t manyValues = 12, manyRuns = 200, foldsOfMany = 10;
constexpr std::size_t probeCount = 24;

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
    if (!family) {
        std::vector<std::string> known;
        for (const Family& each : allFamilies())
            known.emplace_back(each.name);
        return fail(
            "fit.kind", fmt::format("{}/{}", location, key),
            fmt::format("There is no kind of model \"{}\".", name),
            fmt::format("Surrogates are {}, and \"pod\" of one of them for series (Kriging is "
                        "gaussian-process, a principal component analysis is pod); \"auto\" compares them. "
                        "xdt schema training lists the other kinds.",
                        fmt::join(known, ", ")));
    }
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

Result<std::vector<SurrogateOutput>> prepare(const FitOptions& options, bool pod, const Family& family,
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
    std::vector<SurrogateOutput> all;
    for (OutputRuns& output : *outputs) {
        SurrogateOutput work;
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

/// What CV+ adds to a band of cross-validation. Fits that lack a fold err more than the whole one does, and
/// say so, for a smooth response by about the square of the runs' number: that is no reason to widen. And of
/// many runs one or a few move the fit so little that the errors alone tell its band.
double shareOfWidening(double widening, std::size_t runs, std::size_t folds)
{
    const double whole = 1 - 1 / double(folds);
    return std::pow(std::max(1.0, widening * whole * whole), 60 / double(runs + 60));
}

/// Standard deviation of all values.
double spreadOf(const SurrogateOutput& work)
{
    const std::size_t count = work.keptOut.link.size();
    const double mean = std::accumulate(work.output.values, work.output.values + count, 0.0) / double(count);
    double sum = 0;
    for (std::size_t at = 0; at < count; ++at)
        sum += (work.output.values[at] - mean) * (work.output.values[at] - mean);
    return std::sqrt(sum / double(count));
}

/// Of the runs that folds of one input's levels predict; NaN without answers.
double rmseOf(const SurrogateOutput& work, const std::vector<double>& link, const Folds& folds,
              std::size_t input)
{
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t at = 0; at < link.size(); ++at) {
        const std::size_t fold = folds.of[at / work.output.points];
        if (fold == Folds::none || folds.input[fold] != input)
            continue;
        const double error = work.output.values[at] - work.curve.transform.fromLink(link[at]);
        sum += error * error;
        ++count;
    }
    return count > 0 ? std::sqrt(sum / double(count)) : std::nan("");
}

nlohmann::json describe(const SurrogateOutput& work, const FamilyFit& fit, std::size_t first)
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
    std::vector<SurrogateOutput>& all = *prepared;
    auto encoding = fitEncoding(*options, contract, runs);
    if (!encoding)
        return fail(encoding.error());

    SurrogatePoints whole;
    whole.runs = runs.runs;
    whole.coordinates = encoding->coordinates();
    whole.design.resize(runs.runs * whole.coordinates);
    encoding->encode(runs.inputs.data(), runs.runs, whole.design.data());
    for (const SurrogateOutput& work : all)
        addScores(whole, work.basis, work.output.curves);

    constexpr double fitShare = 0.8, levelShare = 0.85;
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
    if (runs.runs <= mostLeftOut) { // of more, one or a few hardly move the fit
        probes.resize(probeCount * whole.coordinates);
        encoding->encode(probesBetween(runs, contract.inputs.size(), probeCount).data(), probeCount,
                         probes.data());
    }
    std::size_t wanted = validation.folds;
    if (wanted == FitValidation::byFamily) {
        wanted = validation.isComparison ? usualFolds(runs.runs) : (*family)->folds(runs.runs);
        // A fold of many modes costs as many fits, and their errors add up to what one more run in ten hardly
        // moves.
        if (whole.share.size() > manyValues && runs.runs >= manyRuns)
            wanted = std::min(wanted, foldsOfMany);
    }
    const auto keepOut = [&](const Folds& folds, const std::vector<double>& places, double from,
                             double to) -> Status {
        FirstError error;
        for (SurrogateOutput& work : all)
            work.probes.assign(folds.count, {});
        const auto predict = [&](std::size_t fold) {
            if (const Status status = predictFold(all, **fit, whole, folds, fold, places); !status)
                error.keep(status.error());
        };
        const auto report = [&](std::size_t done) {
            return !progress || progress(from + (to - from) * double(done) / double(folds.count),
                                         "predicting runs kept out of the fit");
        };
        if (!forEachInParallel(folds.count, predict, report))
            return fitCancelled(location);
        return error.error() ? Status(fail(*error.error())) : Status();
    };
    const std::vector<std::size_t> levelled =
        validation.isComparison ? std::vector<std::size_t>() : levelledInputs(contract, runs);
    Folds between;
    std::vector<std::vector<double>> betweenLinks;
    if (!levelled.empty())
        between = levelFolds(runs, levelled);
    if (between.count > 0) {
        const Status kept = keepOut(between, {}, fitShare, levelShare);
        if (!kept && kept.error().code == "fit.cancelled")
            return fail(kept.error());
        for (SurrogateOutput& work : all) // without a level, the runs may not determine the model
            betweenLinks.push_back(kept ? work.keptOut.link : std::vector<double>());
    }
    evidence.fold = assignFolds(runs.inputs.data(), runs.runs, contract.inputs.size(),
                                isJackknife ? runs.runs : std::min(wanted, validation.mostFolds));
    evidence.folds = 1 + *std::max_element(evidence.fold.begin(), evidence.fold.end());
    if (const Status kept =
            keepOut({evidence.fold, evidence.folds}, probes, between.count > 0 ? levelShare : fitShare, 1);
        !kept)
        return fail(kept.error());
    for (const std::size_t input : levelled) {
        if (std::find(between.input.begin(), between.input.end(), input) == between.input.end())
            continue;
        BetweenLevels& found = evidence.betweenLevels.emplace_back();
        found.input = input;
        for (std::size_t i = 0; i < all.size(); ++i) {
            found.rmse.push_back(rmseOf(all[i], betweenLinks[i], between, input));
            found.usual.push_back(rmseOf(all[i], all[i].keptOut.link, between, input));
            found.spread.push_back(spreadOf(all[i]));
        }
    }

    auto answered = answeredRuns(contract, runs.inputs);
    if (!answered)
        return fail(answered.error());
    const auto answeredCount = std::size_t(std::count(answered->begin(), answered->end(), true));
    for (SurrogateOutput& work : all) // too few say nothing of so large a share: then all runs do
        if (answeredCount >= fewestRunsForBand(work.curve.level))
            work.keptOut.counts = *answered;

    std::unique_ptr<Regressor> regressor = (*fit)->regressor();
    std::vector<double> widening = wideningOf(all, *regressor, evidence.fold, probes);
    if (!isJackknife)
        for (double& each : widening)
            each = shareOfWidening(each, runs.runs, evidence.folds);
    std::vector<OutputCurve> curves;
    std::size_t first = 0;
    for (SurrogateOutput& work : all) {
        evidence.details["outputs"][work.output.name] = describe(work, **fit, first);
        first += work.curve.modes();
        if (work.output.variable->confidence.kind != Confidence::Kind::None)
            fitSpread(work.curve, work.keptOut, work.output.values, whole.design.data(), runs.runs,
                      whole.coordinates, evidence.fold);
        calibrateBand(work.curve, work.keptOut, work.output.values, runs.runs, evidence,
                      widening[curves.size()]);
        if (work.output.variable->confidence.kind == Confidence::Kind::None) {
            work.curve.scale.clear();
            work.curve.spread = {};
        }
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
