// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/radial_system.h"

#include "model/kernels/triangle.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace twin {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Coordinates that with a constant and those before them are independent over the runs.
std::vector<std::size_t> independentCoordinates(const FitProblem& problem)
{
    std::vector<std::size_t> chosen;
    if (problem.runs < 3 * (problem.coordinates + 1))
        return chosen;
    std::vector<Eigen::VectorXd> basis = {
        Eigen::VectorXd::Constant(Eigen::Index(problem.runs), 1 / std::sqrt(double(problem.runs)))};
    for (std::size_t c = 0; c < problem.coordinates; ++c) {
        Eigen::VectorXd column(Eigen::Index(problem.runs));
        for (std::size_t run = 0; run < problem.runs; ++run)
            column[Eigen::Index(run)] = problem.design[run * problem.coordinates + c];
        const double length = column.norm();
        for (int pass = 0; pass < 2; ++pass)
            for (const Eigen::VectorXd& each : basis)
                column -= each.dot(column) * each;
        if (!(column.norm() > 1e-7 * length))
            continue;
        basis.push_back(column.normalized());
        chosen.push_back(c);
    }
    return chosen;
}

} // namespace

RadialSystem::RadialSystem(const FitProblem& problem, RadialFunction function, std::vector<double> scales)
    : m_problem(problem),
      m_function(function),
      m_scales(std::move(scales)),
      m_tailCoordinates(independentCoordinates(problem))
{
    const std::size_t runs = problem.runs, coordinates = problem.coordinates, stride = radialStride(runs);
    const AlignedVector<double> scaled = scaledDesign(problem.design, runs, coordinates, m_scales, stride);
    AlignedVector<double> point(coordinates), row(stride);
    m_functions.resize(Eigen::Index(runs), Eigen::Index(runs));
    for (std::size_t run = 0; run < runs; ++run) {
        for (std::size_t c = 0; c < coordinates; ++c)
            point[c] = scaled[c * stride + run];
        kernels().expansionRow(function, scaled.data(), runs, stride, coordinates, point.data(), row.data());
        std::copy_n(row.data(), runs, m_functions.col(Eigen::Index(run)).data());
    }
    m_size = std::max(m_functions.cwiseAbs().mean(), 1e-300);
    m_tail.setOnes(Eigen::Index(runs), Eigen::Index(m_tailCoordinates.size() + 1));
    for (std::size_t t = 0; t < m_tailCoordinates.size(); ++t)
        for (std::size_t run = 0; run < runs; ++run)
            m_tail(Eigen::Index(run), Eigen::Index(t + 1)) =
                problem.design[run * coordinates + m_tailCoordinates[t]];
    m_directions.compute(m_tail);
    Eigen::MatrixXd turned = m_functions;
    turned.applyOnTheLeft(m_directions.householderQ().adjoint());
    turned.applyOnTheRight(m_directions.householderQ());
    const Eigen::Index inner = Eigen::Index(runs) - m_tail.cols();
    m_inner = inner > 0 ? turned.bottomRightCorner(inner, inner) : Eigen::MatrixXd();
}

std::optional<RadialSystem::Solution> RadialSystem::solution(const double* values, double smoothing) const
{
    const Eigen::Index runs = m_functions.rows(), terms = m_tail.cols(), inner = m_inner.rows();
    if (inner < 2)
        return std::nullopt;
    TriangleWork work;
    RowMajor factor = m_inner;
    factor.diagonal().array() += smoothing * m_size;
    if (!factorLower(kernels(), factor.data(), std::size_t(inner), std::size_t(inner), work))
        return std::nullopt;
    // [0 | L^-1] Q': its square is what Rippa's formula takes the diagonal of.
    RowMajor root = RowMajor::Zero(inner, runs);
    invertLower(kernels(), factor.data(), std::size_t(inner), std::size_t(inner), root.data() + terms,
                std::size_t(runs), work);
    root.applyOnTheRight(m_directions.householderQ().adjoint());
    const Eigen::VectorXd diagonal = root.colwise().squaredNorm();
    Solution result;
    result.weights = root.transpose() * (root * Eigen::Map<const Eigen::VectorXd>(values, runs));
    result.errors = result.weights.array() / diagonal.array().max(1e-300);
    if (!result.errors.allFinite() || !result.weights.allFinite())
        return std::nullopt;
    return result;
}

double RadialSystem::leaveOneOut(const double* values, double smoothing) const
{
    const auto solved = solution(values, smoothing);
    return solved ? solved->errors.squaredNorm() / double(m_problem.runs)
                  : std::numeric_limits<double>::infinity();
}

std::optional<RadialExpansion> RadialSystem::solve(const double* values, double smoothing) const
{
    const auto solved = solution(values, smoothing);
    if (!solved)
        return std::nullopt;
    const std::size_t runs = m_problem.runs, coordinates = m_problem.coordinates;
    RadialExpansion expansion;
    expansion.function = m_function;
    expansion.scales = m_scales;
    expansion.weights.assign(solved->weights.data(), solved->weights.data() + runs);
    const Eigen::VectorXd rest = Eigen::Map<const Eigen::VectorXd>(values, Eigen::Index(runs)) -
                                 m_functions * solved->weights - smoothing * m_size * solved->weights;
    const Eigen::VectorXd tail = m_directions.solve(rest);
    expansion.tail.assign(coordinates + 1, 0.0);
    expansion.tail[0] = tail[0];
    for (std::size_t t = 0; t < m_tailCoordinates.size(); ++t)
        expansion.tail[m_tailCoordinates[t] + 1] = tail[Eigen::Index(t + 1)];
    for (std::size_t run = 0; run < runs; ++run)
        expansion.errors.push_back(solved->errors[Eigen::Index(run)] * solved->errors[Eigen::Index(run)]);

    // How near runs lie to each other, and how remote each is from the rest.
    std::vector<double> nearest(runs, std::numeric_limits<double>::infinity());
    std::vector<double> squares(runs * runs);
    for (std::size_t i = 0; i < runs; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            double s = 0;
            for (std::size_t c = 0; c < coordinates; ++c) {
                const double difference =
                    (m_problem.design[i * coordinates + c] - m_problem.design[j * coordinates + c]) *
                    m_scales[c];
                s += difference * difference;
            }
            squares[i * runs + j] = squares[j * runs + i] = s;
            nearest[i] = std::min(nearest[i], s);
            nearest[j] = std::min(nearest[j], s);
        }
    std::vector<double> sorted = nearest;
    std::nth_element(sorted.begin(), sorted.begin() + std::ptrdiff_t(runs / 2), sorted.end());
    expansion.nearness = std::clamp(sorted[runs / 2], 1e-12, 1e12);
    double reach = 0;
    for (std::size_t i = 0; i < runs; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < runs; ++j) {
            const double near = squares[i * runs + j] + expansion.nearness;
            sum += i == j ? 0 : 1 / (near * near);
        }
        reach += 1 / std::sqrt(sum) / double(runs);
    }
    expansion.reach = std::clamp(reach, 1e-50, 1e50);
    return expansion;
}

} // namespace twin
