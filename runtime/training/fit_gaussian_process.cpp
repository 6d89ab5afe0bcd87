// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_gaussian_process.h"

#include "model/gaussian_process_model.h"
#include "training/fit_basis.h"
#include "training/fit_calibration.h"
#include "training/fit_options.h"
#include "training/fit_pool.h"
#include "training/fit_process.h"

#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <mutex>
#include <numeric>
#include <utility>

namespace twin {

namespace {

constexpr std::size_t fewestRuns = 5;
constexpr std::size_t mostRuns = 5000;

/// One output being fitted.
struct Work
{
    OutputRuns output;
    OutputCurve curve;
    CurveBasis basis;
    std::vector<double> scores; ///< modes x runs
    std::vector<ProcessFit> fits;
    KeptOutPredictions keptOut;
};

constexpr double minorShare = 0.002;

/// The share of the output's variance that a mode holds.
double shareOf(const Work& work, std::size_t mode)
{
    if (work.basis.basis.empty())
        return 1;
    const std::size_t runs = work.scores.size() / work.fits.size();
    const auto energy = [&](std::size_t m) {
        const double* scores = work.scores.data() + m * runs;
        return std::inner_product(scores, scores + runs, scores, 0.0);
    };
    double total = 0;
    for (std::size_t m = 0; m < work.fits.size(); ++m)
        total += energy(m);
    return total > 0 ? energy(mode) / total : 0;
}

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

struct Design
{
    std::vector<double> rows; ///< row-major runs x dimensions
    std::size_t runs = 0;
    std::size_t dimensions = 0;
};

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

/// For each mode of `fold` the mode of `all` that it resembles most, each used once: the fold's processes
/// take over its hyperparameters.
std::vector<std::size_t> matchModes(const CurveBasis& fold, const CurveBasis& all)
{
    const std::size_t points = all.centre.size();
    std::vector<bool> used(all.modes(), false);
    std::vector<std::size_t> match(fold.modes(), 0);
    for (std::size_t m = 0; m < fold.modes(); ++m) {
        double best = -1;
        for (std::size_t other = 0; other < all.modes(); ++other) {
            double product = 0;
            for (std::size_t t = 0; t < points; ++t)
                product += fold.basis[m * points + t] * all.basis[other * points + t];
            if (!used[other] && std::fabs(product) > best) {
                best = std::fabs(product);
                match[m] = other;
            }
        }
        used[match[m]] = true;
    }
    return match;
}

/// Predicts the runs of one fold by processes and a basis made from the others.
Status predictFold(Work& work, const Design& design, const std::vector<std::size_t>& folds, std::size_t fold,
                   const std::string& location)
{
    const std::size_t curvePoints = work.output.transform.curvePoints();
    const std::vector<double> curves = rowsOf(work.output.curves.data(), curvePoints, folds, fold, false);
    const std::vector<double> train = rowsOf(design.rows.data(), design.dimensions, folds, fold, false);
    const std::vector<double> test = rowsOf(design.rows.data(), design.dimensions, folds, fold, true);
    const std::size_t runs = curves.size() / curvePoints;
    const std::size_t tests = test.size() / design.dimensions;

    const bool identity = work.basis.basis.empty();
    const CurveBasis basis = identity ? identityBasis(curves.data(), runs, curvePoints)
                                      : fitBasis(curves.data(), runs, curvePoints, {work.basis.modes(), 1});
    OutputCurve curve = work.curve;
    curve.centre = basis.centre;
    curve.basis = basis.basis;
    curve.residual = basis.residual;
    const std::vector<std::size_t> match =
        identity ? std::vector<std::size_t>() : matchModes(basis, work.basis);
    const std::vector<double> scores = basis.scoresOf(curves.data(), runs);

    const std::size_t modes = scores.size() / runs;
    std::vector<double> means(modes * tests), variances(modes * tests);
    GaussianProcess::Scratch scratch;
    for (std::size_t m = 0; m < modes; ++m) {
        const double* values = scores.data() + m * runs;
        const auto process = GaussianProcess::condition(
            refitProcess(work.fits[identity ? m : match[m]], train.data(), runs, design.dimensions, values),
            train.data(), runs, design.dimensions, values, kernels(), location);
        if (!process)
            return fail(process.error());
        process->predict(test.data(), tests, means.data() + m * tests, variances.data() + m * tests, scratch);
    }
    OutputCurve::Scratch curveScratch;
    std::vector<double> mean(modes), variance(modes);
    std::size_t row = 0;
    for (std::size_t run = 0; run < design.runs; ++run) {
        if (folds[run] != fold)
            continue;
        for (std::size_t m = 0; m < modes; ++m) {
            mean[m] = means[m * tests + row];
            variance[m] = variances[m * tests + row];
        }
        ++row;
        curve.linkOf(mean.data(), variance.data(), work.keptOut.link.data() + run * work.output.points,
                     work.keptOut.deviation.data() + run * work.output.points, curveScratch);
    }
    return {};
}

nlohmann::json describe(const Work& work)
{
    nlohmann::json modes = nlohmann::json::array();
    for (const ProcessFit& fit : work.fits)
        modes.push_back({{"kernel", toString(fit.parameters.correlation)},
                         {"lengths", fit.parameters.lengths},
                         {"nugget", fit.parameters.nugget},
                         {"logLikelihood", fit.logLikelihood},
                         {"evaluations", fit.evaluations}});
    return {{"transform", toString(work.output.transform.kind())},
            {"modes", modes.size()},
            {"energy", work.basis.energy},
            {"processes", std::move(modes)}};
}

Result<std::vector<Work>> prepare(const FitOptions& options, const std::string& kind,
                                  const Contract& contract, const RunSet& runs)
{
    const auto modes = options.number("modes", 1, 1000);
    if (!modes)
        return fail(modes.error());
    const auto energy = options.number("energy", 0.01, 1);
    if (!energy)
        return fail(energy.error());
    auto outputs = gatherOutputs(options, contract, runs, fewestRuns);
    if (!outputs)
        return fail(outputs.error());
    if (runs.runs > mostRuns)
        return fail("fit.too-many-runs", options.location(),
                    fmt::format("{} runs are more than the {} that an exact Gaussian process takes.",
                                runs.runs, mostRuns),
                    "Use fewer runs, or a polynomial.");
    BasisChoice choice;
    if (*modes) {
        choice.modes = std::size_t(**modes);
        choice.energy = 1;
    }
    if (*energy) {
        choice.energy = **energy;
        choice.modes = *modes ? choice.modes : 1000;
    }

    std::vector<Work> all;
    for (OutputRuns& output : *outputs) {
        Work work;
        const std::size_t curvePoints = output.transform.curvePoints();
        work.basis = kind == "pod" ? fitBasis(output.curves.data(), runs.runs, curvePoints, choice)
                                   : identityBasis(output.curves.data(), runs.runs, curvePoints);
        work.scores = work.basis.scoresOf(output.curves.data(), runs.runs);
        work.fits.resize(work.scores.size() / runs.runs);
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

tl::unexpected<Diagnostic> cancelled(const std::string& location)
{
    return fail("fit.cancelled", location, "Training was cancelled.", "Start it again when you want it.");
}

} // namespace

Result<std::unique_ptr<Model>> fitGaussianProcessModel(const nlohmann::json& spec, const Contract& contract,
                                                       const RunSet& runs, std::size_t foldCount,
                                                       const std::string& location, FitEvidence& evidence,
                                                       const Progress& progress)
{
    const auto begin = std::chrono::steady_clock::now();
    const std::string kind = spec["kind"];
    const auto options = FitOptions::read(
        spec,
        kind == "pod" ? std::vector<std::string_view>{"kernel", "transform", "logInputs", "modes", "energy"}
                      : std::vector<std::string_view>{"kernel", "transform", "logInputs"},
        location);
    if (!options)
        return fail(options.error());
    const auto kernelName = options->text("kernel");
    if (!kernelName)
        return fail(kernelName.error());
    std::optional<Correlation> correlation;
    if (*kernelName) {
        const auto named = correlationFromString(**kernelName, location + "/kernel");
        if (!named)
            return fail(named.error());
        correlation = *named;
    }
    auto prepared = prepare(*options, kind, contract, runs);
    if (!prepared)
        return fail(prepared.error());
    std::vector<Work>& all = *prepared;
    auto encoding = fitEncoding(*options, contract, runs);
    if (!encoding)
        return fail(encoding.error());
    Design design{std::vector<double>(runs.runs * encoding->coordinates()), runs.runs,
                  encoding->coordinates()};
    encoding->encode(runs.inputs.data(), runs.runs, design.rows.data());

    const auto report = [&](double from, double to, std::size_t count, const std::string& step) {
        return [&progress, from, to, count, step](std::size_t done) {
            return !progress || progress(from + (to - from) * double(done) / double(count), step);
        };
    };

    std::vector<std::pair<Work*, std::size_t>> modes;
    for (Work& work : all)
        for (std::size_t m = 0; m < work.fits.size(); ++m)
            modes.emplace_back(&work, m);
    const auto fitMode = [&](std::size_t index) {
        auto& [work, m] = modes[index];
        // Modes come by falling energy; the last ones move the answer less than the first ones' errors do.
        const FitEffort effort = shareOf(*work, m) < minorShare ? FitEffort::Brief : FitEffort::Full;
        work->fits[m] = fitProcess(design.rows.data(), design.runs, design.dimensions,
                                   work->scores.data() + m * design.runs, correlation, effort);
    };
    if (!forEachInParallel(modes.size(), fitMode, report(0, 0.8, modes.size(), "fitting length scales")))
        return cancelled(location);

    FirstError error;
    evidence.fold = assignFolds(runs.runs, foldCount);
    const std::size_t folds = 1 + *std::max_element(evidence.fold.begin(), evidence.fold.end());
    const auto predict = [&](std::size_t index) {
        if (const Status status =
                predictFold(all[index / folds], design, evidence.fold, index % folds, location);
            !status)
            error.keep(status.error());
    };
    if (!forEachInParallel(all.size() * folds, predict,
                           report(0.8, 0.95, all.size() * folds, "predicting runs kept out of the fit")))
        return cancelled(location);
    if (error.error())
        return fail(*error.error());

    // The final processes: on all runs, by the same code path as when they are loaded.
    std::vector<std::optional<GaussianProcess>> processes(modes.size());
    const auto finish = [&](std::size_t index) {
        auto& [work, m] = modes[index];
        auto process = GaussianProcess::condition(work->fits[m].parameters, design.rows.data(), design.runs,
                                                  design.dimensions, work->scores.data() + m * design.runs,
                                                  kernelsOf(SimdLevel::Baseline), location);
        if (process)
            processes[index] = std::move(*process);
        else
            error.keep(process.error());
    };
    if (!forEachInParallel(modes.size(), finish, report(0.95, 1, modes.size(), "fitting all runs")))
        return cancelled(location);
    if (error.error())
        return fail(*error.error());

    std::vector<GaussianProcessModel::Part> parts;
    std::size_t next = 0;
    for (Work& work : all) {
        evidence.details["outputs"][work.output.name] = describe(work);
        calibrateBand(work.curve, work.keptOut, work.output.values, runs.runs, evidence);
        GaussianProcessModel::Part part;
        part.curve = std::move(work.curve);
        if (work.output.variable->confidence.kind == Confidence::Kind::None)
            part.curve.scale.clear();
        for (std::size_t m = 0; m < work.fits.size(); ++m)
            part.processes.push_back(std::move(*processes[next++]));
        parts.push_back(std::move(part));
    }
    evidence.details["kind"] = kind;
    evidence.details["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return std::make_unique<GaussianProcessModel>(kind, std::move(*encoding), std::move(design.rows),
                                                  std::move(parts));
}

} // namespace twin
