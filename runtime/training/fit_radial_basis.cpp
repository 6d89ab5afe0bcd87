// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_radial_basis.h"

#include "model/radial_basis_regressor.h"
#include "training/fit_calibration.h"
#include "training/fit_pool.h"
#include "training/least_angle.h"
#include "training/radial_system.h"
#include "training/term_matrix.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <optional>

namespace twin {

namespace {

constexpr std::size_t mostSearched = 500; ///< runs that structures are compared on
constexpr double leastWeight = 0.02;      ///< of a coordinate, in that of the weightiest
constexpr double minorShare = 0.002;

struct Structure
{
    RadialFunction function = RadialFunction::Cubic;
    double shape = 1;      ///< scale of the weightiest coordinate
    double anisotropy = 1; ///< power of the coordinates' weights that makes their scales
    double smoothing = 1e-8;
    double error = std::numeric_limits<double>::infinity(); ///< leave-one-out mean square
};

struct Wish
{
    std::vector<Structure> functions; ///< and shapes
    std::optional<double> smoothing;
};

Result<Wish> readWish(const FitOptions& options)
{
    Wish wish;
    for (const auto& [function, shapes] :
         std::initializer_list<std::pair<RadialFunction, std::vector<double>>>{
             {RadialFunction::Cubic, {1}},
             {RadialFunction::Multiquadric, {1, 0.5, 2, 4}},
             {RadialFunction::ThinPlate, {1}},
             {RadialFunction::Gaussian, {1, 0.5, 2}}})
        for (const double shape : shapes)
            wish.functions.push_back({function, shape});
    const auto name = options.text("radialFunction");
    if (!name)
        return fail(name.error());
    if (*name) {
        const auto named = radialFunctionFromString(**name, options.location() + "/radialFunction");
        if (!named)
            return options.wrong("radialFunction", named.error().message, named.error().remedy);
        std::erase_if(wish.functions, [&](const Structure& each) { return each.function != *named; });
    }
    const auto smoothing = options.number("smoothing", 0, 1);
    if (!smoothing)
        return fail(smoothing.error());
    wish.smoothing = *smoothing;
    return wish;
}

/// By coordinate, how strongly a value bends along it: root mean square slope of a sparse chaos, in parts of
/// the largest. The mean square slope of an orthonormal Legendre polynomial of degree k is k (k + 1) (2k + 1)
/// / 2.
std::vector<double> coordinateWeights(const FitProblem& problem, const double* values)
{
    std::vector<double> slopes(problem.coordinates, 0.0);
    std::optional<PolynomialBasis> basis;
    for (std::size_t degree = 4; degree >= 1 && !basis; --degree)
        basis = PolynomialBasis::truncated(degreeCaps(problem, degree), {degree, 0.75},
                                           std::max<std::size_t>(1000, problem.coordinates + 1));
    const TermMatrix matrix(*basis, problem);
    const ChosenTerms chosen = chooseTerms(matrix.columns(), values, TermPath::LeastAngle);
    const TermMatrix terms = matrix.some(chosen.terms);
    const LeastSquares fit = solveLeastSquares(terms.columns(), values, 1, false);
    for (std::size_t t = 0; fit.unique && t < terms.basis().count(); ++t)
        for (const PolynomialFactor& factor : terms.basis().term(t)) {
            const double k = factor.degree;
            slopes[factor.coordinate] +=
                fit.coefficients[t] * fit.coefficients[t] * k * (k + 1) * (2 * k + 1) / 2;
        }
    const double most = *std::max_element(slopes.begin(), slopes.end());
    for (double& each : slopes)
        each = most > 0 ? std::max(leastWeight, std::sqrt(each / most)) : 1;
    return slopes;
}

std::vector<double> scalesOf(const Structure& structure, const std::vector<double>& weights)
{
    std::vector<double> scales;
    for (const double weight : weights)
        scales.push_back(structure.shape * std::pow(weight, structure.anisotropy));
    return scales;
}

/// Tries structures, each with each smoothing; the best of them and of `best`.
Structure better(Structure best, const FitProblem& problem, const double* values,
                 const std::vector<double>& weights, const std::vector<Structure>& structures,
                 const std::vector<double>& smoothings)
{
    for (const Structure& each : structures) {
        const RadialSystem system(problem, each.function, scalesOf(each, weights));
        for (const double smoothing : smoothings) {
            const double error = system.leaveOneOut(values, smoothing);
            if (error < best.error) {
                best = each;
                best.smoothing = smoothing;
                best.error = error;
            }
        }
    }
    return best;
}

Structure choose(const FitProblem& problem, const double* values, const Wish& wish, bool brief)
{
    const std::vector<double> weights = coordinateWeights(problem, values);
    std::vector<Structure> first;
    for (const double anisotropy : brief ? std::vector<double>{0.5} : std::vector<double>{0.5, 0, 1})
        for (std::size_t f = 0; f < std::min<std::size_t>(2, wish.functions.size()); ++f) {
            first.push_back(wish.functions[f]);
            first.back().anisotropy = anisotropy;
        }
    const auto smoothings = [&](std::vector<double> tried) {
        return wish.smoothing ? std::vector<double>{*wish.smoothing} : tried;
    };
    Structure best = better({}, problem, values, weights, first, smoothings({1e-8, 1e-3}));
    if (brief)
        return best;
    std::vector<Structure> others = wish.functions;
    for (Structure& each : others)
        each.anisotropy = best.anisotropy;
    best = better(best, problem, values, weights, others, {best.smoothing});
    return better(best, problem, values, weights, {best},
                  smoothings({1e-10, 1e-7, 1e-6, 1e-5, 1e-4, 1e-2, 1e-1}));
}

std::optional<RadialExpansion> expand(const FitProblem& problem, const double* values,
                                      const Structure& structure)
{
    const RadialSystem system(problem, structure.function,
                              scalesOf(structure, coordinateWeights(problem, values)));
    return system.solve(values, structure.smoothing);
}

tl::unexpected<Diagnostic> singular(std::size_t runs, const std::string& location)
{
    return fail("fit.radial.singular", location,
                fmt::format("The system of radial functions around {} runs has no solution.", runs),
                "Set \"smoothing\" above 0, remove repeated runs, or use another family.");
}

std::unique_ptr<Regressor> regressorOf(const FitProblem& problem, std::vector<RadialExpansion> expansions)
{
    return std::make_unique<RadialBasisRegressor>(
        std::vector<double>(problem.design, problem.design + problem.runs * problem.coordinates),
        problem.coordinates, std::move(expansions));
}

class Fit : public FamilyFit
{
  public:
    Fit(std::vector<Structure> structures, std::vector<double> q2, std::unique_ptr<Regressor> regressor,
        std::string location)
        : m_structures(std::move(structures)),
          m_q2(std::move(q2)),
          m_regressor(std::move(regressor)),
          m_location(std::move(location))
    {}

