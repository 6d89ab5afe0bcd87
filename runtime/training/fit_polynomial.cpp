// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_polynomial.h"

#include "model/polynomial_regressor.h"
#include "training/term_matrix.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <optional>

namespace twin {

namespace {

constexpr std::size_t highestDegree = 10; ///< of the option
constexpr std::size_t highestAuto = 4;

/// Leave-one-out error over all values, each in units of its own spread.
double leaveOneOutError(const LeastSquares& fit, const FitProblem& problem)
{
    double sum = 0;
    for (std::size_t v = 0; v < problem.count; ++v) {
        const double* values = problem.values + v * problem.runs;
        const double mean = std::accumulate(values, values + problem.runs, 0.0) / double(problem.runs);
        double spread = 0;
        for (std::size_t run = 0; run < problem.runs; ++run)
            spread += (values[run] - mean) * (values[run] - mean);
        if (spread > 0)
            sum += fit.leaveOneOut(v) / spread;
    }
    return sum;
}

/// A polynomial on its terms.
struct Fitted
{
    PolynomialBasis basis;
    LeastSquares fit;
};

std::optional<Fitted> fitTerms(const PolynomialBasis& basis, const FitProblem& problem)
{
    const TermMatrix matrix(basis, problem);
    Fitted fitted{basis, solveLeastSquares(matrix.columns(), problem.values, problem.count, true)};
    return fitted.fit.unique ? std::optional(std::move(fitted)) : std::nullopt;
}

std::unique_ptr<Regressor> regressorOf(Fitted fitted, const std::string& family, const FitProblem& problem)
{
    PolynomialRegressor::Part part;
    part.basis = std::move(fitted.basis);
    part.coefficients = std::move(fitted.fit.coefficients);
    part.leverage = std::move(fitted.fit.leverage);
    for (std::size_t v = 0; v < problem.count; ++v) {
        part.values.push_back(v);
        part.noise.push_back(fitted.fit.noise(v));
    }
    return std::make_unique<PolynomialRegressor>(family, problem.coordinates, std::vector{std::move(part)});
}

class Fit : public FamilyFit
{
  public:
    Fit(std::string family, std::size_t degree, PolynomialBasis basis, std::unique_ptr<Regressor> regressor,
        std::string location)
        : m_family(std::move(family)),
          m_degree(degree),
          m_basis(std::move(basis)),
          m_regressor(std::move(regressor)),
          m_location(std::move(location))
    {}

    std::unique_ptr<Regressor> regressor() override { return std::move(m_regressor); }

    Result<std::unique_ptr<Regressor>> refit(const FitProblem& some, const std::vector<std::size_t>&,
                                             const std::vector<std::size_t>&) const override
    {
        auto fitted = fitTerms(m_basis, some);
        if (!fitted || some.runs < 2)
            return fail("fit.polynomial.terms", m_location,
                        fmt::format("{} of the runs do not determine the polynomial.", some.runs),
                        "Use a lower degree, or more runs.");
        return regressorOf(std::move(*fitted), m_family, some);
    }

    nlohmann::json describe(std::size_t) const override { return nlohmann::json::object(); }
    nlohmann::json describe() const override { return {{"degree", m_degree}, {"terms", m_basis.count()}}; }

  private:
    std::string m_family;
    std::size_t m_degree;
    PolynomialBasis m_basis;
    std::unique_ptr<Regressor> m_regressor;
    std::string m_location;
};

Result<std::unique_ptr<FamilyFit>> fitDegrees(const FitProblem& problem, const std::string& family,
                                              std::size_t from, std::size_t to, const std::string& location)
{
    std::optional<Fitted> best;
    std::size_t degree = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t each = from; each <= to; ++each) {
        // More terms than this leave nothing to estimate the noise from.
        const std::size_t most = std::min(problem.runs * 9 / 10, PolynomialRegressor::mostTerms);
        const auto basis = PolynomialBasis::truncated(degreeCaps(problem, each), {each, 1}, most);
        auto fitted = basis ? fitTerms(*basis, problem) : std::nullopt;
        if (!fitted)
            break;
        const double error = leaveOneOutError(fitted->fit, problem);
        if (error < least || !best) {
            least = error;
            degree = each;
            best = std::move(fitted);
        }
    }
    if (!best)
        return fail(
            "fit.polynomial.terms", location,
            fmt::format("{} runs do not determine a polynomial of degree {} in {} coordinates.", problem.runs,
                        from, problem.coordinates),
            "Use a lower degree, polynomial-chaos (which chooses terms), or more runs that vary every "
            "input by itself.");
    PolynomialBasis basis = best->basis;
    return std::make_unique<Fit>(family, degree, std::move(basis),
                                 regressorOf(std::move(*best), family, problem), location);
}

Result<std::unique_ptr<FamilyFit>> fitLinear(const FitProblem& problem, const FitOptions& options,
                                             const Progress&)
{
    return fitDegrees(problem, "linear", 1, 1, options.location());
}

Result<std::unique_ptr<FamilyFit>> fitPolynomial(const FitProblem& problem, const FitOptions& options,
                                                 const Progress&)
{
    const auto degree = options.number("degree", 1, double(highestDegree));
    if (!degree)
        return fail(degree.error());
    const std::size_t from = *degree ? std::size_t(**degree) : 1;
    return fitDegrees(problem, "polynomial", from, *degree ? from : highestAuto, options.location());
}

} // namespace

Family linearFamily()
{
    return {"linear", {}, 3, 1000000, fitLinear, "the response is straight"};
}

Family polynomialFamily()
{
    return {"polynomial", {"degree"},    3,
            1000000,      fitPolynomial, "the response is nearly straight or bends evenly"};
}

} // namespace twin
