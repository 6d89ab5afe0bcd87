// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/matrix_exponential.h"

#include <cmath>
#include <unsupported/Eigen/MatrixFunctions>

namespace twin {

namespace {

/// Scales of the states, powers of two, that bring each row of a matrix and its column to one size: the
/// exponential of the scaled matrix loses less. Source: B. N. Parlett and C. Reinsch, Balancing a matrix for
/// calculation of eigenvalues and eigenvectors, Numer. Math. 13, 1969.
Eigen::VectorXd balancingScales(Eigen::MatrixXd a)
{
    Eigen::VectorXd scales = Eigen::VectorXd::Ones(a.rows());
    for (int pass = 0; pass < 20; ++pass) {
        bool isDone = true;
        for (Eigen::Index i = 0; i < a.rows(); ++i) {
            const double row = a.row(i).cwiseAbs().sum() - std::fabs(a(i, i));
            const double column = a.col(i).cwiseAbs().sum() - std::fabs(a(i, i));
            if (!(row > 0 && column > 0 && std::isfinite(row) && std::isfinite(column)))
                continue;
            const double factor = std::exp2(std::round(0.5 * std::log2(row / column)));
            if (factor == 1 || !std::isfinite(scales[i] * factor) || scales[i] * factor < 1e-300)
                continue;
            a.row(i) /= factor;
            a.col(i) *= factor;
            scales[i] *= factor;
            isDone = false;
        }
        if (isDone)
            break;
    }
    return scales;
}

} // namespace

void propagateContinuous(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, double length,
                         Eigen::MatrixXd& state, Eigen::MatrixXd& before, Eigen::MatrixXd& after)
{
    const Eigen::Index n = a.rows(), m = b.cols();
    const Eigen::VectorXd scales = balancingScales(a);
    const Eigen::MatrixXd own = scales.cwiseInverse().asDiagonal() * a * scales.asDiagonal() * length;
    Eigen::MatrixXd driven = scales.cwiseInverse().asDiagonal() * b * length;
    // The answer is linear in each input: its size must not set that of the exponential.
    Eigen::VectorXd sizes = Eigen::VectorXd::Ones(m);
    for (Eigen::Index j = 0; j < m; ++j)
        if (const double size = driven.col(j).cwiseAbs().maxCoeff(); size > 0) {
            sizes[j] = size;
            driven.col(j) /= size;
        }
    if (!(own.cwiseAbs().maxCoeff() < 1e150) || !driven.allFinite() ||
        !sizes.allFinite()) { // the exponential's own scaling would not end
        state = Eigen::MatrixXd::Constant(n, n, std::nan(""));
        before = after = Eigen::MatrixXd::Zero(n, m);
        return;
    }
    Eigen::MatrixXd augmented = Eigen::MatrixXd::Zero(n + 2 * m, n + 2 * m);
    augmented.topLeftCorner(n, n) = own;
    augmented.block(0, n, n, m) = driven;
    augmented.block(n, n + m, m, m).setIdentity();
    const Eigen::MatrixXd whole = augmented.exp();
    state = scales.asDiagonal() * whole.topLeftCorner(n, n) * scales.cwiseInverse().asDiagonal();
    after = scales.asDiagonal() * whole.block(0, n + m, n, m) * sizes.asDiagonal();
    before = scales.asDiagonal() * whole.block(0, n, n, m) * sizes.asDiagonal();
    before -= after;
}

void propagateDiscrete(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, std::size_t count,
                       Eigen::MatrixXd& state, Eigen::MatrixXd& before)
{
    const Eigen::Index n = a.rows(), m = b.cols();
    Eigen::MatrixXd power = Eigen::MatrixXd::Identity(n + m, n + m);
    power.topLeftCorner(n, n) = a;
    power.topRightCorner(n, m) = b;
    Eigen::MatrixXd whole = Eigen::MatrixXd::Identity(n + m, n + m);
    for (; count > 0; count /= 2) {
        if (count % 2 == 1)
            whole = whole * power;
        power = power * power;
    }
    state = whole.topLeftCorner(n, n);
    before = whole.topRightCorner(n, m);
}

} // namespace twin
