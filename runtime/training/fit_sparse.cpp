// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_sparse.h"

#include "model/kernels/aligned_vector.h"
#include "model/process_trend.h"
#include "training/fit_calibration.h"

#include <Eigen/Dense>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace twin {

namespace {

using Eigen::Index;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double jitter = 1e-9; // of the points' own correlations: keeps their factor
constexpr std::size_t rowBlock = 96, columnBlock = 120;

/// Coordinates of points by coordinate and scaled, as KernelTable wants them.
class Scaled
{
  public:
    Scaled(const GaussianProcessParameters& parameters, const double* points, std::size_t count,
           std::size_t dimensions)
        : m_parameters(parameters),
          m_count(count),
          m_dimensions(dimensions),
          m_coordinates(dimensions + (parameters.direction.empty() ? 0 : 1)),
          m_stride((count + 31) / 32 * 32),
          m_values(m_stride * m_coordinates, 0.0)
    {
        for (std::size_t i = 0; i < count; ++i)
            scale(points + i * dimensions, m_values.data() + i, m_stride);
    }

    std::size_t stride() const { return m_stride; }
    /// Correlations of one point with all: `out` holds stride() values.
    void correlate(const KernelTable& table, const double* point, double* out) const
    {
        double scaled[64];
        std::vector<double> many;
        double* at = scaled;
        if (m_coordinates > std::size(scaled)) {
            many.resize(m_coordinates);
            at = many.data();
        }
        scale(point, at, 1);
        table.correlate(m_parameters.correlation, m_values.data(), m_count, m_stride, m_coordinates, at, out,
                        nullptr);
    }

  private:
    void scale(const double* point, double* to, std::size_t step) const
    {
        const double factor = coordinateFactor(m_parameters.correlation);
        for (std::size_t c = 0; c < m_dimensions; ++c)
            to[c * step] = point[c] * factor / m_parameters.lengths[c];
        if (m_coordinates == m_dimensions)
            return;
        double along = 0;
        for (std::size_t c = 0; c < m_dimensions; ++c)
            along += point[c] * m_parameters.direction[c];
        to[m_dimensions * step] = along * factor;
    }

    const GaussianProcessParameters& m_parameters;
    std::size_t m_count, m_dimensions, m_coordinates, m_stride;
    std::vector<double> m_values;
};

/// What all runs say of the points. With L the factor of the points' correlations, V = L^-1 K and Lambda the
/// runs' own variances: I + V Lambda^-1 V^T, and the products with and among the columns: the values, then
/// the trend's terms.
struct Sums
{
    Sums(Index points, Index columns)
        : matrix(Matrix::Zero(points, points)),
          right(Eigen::MatrixXd::Zero(points, columns)),
          among(Eigen::MatrixXd::Zero(columns, columns))
    {}
    Matrix matrix; ///< lower half; without I
    Eigen::MatrixXd right, among;
    double logVariances = 0;

    void add(const Sums& other)
    {
        matrix += other.matrix;
        right += other.right;
        among += other.among;
        logVariances += other.logVariances;
    }
};

class SparseSystem
{
  public:
    SparseSystem(const GaussianProcessParameters& parameters, const std::vector<double>& inducing,
                 const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                 const KernelTable& table, FitTeam& team)
        : m_parameters(parameters),
          m_points(Index(inducing.size() / dimensions)),
          m_columns(2 + Index(parameters.slopes.size())),
          m_dimensions(dimensions),
          m_runs(runs),
          m_sums(m_points, m_columns)
    {
        const Scaled scaled(parameters, inducing.data(), std::size_t(m_points), dimensions);
        if (!factorPoints(scaled, inducing, dimensions, table))
            return;
        std::vector<Sums> sums(team.members(), Sums(m_points, m_columns));
        std::atomic<std::size_t> next{0};
        team.run([&](std::size_t member) {
            ScratchMemory work;
            Matrix correlations(Index(rowBlock), Index(scaled.stride())), reduced(Index(rowBlock), m_points);
            for (std::size_t first; (first = rowBlock * next++) < runs;) {
                const std::size_t count = std::min(rowBlock, runs - first);
                for (std::size_t i = 0; i < count; ++i)
                    scaled.correlate(table, design + (first + i) * dimensions,
                                     correlations.data() + i * scaled.stride());
                addBlock(sums[member], correlations, reduced, design + first * dimensions, values + first,
                         count, table, work.atLeast(multiplyWork));
            }
        });
        for (const Sums& each : sums)
            m_sums.add(each);
        solve();
    }

