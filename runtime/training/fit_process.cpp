// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_process.h"

#include "training/fit_likelihood.h"
#include "training/fit_minimizer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace twin {

namespace {

// Beyond these a length or nugget has no further meaning: shorter than the distance of neighbours, longer
// than a straight line needs, a nugget below what float64 resolves.
constexpr double shortest = 0.02, longest = 60;
constexpr double leastNugget = 1e-8, mostNugget = 10;
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

} // namespace

ProcessFit fitProcess(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                      std::optional<Correlation> correlation)
{
    ProcessFit fit;
    fit.parameters.correlation = correlation.value_or(Correlation::Matern52);
    fit.parameters.lengths.assign(dimensions, 1.0);
    fit.parameters.nugget = 1e-6;
    const auto [least, most] = std::minmax_element(values, values + runs);
    if (!(*most - *least > 1e-12 * std::max(std::fabs(*least), std::fabs(*most))))
        return fit;

    const std::array all = {Correlation::Matern52, Correlation::SquaredExponential, Correlation::Matern32};
    Minimum start = bestStart(design, runs, dimensions, values, fit.parameters.correlation);
    ProcessLikelihood likelihood(design, runs, dimensions, values);
    double best = std::numeric_limits<double>::infinity();
    std::vector<double> theta = start.x;
    for (const Correlation each : all) {
        if (correlation && each != *correlation)
            continue;
        const Minimum minimum = minimize(objectiveOf(likelihood, each), start.x, {60, 1e-3, 1.5});
        fit.evaluations += minimum.evaluations;
        if (each == all.front() || correlation)
            start.x = minimum.x; // the others begin where the first ended
        if (minimum.value < best) {
            best = minimum.value;
            theta = minimum.x;
            fit.parameters.correlation = each;
        }
    }
    for (std::size_t c = 0; c < dimensions; ++c)
        fit.parameters.lengths[c] = std::clamp(std::exp(theta[c]), shortest / 2, longest * 2);
    fit.parameters.nugget = std::clamp(std::exp(theta[dimensions]), leastNugget, mostNugget);
    fit.logLikelihood = -best;
    return fit;
}

} // namespace twin
