// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_process.h"

#include "training/fit_likelihood.h"
#include "training/fit_minimizer.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace twin {

namespace {

// Beyond these a length or nugget has no further meaning: shorter than the distance of neighbours, longer
// than a straight line needs; below the least nugget the order of additions, which differs between
// instruction sets, shows in the tenth digit of an answer.
constexpr double shortest = 0.02, longest = 60;
constexpr double leastNugget = 1e-7, mostNugget = 10;
// Starts are compared on at most this many runs; the likelihood costs their cube.
constexpr std::size_t runsForStarts = 128;

// A quadratic wall outside the limits keeps the problem smooth and without bounds.
double wall(double theta, double least, double most, double& slope)
{
    constexpr double stiffness = 20;
    const double excess = theta < least ? theta - least : theta > most ? theta - most : 0;
    slope += 2 * stiffness * excess;
    return stiffness * excess * excess;
}

Objective objectiveOf(ProcessLikelihood& likelihood, Correlation correlation)
{
    return [&likelihood, correlation](const std::vector<double>& theta, std::vector<double>& gradient) {
        double value = likelihood.evaluate(correlation, theta, &gradient);
        const std::size_t lengths = theta.size() - 1;
        for (std::size_t c = 0; c < lengths; ++c)
            value += wall(theta[c], std::log(shortest), std::log(longest), gradient[c]);
        value += wall(theta[lengths], std::log(leastNugget), std::log(mostNugget), gradient[lengths]);
        return value;
    };
}

std::vector<double> startAt(std::size_t dimensions, double length, double nugget)
{
    std::vector<double> theta(dimensions + 1, std::log(length));
    theta[dimensions] = std::log(nugget);
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
    ProcessLikelihood likelihood(someDesign.data(), few, dimensions, someValues.data());
    const Objective objective = objectiveOf(likelihood, correlation);
    const MinimizerOptions rough{40, 1e-2, 1.5};
    Minimum best;
    best.value = std::numeric_limits<double>::infinity();
    for (const auto& start : {startAt(dimensions, 1.5, 1e-3), startAt(dimensions, 0.4, 1e-2)}) {
        Minimum minimum = minimize(objective, start, rough);
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

void setTheta(GaussianProcessParameters& parameters, const std::vector<double>& theta)
{
    const std::size_t dimensions = theta.size() - 1;
    parameters.lengths.resize(dimensions);
    for (std::size_t c = 0; c < dimensions; ++c)
        parameters.lengths[c] = std::clamp(std::exp(theta[c]), shortest / 2, longest * 2);
    parameters.nugget = std::clamp(std::exp(theta[dimensions]), leastNugget, mostNugget);
}

} // namespace

ProcessFit fitProcess(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                      std::optional<Correlation> correlation, FitEffort effort)
{
    ProcessFit fit;
    fit.parameters.correlation = correlation.value_or(Correlation::Matern52);
    fit.parameters.lengths.assign(dimensions, 1.0);
    fit.parameters.nugget = 1e-6;
    if (!varies(values, runs))
        return fit;

    const bool brief = effort == FitEffort::Brief;
    const double tolerance = brief ? 0.3 : 0.02;
    const Correlation first = fit.parameters.correlation;
    ProcessLikelihood likelihood(design, runs, dimensions, values);
    const auto search = [&](Correlation each, std::vector<double> from, std::size_t evaluations) {
        Minimum minimum =
            minimize(objectiveOf(likelihood, each), std::move(from), {evaluations, tolerance, 1.5});
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
    setTheta(fit.parameters, fit.theta);
    fit.logLikelihood = -best.value;
    return fit;
}

GaussianProcessParameters refitProcess(const ProcessFit& fit, const double* design, std::size_t runs,
                                       std::size_t dimensions, const double* values)
{
    GaussianProcessParameters parameters = fit.parameters;
    if (fit.theta.empty() || fit.inverseHessian.empty() || !varies(values, runs))
        return parameters;
    ProcessLikelihood likelihood(design, runs, dimensions, values);
    const Objective objective = objectiveOf(likelihood, parameters.correlation);
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
    if (likelihood.evaluate(parameters.correlation, theta, nullptr) < here)
        setTheta(parameters, theta);
    return parameters;
}

} // namespace twin
