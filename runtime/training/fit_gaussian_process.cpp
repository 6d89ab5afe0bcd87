// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_gaussian_process.h"

#include "model/gaussian_process_regressor.h"
#include "training/fit_pool.h"
#include "training/fit_process.h"

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
    Fit(std::vector<ProcessFit> fits, std::unique_ptr<Regressor> regressor, std::string location)
        : m_fits(std::move(fits)), m_regressor(std::move(regressor)), m_location(std::move(location))
    {}

    std::unique_ptr<Regressor> regressor() override { return std::move(m_regressor); }

    Result<std::unique_ptr<Regressor>> refit(const FitProblem& some,
                                             const std::vector<std::size_t>& like) const override
    {
        std::vector<GaussianProcess> processes;
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
                {"lengths", fit.parameters.lengths},
                {"nugget", fit.parameters.nugget},
                {"logLikelihood", fit.logLikelihood},
                {"evaluations", fit.evaluations}};
    }

  private:
    std::vector<ProcessFit> m_fits;
    std::unique_ptr<Regressor> m_regressor;
    std::string m_location;
};

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
    const std::size_t count = problem.count;
    std::vector<ProcessFit> fits(count);
    const auto fitValue = [&](std::size_t i, FitTeam& team) {
        const FitEffort effort = problem.share[i] < minorShare ? FitEffort::Brief
                                 : count <= fewValues          ? FitEffort::Thorough
                                                               : FitEffort::Full;
        fits[i] = fitProcess(problem.design, problem.runs, problem.coordinates,
                             problem.values + i * problem.runs, {correlation, std::nullopt, effort}, team);
    };
    const auto report = [&](std::size_t done) {
        return progress(0.95 * double(done) / double(count), "fitting length scales");
    };
    if (!fitEach(count, problem.runs, fitValue, report))
        return fitCancelled(options.location());

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
    return std::make_unique<Fit>(std::move(fits),
                                 std::make_unique<GaussianProcessRegressor>(
                                     designOf(problem), problem.coordinates, std::move(processes)),
                                 options.location());
}

} // namespace

Family gaussianProcessFamily()
{
    return {"gaussian-process",
            {"kernel"},
            5,
            5000,
            fit,
            "it follows smooth bends that no polynomial describes, and knows where runs are far"};
}

} // namespace twin
