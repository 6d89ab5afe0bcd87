// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_process.h"

#include "training/fit_calibration.h"
#include "training/fit_likelihood.h"
#include "training/fit_minimizer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace twin {

namespace {

// Beyond these a length or nugget has no further meaning: shorter than the distance of neighbours, longer
// than a straight line of the least slope needs; below the least nugget the order of additions, which differs
// between instruction sets, shows in the digits of an answer.
constexpr double shortest = 0.02, longest = 1e6;
constexpr double leastNugget = 4e-9, mostNugget = 10;
// Starts are compared on so many runs, the likelihood's cost going by their cube; what is found there is
// taken further on more.
constexpr std::size_t runsForStarts = 150, runsBetween = 500;
// With fewer runs to each hyperparameter that there may be, an optimum explains what is noise elsewhere, and
// stays one when some of the runs are left out.
constexpr std::size_t runsPerHyperparameter = 15;
// A run that stands alone, such as one beside a jump, holds hyperparameters that an optimum without it has
// not; of few values there is time to look for that one.
constexpr std::size_t runsSearchedAnew = 300;
// Hyperparameters move little once there are so many runs.
constexpr std::size_t runsForSearch = 1000;

// A quadratic wall outside the limits keeps the problem smooth and without bounds.
double wall(double theta, double least, double most, double& slope)
{
    constexpr double stiffness = 20;
    const double excess = theta < least ? theta - least : theta > most ? theta - most : 0;
    slope += 2 * stiffness * excess;
    return stiffness * excess * excess;
}

// What is expected before any run is seen. Lengths alone are taken as the runs have them: the pull on them
// costs no likelihood to speak of and only bounds what is flat. With a direction there are twice as many
// coefficients, which find optima of no meaning: lengths of the order of what the runs span and a direction
// that weighs about as much as they do, a factor of twenty either way being one standard deviation.
double precisionOf(const std::vector<double>& theta, std::size_t dimensions)
{
    return theta.size() > dimensions + 1 ? 0.1 : 1e-3;
}

double prior(const std::vector<double>& theta, std::size_t dimensions)
{
    double sum = 0;
    for (std::size_t i = 0; i + 1 < theta.size(); ++i)
        sum += 0.5 * precisionOf(theta, dimensions) * theta[i] * theta[i];
    return sum;
}

Objective objectiveOf(ProcessLikelihood& likelihood, std::size_t dimensions, Correlation correlation)
{
    return [&likelihood, dimensions, correlation](const std::vector<double>& theta,
                                                  std::vector<double>& gradient) {
        double value = likelihood.evaluate(correlation, theta, &gradient);
        if (!std::isfinite(value))
            return value;
        value += prior(theta, dimensions);
        for (std::size_t i = 0; i + 1 < theta.size(); ++i)
            gradient[i] += precisionOf(theta, dimensions) * theta[i];
        for (std::size_t c = 0; c < dimensions; ++c)
            value += wall(theta[c], std::log(shortest), std::log(longest), gradient[c]);
        value += wall(theta.back(), std::log(leastNugget), std::log(mostNugget), gradient.back());
        return value;
    };
}

/// The direction in which a straight fit rises, coordinate by coordinate, of length 1.
std::vector<double> directionOfRise(const double* design, std::size_t runs, std::size_t dimensions,
                                    const double* values)
{
    const double middle = std::accumulate(values, values + runs, 0.0) / double(runs);
    std::vector<double> rise(dimensions, 0.0);
    double norm = 0;
    for (std::size_t c = 0; c < dimensions; ++c) {
        double centre = 0, spread = 0, common = 0;
        for (std::size_t i = 0; i < runs; ++i)
            centre += design[i * dimensions + c] / double(runs);
        for (std::size_t i = 0; i < runs; ++i) {
            const double x = design[i * dimensions + c] - centre;
            spread += x * x;
            common += x * (values[i] - middle);
        }
        rise[c] = spread > 0 ? common / spread : 0;
        norm = std::hypot(norm, rise[c]);
    }
    for (double& each : rise)
        each = norm > 0 ? each / norm : std::sqrt(1 / double(dimensions));
    return rise;
}

/// Runs that stand for all: evenly through a fixed shuffle, because designs come in patterns.
class SomeRuns
{
  public:
    SomeRuns(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
             std::size_t most)
        : m_design(design), m_values(values), m_runs(runs)
    {
        if (runs <= most)
            return;
        const std::vector<std::size_t> part = assignFolds(runs, runs);
        for (std::size_t run = 0; run < runs; ++run)
            if (part[run] < most) {
                m_someDesign.insert(m_someDesign.end(), design + run * dimensions,
                                    design + (run + 1) * dimensions);
                m_someValues.push_back(values[run]);
            }
        m_design = m_someDesign.data();
        m_values = m_someValues.data();
        m_runs = m_someValues.size();
    }
    SomeRuns(const SomeRuns&) = delete;
    SomeRuns& operator=(const SomeRuns&) = delete;

