// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_polynomial.h"

#include "model/polynomial_regressor.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>

namespace twin {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

RowMajor termsOf(const PolynomialTerms& terms, const FitProblem& problem)
{
    RowMajor matrix(Eigen::Index(problem.runs), Eigen::Index(terms.count()));
    std::vector<double> powers;
    for (std::size_t run = 0; run < problem.runs; ++run)
        terms.evaluate(problem.design + run * terms.coordinates(), matrix.row(Eigen::Index(run)).data(),
                       powers);
    return matrix;
}

/// Runs x values.
RowMajor valuesOf(const FitProblem& problem)
{
    return Eigen::Map<const RowMajor>(problem.values, Eigen::Index(problem.count), Eigen::Index(problem.runs))
        .transpose();
}

/// Least squares on one set of runs for any number of right-hand sides.
struct LeastSquares
{
    RowMajor coefficients; ///< terms x values
    RowMajor leverage;     ///< lower triangle V with t' (T'T)^-1 t = |V t|^2
    Eigen::VectorXd hat;   ///< leverage of each run
    bool unique = false;
};

/// A trace of ridge settles what the runs leave open: the square of a two-valued input is a constant, and the
/// items of an enumeration add up to one. Where the runs do determine the terms it changes nothing that can
/// be seen.
LeastSquares solve(const RowMajor& terms, const RowMajor& values)
{
    LeastSquares result;
    const Eigen::Index rows = terms.rows(), count = terms.cols();
    const double ridge = 1e-11 * double(rows);
    Eigen::MatrixXd augmented(rows + count, count);
    augmented << terms, std::sqrt(ridge) * Eigen::MatrixXd::Identity(count, count);
    Eigen::MatrixXd targets = Eigen::MatrixXd::Zero(rows + count, values.cols());
    targets.topRows(rows) = values;
    result.coefficients = augmented.householderQr().solve(targets);
    const Eigen::LLT<Eigen::MatrixXd> factor(augmented.transpose() * augmented);
    result.unique = factor.info() == Eigen::Success;
    if (!result.unique)
        return result;
    result.leverage = factor.matrixL().solve(Eigen::MatrixXd::Identity(count, count));
    result.hat = (terms * result.leverage.transpose()).rowwise().squaredNorm();
    return result;
}

/// Leave-one-out error over all values, each in units of its own spread. Source: Allen's PRESS, Technometrics
/// 16, 1974.
double leaveOneOutError(const LeastSquares& fit, const RowMajor& terms, const RowMajor& values)
{
    const RowMajor errors = values - terms * fit.coefficients;
    double sum = 0;
    for (Eigen::Index v = 0; v < values.cols(); ++v) {
        const double spread = (values.col(v).array() - values.col(v).mean()).square().sum();
        if (spread > 0)
            sum += (errors.col(v).array() / (1 - fit.hat.array()).max(1e-6)).square().sum() / spread;
    }
    return sum;
}

/// The noise of each value, from the residuals and the degrees of freedom left.
std::vector<double> noiseOf(const LeastSquares& fit, const RowMajor& terms, const RowMajor& values)
{
    const RowMajor errors = values - terms * fit.coefficients;
    const double freedom = std::max<double>(1, double(terms.rows() - terms.cols()));
    const Eigen::RowVectorXd noise = errors.colwise().squaredNorm() / freedom;
    return {noise.data(), noise.data() + noise.size()};
}

/// A polynomial on its terms, and the runs that made it.
struct Fitted
{
    PolynomialTerms terms;
    RowMajor matrix;
    LeastSquares fit;
};

std::unique_ptr<Regressor> regressorOf(const Fitted& fitted, const RowMajor& values)
{
    const RowMajor coefficients = fitted.fit.coefficients.transpose(); // values x terms
    const RowMajor& leverage = fitted.fit.leverage;
    return std::make_unique<PolynomialRegressor>(
        fitted.terms, std::vector<double>(leverage.data(), leverage.data() + leverage.size()),
        std::vector<double>(coefficients.data(), coefficients.data() + coefficients.size()),
        noiseOf(fitted.fit, fitted.matrix, values));
}

class Fit : public FamilyFit
{
  public:
    Fit(PolynomialTerms terms, std::unique_ptr<Regressor> regressor, std::string location)
        : m_terms(std::move(terms)), m_regressor(std::move(regressor)), m_location(std::move(location))
    {}

    std::unique_ptr<Regressor> regressor() override { return std::move(m_regressor); }

    Result<std::unique_ptr<Regressor>> refit(const FitProblem& some,
                                             const std::vector<std::size_t>&) const override
    {
        const RowMajor values = valuesOf(some);
        Fitted fitted{m_terms, termsOf(m_terms, some), {}};
        fitted.fit = solve(fitted.matrix, values);
        if (!fitted.fit.unique)
            return fail("fit.polynomial.terms", m_location,
                        fmt::format("{} of the runs do not determine the polynomial.", some.runs),
                        "Use a lower degree, or more runs.");
        return regressorOf(fitted, values);
    }

    nlohmann::json describe(std::size_t) const override { return nlohmann::json::object(); }
    nlohmann::json describe() const override
    {
        return {{"degree", m_terms.degree()}, {"terms", m_terms.count()}};
    }

  private:
    PolynomialTerms m_terms;
    std::unique_ptr<Regressor> m_regressor;
    std::string m_location;
};

Result<std::unique_ptr<FamilyFit>> fit(const FitProblem& problem, const FitOptions& options, const Progress&)
{
    const auto degree = options.number("degree", 1, 10);
    if (!degree)
        return fail(degree.error());
    const RowMajor values = valuesOf(problem);
    std::optional<Fitted> best;
    double least = std::numeric_limits<double>::infinity();
    const std::size_t from = *degree ? std::size_t(**degree) : 1;
    const std::size_t to = *degree ? from : 4;
    for (std::size_t each = from; each <= to; ++each) {
        const std::size_t count = PolynomialTerms::countOf(problem.coordinates, each);
        if (count * 10 > problem.runs * 9) // fewer runs than this leave nothing to estimate the noise from
            break;
        Fitted fitted{PolynomialTerms(problem.coordinates, each), {}, {}};
        fitted.matrix = termsOf(fitted.terms, problem);
        fitted.fit = solve(fitted.matrix, values);
        if (!fitted.fit.unique)
            break;
        const double error = leaveOneOutError(fitted.fit, fitted.matrix, values);
        if (error < least || !best) {
            least = error;
            best = std::move(fitted);
        }
    }
    if (!best)
        return fail(
            "fit.polynomial.terms", options.location(),
            fmt::format("{} runs do not determine a polynomial of degree {} in {} coordinates ({} terms).",
                        problem.runs, from, problem.coordinates,
                        PolynomialTerms::countOf(problem.coordinates, from)),
            "Use a lower degree, or more runs that vary every input by itself.");
    auto regressor = regressorOf(*best, values);
    return std::make_unique<Fit>(std::move(best->terms), std::move(regressor), options.location());
}

} // namespace

Family polynomialFamily()
{
    return {"polynomial", {"degree"}, 3, 1000000, fit, "the response is nearly straight or bends evenly"};
}

} // namespace twin
