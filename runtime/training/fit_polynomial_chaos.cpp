// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_polynomial_chaos.h"

#include "model/polynomial_regressor.h"
#include "training/fit_pool.h"
#include "training/least_angle.h"
#include "training/term_matrix.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <optional>

namespace twin {

namespace {

constexpr std::size_t highestDegree = 20;
constexpr std::size_t patience = 3; // degrees without a gain

/// How terms are chosen; "all" has no path.
struct Selection
{
    const char* name;
    std::optional<TermPath> path;
};
constexpr Selection leastAngle = {"least-angle", TermPath::LeastAngle};
constexpr Selection forward = {"forward", TermPath::Forward};
constexpr Selection all = {"all", std::nullopt};

/// What is kept for the folds.
struct Structure
{
    PolynomialBasis::Truncation truncation;
    Selection selection = leastAngle;
};

/// What one value came to so far.
struct Search
{
    Structure structure;
    PolynomialBasis basis;
    double error = std::numeric_limits<double>::infinity();
    double leastOfNorm = std::numeric_limits<double>::infinity();
    std::size_t idle = 0; ///< degrees since the last gain under this norm
};

struct Wish
{
    std::vector<double> norms = {1, 0.75, 0.5};
    std::vector<Selection> selections = {leastAngle, forward};
    std::size_t degree = highestDegree;
};

Result<Wish> readWish(const FitOptions& options)
{
    Wish wish;
    const auto degree = options.number("degree", 1, double(highestDegree));
    if (!degree)
        return fail(degree.error());
    if (*degree)
        wish.degree = std::size_t(**degree);
    const auto norm = options.number("norm", 0.3, 1);
    if (!norm)
        return fail(norm.error());
    if (*norm)
        wish.norms = {**norm};
    const auto selection = options.text("selection");
    if (!selection)
        return fail(selection.error());
    if (*selection) {
        wish.selections.clear();
        for (const Selection& each : {leastAngle, forward, all})
            if (**selection == each.name)
                wish.selections = {each};
        if (wish.selections.empty())
            return options.wrong("selection", fmt::format("There is no selection \"{}\".", **selection),
                                 "Use least-angle, forward or all, or leave it out.");
    }
    return wish;
}

std::size_t mostCandidates(std::size_t runs)
{
    return std::clamp<std::size_t>(5 * runs, 500, 3000);
}

std::optional<PolynomialBasis> basisOf(const PolynomialBasis::Truncation& truncation,
                                       const FitProblem& problem)
{
    return PolynomialBasis::truncated(degreeCaps(problem, truncation.degree), truncation,
                                      mostCandidates(problem.runs));
}

ChosenTerms choose(const TermMatrix& matrix, const Selection& selection, const double* values)
{
    if (selection.path)
        return chooseTerms(matrix.columns(), values, *selection.path);
    ChosenTerms chosen;
    chosen.terms.resize(matrix.basis().count());
    std::iota(chosen.terms.begin(), chosen.terms.end(), 0);
    chosen.error = std::numeric_limits<double>::infinity();
    if (chosen.terms.size() >= matrix.columns().runs)
        return chosen;
    const LeastSquares fit = solveLeastSquares(matrix.columns(), values, 1);
    if (!fit.unique)
        return chosen;
    const double trace =
        std::inner_product(fit.leverage.begin(), fit.leverage.end(), fit.leverage.begin(), 0.0);
    chosen.error =
        fit.leaveOneOut(0) * leaveOneOutCorrection(matrix.columns().runs, chosen.terms.size(), trace);
    return chosen;
}

std::optional<PolynomialRegressor::Part> solve(const TermMatrix& chosen, const double* values,
                                               std::size_t value)
{
    LeastSquares fit = solveLeastSquares(chosen.columns(), values, 1);
    if (!fit.unique)
        return std::nullopt;
    const double noise = fit.noise(0);
    return PolynomialRegressor::Part{
        chosen.basis(), {value}, std::move(fit.coefficients), {noise}, std::move(fit.leverage)};
}

tl::unexpected<Diagnostic> noTerms(std::size_t runs, const std::string& location)
{
    return fail(
        "fit.chaos.terms", location,
        fmt::format("{} runs do not determine a polynomial chaos with these options.", runs),
        "Use a lower degree or norm, another selection, or more runs that vary every input by itself.");
}

class Fit : public FamilyFit
{
  public:
    Fit(std::vector<Search> searches, std::vector<double> spreads, std::unique_ptr<Regressor> regressor,
        std::string location)
        : m_searches(std::move(searches)),
          m_spreads(std::move(spreads)),
          m_regressor(std::move(regressor)),
          m_location(std::move(location))
    {}

    std::unique_ptr<Regressor> regressor() override { return std::move(m_regressor); }