    const double* design() const { return m_design; }
    const double* values() const { return m_values; }
    std::size_t runs() const { return m_runs; }

  private:
    std::vector<double> m_someDesign, m_someValues;
    const double* m_design;
    const double* m_values;
    std::size_t m_runs;
};

bool varies(const double* values, std::size_t runs)
{
    const auto [least, most] = std::minmax_element(values, values + runs);
    return *most - *least > 1e-12 * std::max(std::fabs(*least), std::fabs(*most));
}

void setTheta(GaussianProcessParameters& parameters, const std::vector<double>& theta, std::size_t dimensions)
{
    parameters.lengths.resize(dimensions);
    for (std::size_t c = 0; c < dimensions; ++c)
        parameters.lengths[c] = std::clamp(std::exp(theta[c]), shortest / 2, longest * 2);
    parameters.direction.assign(theta.begin() + std::ptrdiff_t(dimensions), theta.end() - 1);
    parameters.nugget = std::clamp(std::exp(theta.back()), leastNugget, mostNugget);
}

/// Units of log likelihood that a step has to gain.
double toleranceOf(FitEffort effort)
{
    return effort == FitEffort::Brief ? 0.3 : effort == FitEffort::Full ? 0.02 : 0.003;
}

/// One structure on its way to its best hyperparameters.
struct Candidate
{
    Correlation correlation;
    bool directed = false;
    Minimum minimum;
    double leaveOneOutError = 0;
};

/// A search on one set of runs.
class Search
{
  public:
    Search(const SomeRuns& runs, std::size_t dimensions, Trend trend, FitTeam& team)
        : m_runs(runs.runs()),
          m_dimensions(dimensions),
          m_likelihood(runs.design(), runs.runs(), dimensions, runs.values(), team, trend)
    {}

    std::size_t evaluations() const { return m_evaluations; }
    std::size_t runs() const { return m_runs; }

    void improve(Candidate& candidate, std::vector<double> start, const MinimizerOptions& options)
    {
        Minimum minimum = minimize(objectiveOf(m_likelihood, m_dimensions, candidate.correlation),
                                   std::move(start), options);
        m_evaluations += minimum.evaluations;
        if (candidate.minimum.x.empty() || minimum.value < candidate.minimum.value)
            candidate.minimum = std::move(minimum);
    }
    /// From where another search, on `runs` runs, ended.
    void takeOver(Candidate& candidate, std::size_t runs, MinimizerOptions options)
    {
        // Curvature grows with the number of runs.
        options.inverseHessian = std::move(candidate.minimum.inverseHessian);
        for (double& each : options.inverseHessian)
            each *= double(runs) / double(m_runs);
        std::vector<double> start = std::move(candidate.minimum.x);
        candidate.minimum = {};
        improve(candidate, std::move(start), options);
    }
    void judge(Candidate& candidate)
    {
        std::vector<double> gradient;
        m_likelihood.evaluate(candidate.correlation, candidate.minimum.x, &gradient);
        candidate.leaveOneOutError = m_likelihood.leaveOneOutError();
    }

