// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_gaussian_process.h"

#include "base/processors.h"
#include "model/gaussian_process_regressor.h"
#include "training/fit_pool.h"
#include "training/fit_process.h"
#include "training/fit_sparse.h"

#include <fmt/format.h>
#include <functional>
#include <optional>

namespace twin {

namespace {

// Modes come by falling energy; the last ones move the answer less than the first ones' errors do.
constexpr double minorShare = 0.002;
// So few values are worth a thorough search each.
constexpr std::size_t fewValues = 3;

/// Processes with the hyperparameters given, conditioned on a problem's values.
Result<std::optional<GaussianProcess>> condition(const GaussianProcessParameters& parameters,
                                                 const FitProblem& problem, std::size_t value,
                                                 const KernelTable& factorBy, const std::string& location)
{
    auto process = GaussianProcess::condition(parameters, problem.design, problem.runs, problem.coordinates,
                                              problem.values + value * problem.runs, factorBy, location);
    if (!process)
        return fail(process.error());
    return std::optional(std::move(*process));
}

std::vector<double> designOf(const FitProblem& problem)
{
    return {problem.design, problem.design + problem.runs * problem.coordinates};
}

/// Many values share the processors one each; few values have all of them in turn.
bool fitEach(std::size_t count, std::size_t runs, const std::function<void(std::size_t, FitTeam&)>& fitValue,
             const std::function<bool(std::size_t)>& report)
{
    constexpr std::size_t runsWorthSharing = 250;
    const std::size_t processors = availableProcessors();
    if (count >= processors || runs < runsWorthSharing)
        return forEachInParallel(
            count,
            [&](std::size_t i) {
                FitTeam alone;
                fitValue(i, alone);
            },
            report);
    FitTeam team(processors);
    for (std::size_t i = 0; i < count; ++i) {
        fitValue(i, team);
        if (!report(i + 1))
            return false;
    }
    return true;
}

class Fit : public FamilyFit
{
  public:
    Fit(std::vector<ProcessFit> fits, std::vector<double> inducing, std::unique_ptr<Regressor> regressor,
        std::string location)
        : m_fits(std::move(fits)),
          m_inducing(std::move(inducing)),
          m_regressor(std::move(regressor)),
          m_location(std::move(location))
    {}

    std::unique_ptr<Regressor> regressor() override { return std::move(m_regressor); }

    Result<std::unique_ptr<Regressor>> refit(const FitProblem& some, const std::vector<std::size_t>& like,
                                             const std::vector<std::size_t>&) const override
    {
        std::vector<GaussianProcess> processes;
        FitTeam alone;
        for (std::size_t i = 0; i < some.count && !m_inducing.empty(); ++i) {
            // Where the points lie says nothing of the values that are kept out.
            auto process =
                conditionSparse(m_fits[like[i]].parameters, m_inducing, some.design, some.runs,
                                some.coordinates, some.values + i * some.runs, kernels(), alone, m_location);
            if (!process)
                return fail(process.error());
            processes.push_back(std::move(*process));
        }
        if (!m_inducing.empty())
            return std::make_unique<GaussianProcessRegressor>(m_inducing, some.coordinates,
                                                              std::move(processes));
        for (std::size_t i = 0; i < some.count; ++i) {
            auto process = condition(refitProcess(m_fits[like[i]], some.design, some.runs, some.coordinates,
                                                  some.values + i * some.runs),
                                     some, i, kernels(), m_location);
            if (!process)
                return fail(process.error());
            processes.push_back(std::move(**process));
        }
        return std::make_unique<GaussianProcessRegressor>(designOf(some), some.coordinates,
                                                          std::move(processes));
    }

    nlohmann::json describe(std::size_t value) const override
    {
        const ProcessFit& fit = m_fits[value];
        return {{"kernel", toString(fit.parameters.correlation)},
                {"trend", fit.parameters.slopes.empty() ? "constant" : "linear"},
                {"lengths", fit.parameters.lengths},
                {"nugget", fit.parameters.nugget},
                {"logLikelihood", fit.logLikelihood},
                {"evaluations", fit.evaluations}};
    }

    nlohmann::json describe() const override
    {
        if (m_inducing.empty())
            return {{"form", "exact"}};
        return {{"form", "sparse (fully independent training conditional)"},
                {"inducingPoints", m_inducing.size() / m_fits.front().parameters.lengths.size()}};
    }