    bool solved() const { return m_solved; }
    double variance() const { return m_variance; }
    const std::vector<double>& trend() const { return m_trend.coefficients; }
    const std::vector<double>& trendRows() const { return m_trend.rows; }
    double logLikelihood() const
    {
        const double n = double(m_runs);
        return -0.5 *
               (n * std::log(2 * std::numbers::pi * m_variance) + n + m_logDeterminant + m_sums.logVariances);
    }
    std::vector<double> weights() const
    {
        const Eigen::Map<const Eigen::VectorXd> trend(m_trend.coefficients.data(), m_columns - 1);
        const Eigen::VectorXd right = m_sums.right.col(0) - m_sums.right.rightCols(m_columns - 1) * trend;
        const Eigen::VectorXd weights = m_inverse.transpose() * m_factor.solve(right);
        return {weights.data(), weights.data() + weights.size()};
    }
    /// A lower triangle T with |T k|^2 the part of the variance that the runs explain at correlations k.
    std::vector<double> triangle() const
    {
        const Matrix explained = Matrix::Identity(m_points, m_points) -
                                 m_factor.solve(Eigen::MatrixXd::Identity(m_points, m_points));
        // R lower with R^T R = explained: a Cholesky factor from the last row on. What is below rounding is
        // nothing.
        Matrix rest = explained, root = Matrix::Zero(m_points, m_points);
        for (Index k = m_points - 1; k >= 0; --k) {
            if (!(rest(k, k) > 1e-14))
                continue;
            root.row(k).head(k + 1) = rest.row(k).head(k + 1) / std::sqrt(rest(k, k));
            for (Index i = 0; i < k; ++i)
                rest.row(i).head(i + 1) -= root(k, i) * root.row(k).head(i + 1);
        }
        const Matrix triangle = root.triangularView<Eigen::Lower>() * m_inverse;
        return {triangle.data(), triangle.data() + triangle.size()};
    }

  private:
    bool factorPoints(const Scaled& scaled, const std::vector<double>& inducing, std::size_t dimensions,
                      const KernelTable& table)
    {
        Matrix correlations(m_points, Index(scaled.stride()));
        for (Index i = 0; i < m_points; ++i) {
            scaled.correlate(table, inducing.data() + std::size_t(i) * dimensions,
                             correlations.data() + std::size_t(i) * scaled.stride());
            correlations(i, i) = 1 + jitter;
        }
        const Eigen::LLT<Eigen::MatrixXd> factor(correlations.leftCols(m_points));
        if (factor.info() != Eigen::Success)
            return false;
        m_inverse = Matrix::Identity(m_points, m_points);
        factor.matrixL().solveInPlace(m_inverse);
        return true;
    }

    void addBlock(Sums& sums, const Matrix& correlations, Matrix& reduced, const double* design,
                  const double* values, std::size_t count, const KernelTable& table, double* work) const
    {
        const std::size_t points = std::size_t(m_points), stride = std::size_t(correlations.cols());
        reduced.setZero();
        for (std::size_t column = 0; column < points; column += columnBlock) {
            const std::size_t width = std::min(columnBlock, points - column);
            table.multiplyAdd(count, width, column + width, 1, correlations.data(), stride, 1,
                              m_inverse.data() + column * points, 1, points, reduced.data() + column, points,
                              work);
        }
        Eigen::RowVectorXd terms(m_columns);
        for (std::size_t i = 0; i < count; ++i) {
            auto row = reduced.row(Index(i));
            const double own = std::max(0.0, 1 - row.squaredNorm()) + m_parameters.nugget;
            row /= std::sqrt(own);
            terms[0] = values[i];
            terms[1] = 1;
            for (Index c = 2; c < m_columns; ++c)
                terms[c] = design[i * m_dimensions + std::size_t(c) - 2];
            terms /= std::sqrt(own);
            sums.right.noalias() += row.transpose() * terms;
            sums.among.noalias() += terms.transpose() * terms;
            sums.logVariances += std::log(own);
        }
        for (std::size_t column = 0; column < points; column += columnBlock) {
            const std::size_t width = std::min(columnBlock, points - column);
            table.multiplyAdd(points - column, width, count, 1, reduced.data() + column, 1, points,
                              reduced.data() + column, points, 1,
                              sums.matrix.data() + column * points + column, points, work);
        }
    }

