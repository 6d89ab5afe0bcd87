// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/matrix_exponential.h"

#include <cmath>
#include <unsupported/Eigen/MatrixFunctions>

namespace twin {

void propagateContinuous(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, double length,
                         Eigen::MatrixXd& state, Eigen::MatrixXd& before, Eigen::MatrixXd& after)
{
    const Eigen::Index n = a.rows(), m = b.cols();
    Eigen::MatrixXd augmented = Eigen::MatrixXd::Zero(n + 2 * m, n + 2 * m);
    augmented.topLeftCorner(n, n) = a * length;
    augmented.block(0, n, n, m) = b * length;
    augmented.block(n, n + m, m, m).setIdentity();
    if (!(augmented.cwiseAbs().maxCoeff() < 1e150)) { // the exponential's own scaling would not end
        state = Eigen::MatrixXd::Constant(n, n, std::nan(""));
        before = after = Eigen::MatrixXd::Zero(n, m);
        return;
    }
    const Eigen::MatrixXd whole = augmented.exp();
    state = whole.topLeftCorner(n, n);
    after = whole.block(0, n + m, n, m);
    before = whole.block(0, n, n, m) - after;
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