  private:
    std::size_t m_runs, m_dimensions;
    ProcessLikelihood m_likelihood;
    std::size_t m_evaluations = 0;
};

bool likelier(const Candidate& a, const Candidate& b)
{
    return a.minimum.value < b.minimum.value;
}

/// Where a search begins. `along`: of the direction of rise. Small nuggets lead to the optimum of values
/// without noise, large ones to that of values with noise; which is the better one only all runs can tell.
struct Start
{
    double length, nugget, along;
};
constexpr Start starts[] = {{1.7, 1e-5, 1}, {1, 1e-2, 3}, {2.5, 1e-3, 1}, {0.5, 1e-5, 0.5}, {1.7, 1e-5, 0.3}};

std::size_t startsFor(FitEffort effort)
{
    return effort == FitEffort::Brief ? 2 : effort == FitEffort::Full ? 3 : std::size(starts);
}

std::vector<double> thetaAt(const Start& start, std::size_t dimensions, bool directed,
                            const std::vector<double>& rise)
{
    std::vector<double> theta(dimensions, std::log(start.length));
    for (std::size_t c = 0; c < dimensions && directed; ++c)
        theta.push_back(start.along * rise[c]);
    theta.push_back(std::log(start.nugget));
    return theta;
}

/// The optima that the starts lead to, on a few of the runs.
std::vector<Candidate> firstCandidates(Search& search, const ProcessChoice& choice, std::size_t dimensions,
                                       const std::vector<double>& rise)
{
    std::vector<Correlation> correlations = {choice.correlation.value_or(Correlation::Matern52)};
    if (!choice.correlation && choice.effort != FitEffort::Brief)
        correlations.push_back(Correlation::Matern32);
    if (!choice.correlation && choice.effort == FitEffort::Thorough)
        correlations.push_back(Correlation::SquaredExponential);
    std::vector<Candidate> candidates;
    for (const bool directed : {false, true}) {
        // With one coordinate a direction would only repeat it.
        if (directed ? dimensions < 2 || choice.direction == false
                     : dimensions > 1 && choice.direction == true)
            continue;
        for (const Correlation correlation : correlations)
            for (std::size_t s = 0; s < startsFor(choice.effort); ++s) {
                Candidate& candidate = candidates.emplace_back(Candidate{correlation, directed, {}, 0});
                search.improve(candidate, thetaAt(starts[s], dimensions, directed, rise),
                               {directed ? 100u : 60u, toleranceOf(choice.effort), 1.5, {}});
            }
    }
    return candidates;
}

/// Of those with and of those without a direction the likeliest; with `variety` also, among those with one,
/// the likeliest of each correlation: which of them is the better one only all runs can tell.
void keepLikeliest(std::vector<Candidate>& candidates, bool variety)
{
    std::vector<Candidate> kept;
    std::sort(candidates.begin(), candidates.end(), likelier);
    for (const bool directed : {true, false}) {
        const std::size_t before = kept.size();
        for (Candidate& candidate : candidates) {
            if (candidate.directed != directed)
                continue;
            std::size_t alike = 0;
            for (std::size_t i = before; i < kept.size(); ++i)
                alike += kept[i].correlation == candidate.correlation ? 1 : 0;
            const bool further = variety && directed && alike == 0;
            if (kept.size() == before || further)
                kept.push_back(std::move(candidate));
        }
    }
    candidates = std::move(kept);
}

/// With a direction or without.
void keepBetter(Search& search, std::vector<Candidate>& candidates, std::size_t dimensions)
{
    std::sort(candidates.begin(), candidates.end(), likelier);
    for (Candidate& candidate : candidates)
        search.judge(candidate);
    const Candidate &likeliest = candidates.front(), &other = candidates.back();
    // A likelihood always gains by more coefficients; so much it does not gain by chance.
    constexpr double tellingGain = 5;
    const bool plainer = likeliest.directed && !other.directed &&
                         other.leaveOneOutError < likeliest.leaveOneOutError &&
                         other.minimum.value - likeliest.minimum.value < tellingGain * double(dimensions);
    if (plainer)
        std::swap(candidates.front(), candidates.back());
    candidates.resize(1);
}

/// The optima of the correlations lie close to each other: from one candidate's, a few steps tell which
/// correlation to pursue.
void tryCorrelations(Search& search, Candidate& candidate, const MinimizerOptions& options)
{
    Candidate best = candidate;
    for (const Correlation each :
         {Correlation::SquaredExponential, Correlation::Matern32, Correlation::Matern52}) {
        if (each == candidate.correlation)
            continue;
        Candidate other{each, candidate.directed, {}, 0};
        search.improve(other, candidate.minimum.x,
                       {12, options.tolerance, 1.5, candidate.minimum.inverseHessian});
        if (likelier(other, best))
            best = std::move(other);
    }
    if (best.correlation != candidate.correlation) {
        const std::vector<double> from = best.minimum.x;
        MinimizerOptions further = options;
        further.inverseHessian = best.minimum.inverseHessian;
        search.improve(best, from, further);
        candidate = std::move(best);
    }
}

} // namespace

