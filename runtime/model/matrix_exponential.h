// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace twin {

/// Carries x' = A x + B u over an interval on which u goes linearly from u0 to u1, exactly:
/// x(end) = state x + before u0 + after u1. By the exponential of the augmented matrix (C. F. Van Loan,
/// 1978).
void propagateContinuous(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, double length,
                         Eigen::MatrixXd& state, Eigen::MatrixXd& before, Eigen::MatrixXd& after);

/// Carries x[k+1] = A x[k] + B u over `count` steps with one u: x = state x + before u.
void propagateDiscrete(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, std::size_t count,
                       Eigen::MatrixXd& state, Eigen::MatrixXd& before);

} // namespace twin
