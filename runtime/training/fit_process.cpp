// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_process.h"

#include "training/fit_calibration.h"
#include "training/fit_likelihood.h"
#include "training/fit_minimizer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace twin {

namespace {

// Beyond these a length or nugget has no further meaning: shorter than the distance of neighbours, longer
// than a straight line needs; below the least nugget the order of additions, which differs between
// instruction sets, shows in the tenth digit of an answer.
constexpr double shortest = 0.02, longest = 60;
constexpr double leastNugget = 1e-7, mostNugget = 10;
// Starts are compared on at most this many runs; the likelihood costs their cube. Fewer runs often prefer
// another optimum than all of them do.
constexpr std::size_t runsForStarts = 200;
// Hyperparameters move little once there are this many; the search on 5000 runs would take hours.
constexpr std::size_t runsForSearch = 800;

// A quadratic wall outside the limits keeps the problem smooth and without bounds.
double wall(double theta, double least, double most, double& slope)
{
    constexpr double stiffness = 20;
    const double excess = theta < least ? theta - least : theta > most ? theta - most : 0;
    slope += 2 * stiffness * excess;
    return stiffness * excess * excess;
}

// What is expected of lengths and directions before any run is seen: lengths of the order of what the runs
// span (a factor of four either way is one and a half standard deviations), a direction that weighs about as
// much as they do. Among several optima of like likelihood this picks the plain one, and a likelihood that is
// flat in some coefficient stays bounded.
constexpr double priorPrecision = 0.5;

double prior(const std::vector<double>& theta)
{
    double sum = 0;
    for (std::size_t i = 0; i + 1 < theta.size(); ++i)
        sum += 0.5 * priorPrecision * theta[i] * theta[i];
    return sum;
}

Objective objectiveOf(ProcessLikelihood& likelihood, std::size_t dimensions, Correlation correlation)
{
    return [&likelihood, dimensions, correlation](const std::vector<double>& theta,
                                                  std::vector<double>& gradient) {
        double value = likelihood.evaluate(correlation, theta, &gradient) + prior(theta);
        for (std::size_t i = 0; i + 1 < theta.size(); ++i)
            gradient[i] += priorPrecision * theta[i];
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

struct Start
{
    double length, along, nugget;
};

std::vector<double> thetaAt(const Start& start, std::vector<double> rise)
{
    std::vector<double> theta(rise.size(), std::log(start.length));
    // With one coordinate a direction would only repeat it.
    if (rise.size() > 1)
        for (const double each : rise)
            theta.push_back(start.along * each);
    theta.push_back(std::log(start.nugget));
    return theta;
}

Minimum bestStart(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                  Correlation correlation)
{
    const std::size_t few = std::min(runs, runsForStarts);
    std::vector<double> someDesign, someValues;
    for (std::size_t i = 0; i < few; ++i) {
        const std::size_t run = i * runs / few;
        someDesign.insert(someDesign.end(), design + run * dimensions, design + (run + 1) * dimensions);
        someValues.push_back(values[run]);
    }
    FitTeam alone;
    ProcessLikelihood likelihood(someDesign.data(), few, dimensions, someValues.data(), alone);
    const Objective objective = objectiveOf(likelihood, dimensions, correlation);
    const MinimizerOptions rough{40, 1e-2, 1.5};
    const std::vector<double> rise = directionOfRise(design, runs, dimensions, values);
    Minimum best;
    best.value = std::numeric_limits<double>::infinity();
    for (const Start& start : {Start{2.5, 1, 1e-3}, Start{0.6, 0.3, 1e-2}, Start{1, 3, 1e-3}}) {
        Minimum minimum = minimize(objective, thetaAt(start, rise), rough);
        if (minimum.value < best.value || best.x.empty())
            best = std::move(minimum);
    }
    return best;
}

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

/// The hyperparameters of runs picked at random. They are not stepped on for a fold: that would cost what
/// the pick saves.
ProcessFit fitSome(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                   std::optional<Correlation> correlation, FitEffort effort)
{
    const std::vector<std::size_t> part = assignFolds(runs, (runs + runsForSearch - 1) / runsForSearch);
    std::vector<double> someDesign, someValues;
    for (std::size_t run = 0; run < runs; ++run) {
        if (part[run] != 0 || someValues.size() == runsForSearch)
            continue;
        someDesign.insert(someDesign.end(), design + run * dimensions, design + (run + 1) * dimensions);
        someValues.push_back(values[run]);
    }
    ProcessFit fit =
        fitProcess(someDesign.data(), someValues.size(), dimensions, someValues.data(), correlation, effort);
    fit.inverseHessian.clear();
    return fit;
}

} // namespace

ProcessFit fitProcess(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                      std::optional<Correlation> correlation, FitEffort effort)
{
    if (runs > runsForSearch)
        return fitSome(design, runs, dimensions, values, correlation, effort);
    ProcessFit fit;
    fit.parameters.correlation = correlation.value_or(Correlation::Matern52);
    fit.parameters.lengths.assign(dimensions, 1.0);
    fit.parameters.nugget = 1e-6;
    if (!varies(values, runs))
        return fit;

    const bool brief = effort == FitEffort::Brief;
    const double tolerance = brief ? 0.3 : 0.02;
    const Correlation first = fit.parameters.correlation;
    FitTeam alone;
    ProcessLikelihood likelihood(design, runs, dimensions, values, alone);
    const auto search = [&](Correlation each, std::vector<double> from, std::size_t evaluations) {
        Minimum minimum = minimize(objectiveOf(likelihood, dimensions, each), std::move(from),
                                   {evaluations, tolerance, 1.5});
        fit.evaluations += minimum.evaluations;
        return minimum;
    };
    Minimum best = search(first, bestStart(design, runs, dimensions, values, first).x, brief ? 20 : 60);
    if (!correlation && !brief) {
        // The optima of the correlations lie close to each other: a few steps from the first tell which one
        // to pursue.
        const std::vector<double> from = best.x;
        for (const Correlation each : {Correlation::SquaredExponential, Correlation::Matern32}) {
            Minimum minimum = search(each, from, 12);
            if (minimum.value < best.value) {
                best = std::move(minimum);
                fit.parameters.correlation = each;
            }
        }
        if (fit.parameters.correlation != first) {
            Minimum minimum = search(fit.parameters.correlation, best.x, 40);
            if (minimum.value <= best.value)
                best = std::move(minimum);
        }
    }
    fit.theta = std::move(best.x);
    fit.inverseHessian = std::move(best.inverseHessian);
    setTheta(fit.parameters, fit.theta, dimensions);
    fit.logLikelihood = prior(fit.theta) - best.value;
    return fit;
}

GaussianProcessParameters refitProcess(const ProcessFit& fit, const double* design, std::size_t runs,
                                       std::size_t dimensions, const double* values)
{
    GaussianProcessParameters parameters = fit.parameters;
    if (fit.theta.empty() || fit.inverseHessian.empty() || !varies(values, runs))
        return parameters;
    FitTeam alone;
    ProcessLikelihood likelihood(design, runs, dimensions, values, alone);
    const Objective objective = objectiveOf(likelihood, dimensions, parameters.correlation);
    std::vector<double> gradient;
    const double here = objective(fit.theta, gradient);
    std::vector<double> theta = fit.theta;
    const std::size_t size = theta.size();
    for (std::size_t i = 0; i < size; ++i) {
        double step = 0;
        for (std::size_t j = 0; j < size; ++j)
            step -= fit.inverseHessian[i * size + j] * gradient[j];
        theta[i] += std::clamp(step, -1.0, 1.0);
    }
    if (likelihood.evaluate(parameters.correlation, theta, nullptr) + prior(theta) < here)
        setTheta(parameters, theta, dimensions);
    return parameters;
}

} // namespace twin
