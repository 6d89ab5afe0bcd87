// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/radial_basis_regressor.h"
#include "training/fit_family.h"

#include <Eigen/Dense>
#include <optional>
#include <vector>

namespace twin {

/// What an interpolation or smoothing by radial functions is made with.
struct RadialShape
{
    RadialFunction function = RadialFunction::Cubic;
    double smoothing = 0; ///< added to the diagonal, in parts of the function's mean size between runs
};

/// The system of radial functions around the runs with a plane as tail, brought onto the directions
/// orthogonal to the plane, where it is positive definite. Source: Wendland, Scattered Data Approximation,
/// 2005, section 8.5.
class RadialSystem
{
  public:
    /// `scales`: by coordinate. Coordinates that the runs do not tell apart have no part in the plane; with
    /// fewer runs than three for each of the plane's terms it is a constant.
    RadialSystem(const FitProblem& problem, RadialFunction function, std::vector<double> scales);

    /// Weights, tail and leave-one-out errors for `values` (by run); nothing where the system has no factor.
    std::optional<RadialExpansion> solve(const double* values, double smoothing) const;
    /// Mean square of the errors that each run would have had without itself, from the inverse's diagonal.
    /// Source: Rippa, Advances in Computational Mathematics 11, 1999. Infinite where the system has no
    /// factor.
    double leaveOneOut(const double* values, double smoothing) const;

  private:
    struct Solution
    {
        Eigen::VectorXd weights, errors; ///< by run
    };
    std::optional<Solution> solution(const double* values, double smoothing) const;

    FitProblem m_problem;
    RadialFunction m_function;
    std::vector<double> m_scales;
    std::vector<std::size_t> m_tailCoordinates;
    Eigen::MatrixXd m_functions; ///< runs x runs
    Eigen::MatrixXd m_tail;      ///< runs x terms of the plane
    Eigen::HouseholderQR<Eigen::MatrixXd> m_directions;
    Eigen::MatrixXd m_inner; ///< of the directions orthogonal to the plane
    double m_size = 1;       ///< mean of the functions' absolute values
};

} // namespace twin