  private:
    std::vector<ProcessFit> m_fits;
    std::vector<double> m_inducing; ///< empty for the exact form
    std::unique_ptr<Regressor> m_regressor;
    std::string m_location;
};

/// The sparse processes of all values over the same points; their hyperparameters are adjusted in `fits`.
Result<std::vector<GaussianProcess>> fitSparse(const FitProblem& problem, std::vector<ProcessFit>& fits,
                                               const std::vector<double>& inducing,
                                               const std::string& location)
{
    FitTeam team(availableProcessors());
    std::vector<GaussianProcess> processes;
    for (std::size_t i = 0; i < problem.count; ++i) {
        const double* values = problem.values + i * problem.runs;
        fits[i].parameters = polishSparse(fits[i].parameters, inducing, problem.design, problem.runs,
                                          problem.coordinates, values, team);
        auto process = conditionSparse(fits[i].parameters, inducing, problem.design, problem.runs,
                                       problem.coordinates, values, kernels(), team, location);
        if (!process)
            return fail(process.error());
        processes.push_back(std::move(*process));
    }
    return processes;
}

Result<Trend> trendOf(const FitOptions& options, const FitProblem& problem)
{
    const auto name = options.text("trend");
    if (!name)
        return fail(name.error());
    if (!*name || **name == "constant")
        return Trend::Constant;
    if (**name != "linear")
        return options.wrong("trend", "There is no trend named \"" + **name + "\".",
                             "Use \"constant\" or \"linear\".");
    const std::size_t fewest = 2 * (problem.coordinates + 1);
    if (problem.runs < fewest)
        return options.wrong(
            "trend",
            fmt::format("A linear trend over {} inputs needs at least {} runs; there are {}.",
                        problem.coordinates, fewest, problem.runs),
            "Use a constant trend, or more runs.");
    return Trend::Linear;
}

Result<std::unique_ptr<FamilyFit>> fit(const FitProblem& problem, const FitOptions& options,
                                       const Progress& progress)
{
    const auto kernelName = options.text("kernel");
    if (!kernelName)
        return fail(kernelName.error());
    std::optional<Correlation> correlation;
    if (*kernelName) {
        const auto named = correlationFromString(**kernelName, options.location() + "/kernel");
        if (!named)
            return fail(named.error());
        correlation = *named;
    }
    const auto trend = trendOf(options, problem);
    if (!trend)
        return fail(trend.error());
    const std::size_t count = problem.count;
    std::vector<ProcessFit> fits(count);
    const auto fitValue = [&](std::size_t i, FitTeam& team) {
        const FitEffort effort = problem.share[i] < minorShare ? FitEffort::Brief
                                 : count <= fewValues          ? FitEffort::Thorough
                                                               : FitEffort::Full;
        fits[i] =
            fitProcess(problem.design, problem.runs, problem.coordinates, problem.values + i * problem.runs,
                       {correlation, std::nullopt, effort, *trend}, team);
    };
    const auto report = [&](std::size_t done) {
        return progress(0.95 * double(done) / double(count), "fitting length scales");
    };
    if (!fitEach(count, problem.runs, fitValue, report))
        return fitCancelled(options.location());

    const auto inducingPoints = options.number("inducingPoints", 10, 3000);
    if (!inducingPoints)
        return fail(inducingPoints.error());
    const bool isSparse =
        *inducingPoints ? **inducingPoints < double(problem.runs) : problem.runs > mostExactRuns;
    if (isSparse) {
        const std::size_t points = std::min<std::size_t>(
            *inducingPoints ? std::size_t(**inducingPoints) : usualInducingPoints, problem.runs);
        // The first value holds most of the variance.
        std::vector<double> inducing = chooseInducing(fits.front().parameters, problem.design, problem.runs,
                                                      problem.coordinates, points);
        auto sparse = fitSparse(problem, fits, inducing, options.location());
        if (!sparse)
            return fail(sparse.error());
        auto regressor =
            std::make_unique<GaussianProcessRegressor>(inducing, problem.coordinates, std::move(*sparse));
        return std::make_unique<Fit>(std::move(fits), std::move(inducing), std::move(regressor),
                                     options.location());
    }

    // The final processes: by the same code path as when they are loaded.
    std::vector<Result<std::optional<GaussianProcess>>> conditioned(count, std::optional<GaussianProcess>());
    const auto finish = [&](std::size_t i) {
        conditioned[i] =
            condition(fits[i].parameters, problem, i, kernelsOf(SimdLevel::Baseline), options.location());
    };
    if (!forEachInParallel(count, finish))
        return fitCancelled(options.location());
    std::vector<GaussianProcess> processes;
    for (auto& each : conditioned) {
        if (!each)
            return fail(each.error());
        processes.push_back(std::move(**each));
    }
    return std::make_unique<Fit>(std::move(fits), std::vector<double>(),
                                 std::make_unique<GaussianProcessRegressor>(
                                     designOf(problem), problem.coordinates, std::move(processes)),
                                 options.location());
}

} // namespace

Family gaussianProcessFamily()
{
    return {"gaussian-process",
            {"kernel", "trend", "inducingPoints"},
            5,
            200000,
            fit,
            "it follows smooth bends that no polynomial describes, and knows where runs are far"};
}

} // namespace twin