    Result<std::unique_ptr<Regressor>> refit(const FitProblem& some,
                                             const std::vector<std::size_t>& like) const override
    {
        std::vector<PolynomialRegressor::Part> parts;
        for (std::size_t v = 0; v < some.count; ++v) {
            const double* values = some.values + v * some.runs;
            const Structure& structure = m_searches[like[v]].structure;
            const auto basis = basisOf(structure.truncation, some);
            if (!basis)
                return noTerms(some.runs, m_location);
            const TermMatrix matrix(*basis, some);
            auto part = solve(matrix.some(choose(matrix, structure.selection, values).terms), values, v);
            if (!part)
                return noTerms(some.runs, m_location);
            parts.push_back(std::move(*part));
        }
        return std::make_unique<PolynomialRegressor>("polynomial-chaos", some.coordinates, std::move(parts));
    }

    nlohmann::json describe(std::size_t value) const override
    {
        const Search& search = m_searches[value];
        const double spread = m_spreads[value];
        return {{"degree", search.structure.truncation.degree},
                {"norm", search.structure.truncation.norm},
                {"selection", search.structure.selection.name},
                {"terms", search.basis.count()},
                {"leaveOneOutQ2", spread > 0 ? 1 - search.error / spread : 1}};
    }

  private:
    std::vector<Search> m_searches;
    std::vector<double> m_spreads; ///< variance of each value
    std::unique_ptr<Regressor> m_regressor;
    std::string m_location;
};

/// Tries one basis on the values that have not given up on its norm.
void tryBasis(std::vector<Search>& searches, const FitProblem& problem, const Wish& wish,
              const PolynomialBasis::Truncation& truncation, const TermMatrix& matrix)
{
    const auto tryValue = [&](std::size_t v) {
        Search& search = searches[v];
        if (search.idle >= patience)
            return;
        ++search.idle;
        for (const Selection& selection : wish.selections) {
            const ChosenTerms chosen = choose(matrix, selection, problem.values + v * problem.runs);
            if (chosen.error < search.leastOfNorm) {
                search.leastOfNorm = chosen.error;
                search.idle = 0;
            }
            if (chosen.error < search.error) {
                search.error = chosen.error;
                search.structure = {truncation, selection};
                search.basis = matrix.basis().some(chosen.terms);
            }
        }
    };
    forEachInParallel(searches.size(), tryValue);
}

Result<std::unique_ptr<FamilyFit>> fit(const FitProblem& problem, const FitOptions& options,
                                       const Progress& progress)
{
    const auto wish = readWish(options);
    if (!wish)
        return fail(wish.error());
    std::vector<Search> searches(problem.count);
    for (std::size_t n = 0; n < wish->norms.size(); ++n) {
        for (Search& search : searches) {
            search.leastOfNorm = std::numeric_limits<double>::infinity();
            search.idle = 0;
        }
        const bool adapts = wish->selections[0].path || options.member("degree") == nullptr;
        for (std::size_t degree = adapts ? 1 : wish->degree; degree <= wish->degree; ++degree) {
            const double done = double(n) + double(degree) / double(wish->degree + 1);
            if (progress && !progress(0.95 * done / double(wish->norms.size()), "choosing terms"))
                return fitCancelled(options.location());
            const PolynomialBasis::Truncation truncation{degree, wish->norms[n]};
            const auto basis = basisOf(truncation, problem);
            if (!basis || std::all_of(searches.begin(), searches.end(),
                                      [](const Search& search) { return search.idle >= patience; }))
                break;
            tryBasis(searches, problem, *wish, truncation, TermMatrix(*basis, problem));
        }
    }
    std::vector<PolynomialRegressor::Part> parts;
    std::vector<double> spreads;
    for (std::size_t v = 0; v < problem.count; ++v) {
        const double* values = problem.values + v * problem.runs;
        auto part = searches[v].error < std::numeric_limits<double>::infinity()
                        ? solve(TermMatrix(searches[v].basis, problem), values, v)
                        : std::nullopt;
        if (!part)
            return noTerms(problem.runs, options.location());
        parts.push_back(std::move(*part));
        const double mean = std::accumulate(values, values + problem.runs, 0.0) / double(problem.runs);
        spreads.push_back(std::accumulate(values, values + problem.runs, 0.0, [&](double sum, double value) {
            return sum + (value - mean) * (value - mean) / double(problem.runs);
        }));
    }
    return std::make_unique<Fit>(
        std::move(searches), std::move(spreads),
        std::make_unique<PolynomialRegressor>("polynomial-chaos", problem.coordinates, std::move(parts)),
        options.location());
}

} // namespace

Family polynomialChaosFamily()
{
    return {"polynomial-chaos",
            {"degree", "norm", "selection"},
            5,
            20000,
            fit,
            "the response is smooth and few terms describe it"};
}

} // namespace twin
