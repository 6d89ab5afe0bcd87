// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/process_trend.h"

#include <Eigen/Dense>
#include <cmath>

namespace twin {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix rootOf(const std::vector<double>& normal, std::size_t terms)
{
    constexpr double undetermined = 1e-12;
    const Eigen::Index size = Eigen::Index(terms);
    const Eigen::Map<const Matrix> given(normal.data(), size, size);
    // Terms of very different weight must not hide each other.
    Eigen::VectorXd scale(size);
    for (Eigen::Index i = 0; i < size; ++i)
        scale[i] = given(i, i) > 0 ? 1 / std::sqrt(given(i, i)) : 0;
    const Matrix scaled = scale.asDiagonal() * given * scale.asDiagonal();
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(scaled);
    Matrix root = Matrix::Zero(size, size);
    if (solver.info() != Eigen::Success)
        return root;
    const double least = undetermined * solver.eigenvalues().cwiseAbs().maxCoeff();
    for (Eigen::Index i = 0; i < size; ++i)
        if (solver.eigenvalues()[i] > least)
            root.row(i) = solver.eigenvectors().col(i).cwiseProduct(scale).transpose() /
                          std::sqrt(solver.eigenvalues()[i]);
    return root;
}

} // namespace

TrendSolution solveTrend(const TrendSystem& system)
{
    const Eigen::Index terms = Eigen::Index(system.terms);
    const Eigen::Index points = Eigen::Index(system.weights.size()) / terms;
    const Matrix root = rootOf(system.normal, system.terms);
    const Eigen::Map<const Eigen::VectorXd> right(system.right.data(), terms);
    const Eigen::VectorXd coefficients = root.transpose() * (root * right);
    Matrix rows(terms, terms + points);
    rows.leftCols(terms) = root;
    rows.rightCols(points) = root * Eigen::Map<const Matrix>(system.weights.data(), terms, points);
    return {{coefficients.data(), coefficients.data() + coefficients.size()},
            {rows.data(), rows.data() + rows.size()}};
}

} // namespace twin
