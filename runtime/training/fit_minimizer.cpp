// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_minimizer.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace twin {

// Slope at which a minimum is as good as reached, in tolerances.
constexpr double slopeAtEnd = 30;

Minimum minimize(const Objective& objective, std::vector<double> start, const MinimizerOptions& options)
{
    const Eigen::Index size = Eigen::Index(start.size());
    Minimum best;
    best.x = std::move(start);
    std::vector<double> gradientHere(best.x.size()), gradientThere(best.x.size()), there(best.x.size());
    best.value = objective(best.x, gradientHere);
    best.evaluations = 1;
    if (!std::isfinite(best.value))
        return best;

    Eigen::Map<Eigen::VectorXd> gradient(gradientHere.data(), size), next(gradientThere.data(), size);
    Eigen::MatrixXd inverseHessian = Eigen::MatrixXd::Identity(size, size);
    bool fresh = options.inverseHessian.size() != std::size_t(size * size);
    if (!fresh)
        inverseHessian = Eigen::Map<const Eigen::MatrixXd>(options.inverseHessian.data(), size, size);
    std::size_t small = 0; // steps of little gain in a row
    while (best.evaluations < options.evaluations) {
        // Steps that gain little are no end yet: along a flat valley many do, and the slope tells.
        if (small >= 2 && gradient.norm() < slopeAtEnd * options.tolerance)
            break;
        if (fresh)
            inverseHessian *= 0.5 / std::max(0.5, gradient.norm());
        Eigen::VectorXd direction = -(inverseHessian * gradient);
        double slope = direction.dot(gradient);
        if (!(slope < 0)) {
            if (fresh)
                break;
            inverseHessian.setIdentity();
            fresh = true;
            continue;
        }
        const double longest = direction.cwiseAbs().maxCoeff();
        if (longest > options.longestStep) {
            direction *= options.longestStep / longest;
            slope *= options.longestStep / longest;
        }
        double step = 1, value = 0;
        bool found = false;
        for (int attempt = 0; attempt < 12 && best.evaluations < options.evaluations; ++attempt) {
            for (Eigen::Index i = 0; i < size; ++i)
                there[std::size_t(i)] = best.x[std::size_t(i)] + step * direction[i];
            value = objective(there, gradientThere);
            ++best.evaluations;
            if (std::isfinite(value) && value <= best.value + 1e-4 * step * slope) {
                found = true;
                break;
            }
            // The minimum of the parabola through what is known, kept within reason.
            const double bend = value - best.value - step * slope;
            const double parabola =
                std::isfinite(value) && bend > 0 ? -slope * step * step / (2 * bend) : 0.2 * step;
            step = std::clamp(parabola, 0.1 * step, 0.5 * step);
        }
        if (!found) {
            if (fresh)
                break;
            inverseHessian.setIdentity();
            fresh = true;
            continue;
        }
        const Eigen::VectorXd moved = step * direction;
        const Eigen::VectorXd change = next - gradient;
        const double curvature = moved.dot(change);
        if (curvature > 1e-10 * moved.norm() * change.norm()) {
            if (fresh)
                inverseHessian = Eigen::MatrixXd::Identity(size, size) * (curvature / change.squaredNorm());
            const Eigen::VectorXd applied = inverseHessian * change;
            inverseHessian +=
                ((curvature + change.dot(applied)) / (curvature * curvature)) * (moved * moved.transpose()) -
                (applied * moved.transpose() + moved * applied.transpose()) / curvature;
            fresh = false;
        } else if (fresh) {
            inverseHessian.setIdentity();
        }
        small = best.value - value < options.tolerance ? small + 1 : 0;
        best.value = value;
        best.x = there;
        gradient = next;
    }
    best.inverseHessian.assign(inverseHessian.data(), inverseHessian.data() + inverseHessian.size());
    return best;
}

} // namespace twin