    std::unique_ptr<Regressor> regressor() override { return std::move(m_regressor); }

    Result<std::unique_ptr<Regressor>> refit(const FitProblem& some, const std::vector<std::size_t>& like,
                                             const std::vector<std::size_t>&) const override
    {
        std::vector<RadialExpansion> expansions;
        for (std::size_t v = 0; v < some.count; ++v) {
            auto expansion = expand(some, some.values + v * some.runs, m_structures[like[v]]);
            if (!expansion)
                return singular(some.runs, m_location);
            expansions.push_back(std::move(*expansion));
        }
        return regressorOf(some, std::move(expansions));
    }

    nlohmann::json describe(std::size_t value) const override
    {
        const Structure& structure = m_structures[value];
        return {{"radialFunction", toString(structure.function)},
                {"shape", structure.shape},
                {"anisotropy", structure.anisotropy},
                {"smoothing", structure.smoothing},
                {"q2", m_q2[value]}};
    }

  private:
    std::vector<Structure> m_structures;
    std::vector<double> m_q2; ///< leave-one-out, of each value
    std::unique_ptr<Regressor> m_regressor;
    std::string m_location;
};

/// At most mostSearched of the runs, spread over them, with the values of one output.
struct Pick
{
    std::vector<double> design, values;

    Pick(const FitProblem& problem, std::size_t value)
    {
        const std::size_t parts = (problem.runs + mostSearched - 1) / mostSearched;
        const std::vector<std::size_t> part =
            parts > 1 ? assignFolds(problem.runs, parts) : std::vector<std::size_t>(problem.runs, 0);
        for (std::size_t run = 0; run < problem.runs; ++run) {
            if (part[run] != 0)
                continue;
            const double* point = problem.design + run * problem.coordinates;
            design.insert(design.end(), point, point + problem.coordinates);
            values.push_back(problem.values[value * problem.runs + run]);
        }
    }
};

double varianceOf(const double* values, std::size_t runs)
{
    const double mean = std::accumulate(values, values + runs, 0.0) / double(runs);
    return std::accumulate(values, values + runs, 0.0, [&](double sum, double value) {
        return sum + (value - mean) * (value - mean) / double(runs);
    });
}

Result<std::unique_ptr<FamilyFit>> fit(const FitProblem& problem, const FitOptions& options,
                                       const Progress& progress)
{
    const auto wish = readWish(options);
    if (!wish)
        return fail(wish.error());
    std::vector<Structure> structures(problem.count);
    std::vector<std::optional<RadialExpansion>> expansions(problem.count);
    const auto fitValue = [&](std::size_t v) {
        const Pick pick(problem, v);
        const FitProblem some{
            pick.design.data(), pick.values.size(), problem.coordinates, pick.values.data(), 1, {1.0}};
        structures[v] = choose(some, pick.values.data(), *wish, problem.share[v] < minorShare);
        if (std::isfinite(structures[v].error))
            expansions[v] = expand(problem, problem.values + v * problem.runs, structures[v]);
    };
    const auto report = [&](std::size_t done) {
        return !progress || progress(double(done) / double(problem.count), "fitting radial functions");
    };
    if (!forEachInParallel(problem.count, fitValue, report))
        return fitCancelled(options.location());
    std::vector<RadialExpansion> fitted;
    std::vector<double> q2;
    for (std::size_t v = 0; v < problem.count; ++v) {
        if (!expansions[v])
            return singular(problem.runs, options.location());
        const std::vector<double>& errors = expansions[v]->errors;
        const double spread = varianceOf(problem.values + v * problem.runs, problem.runs);
        const double left = std::accumulate(errors.begin(), errors.end(), 0.0) / double(problem.runs);
        q2.push_back(spread > 0 ? 1 - left / spread : 1);
        fitted.push_back(std::move(*expansions[v]));
    }
    return std::make_unique<Fit>(std::move(structures), std::move(q2),
                                 regressorOf(problem, std::move(fitted)), options.location());
}

} // namespace

Family radialBasisFamily()
{
    return {"radial-basis",
            {"radialFunction", "smoothing"},
            5,
            3000,
            fit,
            "the response bends differently from place to place"};
}

} // namespace twin
