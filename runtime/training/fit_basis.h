// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace twin {

/// How many modes to keep: as many as hold `energy` of the variance, at most `modes`.
struct BasisChoice
{
    std::size_t modes = 10;
    double energy = 0.9999;
};

/// A proper orthogonal decomposition of curves: centre, orthonormal modes by falling energy, and what they
/// leave out. Source: Sirovich, Quarterly of Applied Mathematics 45, 1987; by the eigenvectors of the
/// covariance of the points, or where the curves are fewer by the method of snapshots.
struct CurveBasis
{
    std::vector<double> centre;   ///< points
    std::vector<double> basis;    ///< row-major modes x points
    std::vector<double> residual; ///< points: variance left out
    double energy = 0;            ///< share of the variance that the modes hold
    std::size_t modes() const { return centre.empty() ? 0 : basis.size() / centre.size(); }

    /// Coefficients of curves: `scores` is modes x curves.
    std::vector<double> scoresOf(const double* curves, std::size_t count) const;
};

/// `curves`: row-major curves x points.
CurveBasis fitBasis(const double* curves, std::size_t count, std::size_t points, const BasisChoice& choice);
/// Each point a mode of its own, around the mean curve.
CurveBasis identityBasis(const double* curves, std::size_t count, std::size_t points);

} // namespace twin