    void solve()
    {
        Eigen::MatrixXd matrix = m_sums.matrix.triangularView<Eigen::Lower>();
        matrix.diagonal().array() += 1;
        m_factor.compute(matrix.selfadjointView<Eigen::Lower>());
        if (m_factor.info() != Eigen::Success)
            return;
        const Eigen::MatrixXd half = m_factor.matrixL().solve(m_sums.right);
        const Matrix among = m_sums.among - half.transpose() * half;
        const Index terms = m_columns - 1;
        const Eigen::MatrixXd weights = m_inverse.transpose() * m_factor.solve(m_sums.right.rightCols(terms));
        TrendSystem system;
        system.terms = std::size_t(terms);
        const Matrix normal = among.bottomRightCorner(terms, terms);
        system.normal.assign(normal.data(), normal.data() + normal.size());
        for (Index t = 0; t < terms; ++t)
            system.right.push_back(among(t + 1, 0));
        system.weights.assign(weights.data(), weights.data() + weights.size());
        m_trend = solveTrend(system);
        if (m_parameters.slopes.empty())
            m_trend.rows.clear();
        double values = among(0, 0);
        for (Index t = 0; t < terms; ++t)
            values -= m_trend.coefficients[std::size_t(t)] * among(t + 1, 0);
        m_variance = values / double(m_runs);
        m_logDeterminant = 2 * m_factor.matrixLLT().diagonal().array().log().sum();
        m_solved = m_variance > 0 && std::isfinite(m_variance) && std::isfinite(m_logDeterminant);
    }

    const GaussianProcessParameters& m_parameters;
    Index m_points;
    Index m_columns; ///< the values, the constant and, of a linear trend, the coordinates
    std::size_t m_dimensions, m_runs;
    Matrix m_inverse; ///< of the factor of the points' correlations
    Sums m_sums;
    Eigen::LLT<Eigen::MatrixXd> m_factor;
    TrendSolution m_trend;
    double m_variance = 0, m_logDeterminant = 0;
    bool m_solved = false;
};

/// At most `most` of the runs, in the order of a fixed shuffle.
std::vector<std::size_t> pick(std::size_t runs, std::size_t most)
{
    const std::vector<std::size_t> rank = assignFolds(runs, runs);
    std::vector<std::size_t> order(std::min(runs, most));
    for (std::size_t run = 0; run < runs; ++run)
        if (rank[run] < order.size())
            order[rank[run]] = run;
    return order;
}

} // namespace

std::vector<double> chooseInducing(const GaussianProcessParameters& parameters, const double* design,
                                   std::size_t runs, std::size_t dimensions, std::size_t count)
{
    constexpr std::size_t mostCandidates = 4000;
    const KernelTable& table = kernels();
    std::vector<double> candidates, inducing;
    for (const std::size_t run : pick(runs, mostCandidates))
        candidates.insert(candidates.end(), design + run * dimensions, design + (run + 1) * dimensions);
    const std::size_t size = candidates.size() / dimensions;
    const Scaled scaled(parameters, candidates.data(), size, dimensions);
    count = std::min(count, size);
    Eigen::VectorXd unexplained = Eigen::VectorXd::Ones(Index(size));
    Eigen::MatrixXd factor =
        Eigen::MatrixXd::Zero(Index(count), Index(size)); // by column: a candidate's row of the factor
    std::vector<double> correlations(scaled.stride());
    for (Index k = 0; k < Index(count); ++k) {
        Index next = 0;
        const double most = unexplained.maxCoeff(&next);
        if (!(most > 1e-10))
            break;
        inducing.insert(inducing.end(), candidates.data() + std::size_t(next) * dimensions,
                        candidates.data() + std::size_t(next + 1) * dimensions);
        scaled.correlate(table, candidates.data() + std::size_t(next) * dimensions, correlations.data());
        const double root = std::sqrt(most);
        for (Index i = 0; i < Index(size); ++i) {
            const double known = table.dot(factor.data() + i * Index(count),
                                           factor.data() + next * Index(count), std::size_t(k));
            const double element = (correlations[std::size_t(i)] - known) / root;
            factor(k, i) = element;
            unexplained[i] -= element * element;
        }
        unexplained[next] = 0;
    }
    return inducing;
}