ProcessFit fitProcess(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                      const ProcessChoice& choice, FitTeam& team)
{
    ProcessFit fit;
    fit.choice = choice;
    fit.parameters.correlation = choice.correlation.value_or(Correlation::Matern52);
    fit.parameters.lengths.assign(dimensions, 1.0);
    fit.parameters.nugget = 1e-6;
    if (choice.trend == Trend::Linear)
        fit.parameters.slopes.assign(dimensions, 0.0);
    if (!varies(values, runs))
        return fit;

    const bool brief = choice.effort == FitEffort::Brief, thorough = choice.effort == FitEffort::Thorough;
    std::vector<std::size_t> stages = {thorough ? runsBetween : runsForStarts};
    if (stages.front() < runsBetween && runs > 2 * runsBetween)
        stages.push_back(runsBetween);
    stages.push_back(runsForSearch);
    std::vector<Candidate> candidates;
    const std::vector<double> rise = directionOfRise(design, runs, dimensions, values);
    std::size_t searched = 0;
    for (const std::size_t most : stages) {
        if (searched == runs)
            break;
        const SomeRuns some(design, runs, dimensions, values, most);
        Search search(some, dimensions, choice.trend, team);
        const double close = brief ? 0.3 : thorough ? 0.003 : 0.01;
        const MinimizerOptions rough{20, 0.3, 1.5, {}}, fine{60, close, 1.5, {}};
        const bool first = searched == 0, last = search.runs() == runs || most == runsForSearch;
        if (first)
            candidates = firstCandidates(search, choice, dimensions, rise);
        else
            for (Candidate& candidate : candidates)
                search.takeOver(candidate, searched, rough);
        searched = search.runs();
        keepLikeliest(candidates, first && !last && !brief);
        if (!choice.correlation && !brief && (last || thorough))
            for (Candidate& candidate : candidates)
                tryCorrelations(search, candidate, rough);
        if (!first)
            for (Candidate& candidate : candidates)
                search.takeOver(candidate, searched, fine);
        if (last)
            keepBetter(search, candidates, dimensions);
        fit.evaluations = search.evaluations();
    }
    Candidate& best = candidates.front();
    fit.parameters.correlation = best.correlation;
    fit.leaveOneOutError = best.leaveOneOutError;
    fit.theta = std::move(best.minimum.x);
    fit.inverseHessian = std::move(best.minimum.inverseHessian);
    // Steps on what a fold leaves out would cost what the search on some of the runs has saved.
    if (brief || runs > searched || runs > runsBetween)
        fit.inverseHessian.clear();
    setTheta(fit.parameters, fit.theta, dimensions);
    fit.logLikelihood = prior(fit.theta, dimensions) - best.minimum.value;
    return fit;
}

GaussianProcessParameters refitProcess(const ProcessFit& fit, const double* design, std::size_t runs,
                                       std::size_t dimensions, const double* values)
{
    GaussianProcessParameters parameters = fit.parameters;
    if (fit.theta.empty() || !varies(values, runs))
        return parameters;
    FitTeam alone;
    if (runs < runsPerHyperparameter * (2 * dimensions + 1))
        return fitProcess(design, runs, dimensions, values, fit.choice, alone).parameters;
    if (runs <= runsSearchedAnew && fit.choice.effort == FitEffort::Thorough) {
        const ProcessChoice found{parameters.correlation, !parameters.direction.empty(), FitEffort::Full,
                                  fit.choice.trend};
        return fitProcess(design, runs, dimensions, values, found, alone).parameters;
    }
    if (fit.inverseHessian.empty())
        return parameters;
    const Trend trend = fit.choice.trend;
    ProcessLikelihood likelihood(design, runs, dimensions, values, alone, trend);
    const Objective objective = objectiveOf(likelihood, dimensions, parameters.correlation);
    std::vector<double> gradient;
    const double here = objective(fit.theta, gradient);
    if (!std::isfinite(here) || gradient.size() != fit.theta.size())
        return parameters; // these runs do not carry the matrix there: conditioning on them says so
    std::vector<double> theta = fit.theta;
    const std::size_t size = theta.size();
    for (std::size_t i = 0; i < size; ++i) {
        double step = 0;
        for (std::size_t j = 0; j < size; ++j)
            step -= fit.inverseHessian[i * size + j] * gradient[j];
        theta[i] += std::clamp(step, -1.0, 1.0);
    }
    if (likelihood.evaluate(parameters.correlation, theta, nullptr) + prior(theta, dimensions) < here)
        setTheta(parameters, theta, dimensions);
    return parameters;
}

} // namespace twin