GaussianProcessParameters polishSparse(GaussianProcessParameters parameters,
                                       const std::vector<double>& inducing, const double* design,
                                       std::size_t runs, std::size_t dimensions, const double* values,
                                       FitTeam& team)
{
    constexpr std::size_t mostRuns = 6000;
    constexpr int mostSteps = 20;
    std::vector<double> someDesign, someValues;
    for (const std::size_t run : pick(runs, mostRuns)) {
        someDesign.insert(someDesign.end(), design + run * dimensions, design + (run + 1) * dimensions);
        someValues.push_back(values[run]);
    }
    const auto likelihood = [&](const GaussianProcessParameters& at) {
        const SparseSystem system(at, inducing, someDesign.data(), someValues.size(), dimensions,
                                  someValues.data(), kernels(), team);
        return system.solved() ? system.logLikelihood() : -std::numeric_limits<double>::infinity();
    };
    const auto moved = [&](double lengths, double nugget) {
        GaussianProcessParameters there = parameters;
        for (double& each : there.lengths)
            each *= lengths;
        for (double& each : there.direction)
            each /= lengths;
        there.nugget = std::clamp(there.nugget * nugget, 1e-9, 10.0);
        return there;
    };
    double best = likelihood(parameters);
    bool better = true;
    for (int step = 0; better && step < mostSteps;) {
        better = false;
        for (const auto& [lengths, nugget] :
             {std::pair(1.0, 0.25), std::pair(1.0, 4.0), std::pair(1.25, 1.0), std::pair(0.8, 1.0)}) {
            const GaussianProcessParameters there = moved(lengths, nugget);
            const double value = likelihood(there);
            ++step;
            if (value > best + 0.5) {
                best = value;
                parameters = there;
                better = true;
            }
        }
    }
    return parameters;
}

Result<GaussianProcess> conditionSparse(GaussianProcessParameters parameters,
                                        const std::vector<double>& inducing, const double* design,
                                        std::size_t runs, std::size_t dimensions, const double* values,
                                        const KernelTable& table, FitTeam& team, const std::string& location)
{
    const SparseSystem system(parameters, inducing, design, runs, dimensions, values, table, team);
    if (!system.solved()) {
        const auto [least, most] = std::minmax_element(values, values + runs);
        if (*least != *most)
            return fail("model.gaussian-process.singular", location,
                        "The sparse Gaussian process of these runs has no solution in floating point.",
                        "Remove runs that repeat one another, or use a polynomial.");
        parameters.trend = *least;
        parameters.variance = 0;
        parameters.slopes.clear();
        const std::size_t points = inducing.size() / dimensions;
        return GaussianProcess::makeSparse(std::move(parameters), inducing.data(), points, dimensions,
                                           std::vector<double>(points, 0.0), {},
                                           std::vector<double>(points * points, 0.0), location);
    }
    parameters.trend = system.trend().front();
    parameters.slopes.assign(system.trend().begin() + 1, system.trend().end());
    parameters.variance = system.variance();
    return GaussianProcess::makeSparse(std::move(parameters), inducing.data(), inducing.size() / dimensions,
                                       dimensions, system.weights(), system.trendRows(), system.triangle(),
                                       location);
}

} // namespace twin
