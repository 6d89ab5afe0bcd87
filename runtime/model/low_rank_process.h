// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/aligned_vector.h"
#include "model/kernels/kernel_table.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace twin {

/// A Gaussian process by a few of its runs, with a bound on what that changes.
///
/// Pivoted Cholesky picks the runs. With features f(x) = L^-1 k(x) of the picked ones the process is f(x).u +
/// g(x), where u and g are independent beforehand and g(x) has the variance gap(x) = 1 - |f(x)|^2. The mean
/// that is given is the part of the exact one that lies in the span of the features, and the variance the
/// exact posterior variance of f(x).u. Then
///   |mean - exact mean| <= sqrt(gap(x)) * sqrt(w'Rw), by Cauchy-Schwarz in the space of g, where w are the
///     exact weights and R is what the picked runs leave of the correlation matrix;
///   |deviation - exact deviation| <= sqrt(gap(x)) * sigma, the triangle inequality of standard deviations;
///     less once the noise is added to both.
/// The gap comes with every point, so the bound holds point by point, to rounding, wherever the point lies.
/// Reference for the selection: Harbrecht, Peters, Schneider 2012, On the low-rank approximation by the
/// pivoted Cholesky decomposition.
class LowRankProcess
{
  public:
    /// The exact process that it stands for; the arrays are the caller's and used while it is made.
    struct Exact
    {
        Correlation correlation;
        double nugget;
        double variance;
        const double* design; ///< by coordinate, scaled
        std::size_t runs, stride, coordinates;
        const double* weights;
        const double* inverse; ///< of the Cholesky factor of the correlation matrix, runs rows of `stride`
    };
    /// What predict works in; one thread at a time.
    struct Scratch
    {
        AlignedVector<double> correlations, features, sums;
    };

    /// Runs below which there is nothing to gain.
    static constexpr std::size_t fewestRuns = 400;

    /// None where it would not pay: with more than a quarter of the runs, or when not nearly all of some
    /// points within the data's box keep to the tolerance. Made by the baseline kernels, the same on every
    /// processor.
    static std::optional<LowRankProcess> make(const Exact& exact);

    std::size_t rank() const { return m_rank; }
    /// What mean and standard deviation may be off by: a thousandth of the mean standard deviation over the
    /// data's box. In the unit of the values.
    double tolerance() const { return m_tolerance; }
    /// What mean and standard deviation of a new observation are off by at most, at a point where predict
    /// gave this variance and this gap.
    double bound(double variance, double gap) const;
    /// Whether that is within the tolerance. Where it is not, the exact process has to answer.
    bool holds(double variance, double gap) const { return bound(variance, gap) <= m_tolerance; }

    /// Of one scaled point: mean without trend, variance in parts of the process's, gap.
    void predict(const double* point, double& mean, double& variance, double& gap, Scratch& scratch) const;
    /// Of a panel of points, coordinates x panelPoints.
    void predictPanel(const double* points, double* means, double* variances, double* gaps,
                      Scratch& scratch) const;

  private:
    LowRankProcess() = default;
    bool pick(const Exact& exact, const std::vector<double>& variances);
    bool condition(const Exact& exact);
    bool holdsAtProbes(const Exact& exact) const;

    Correlation m_correlation = Correlation::SquaredExponential;
    std::size_t m_rank = 0;
    std::size_t m_stride = 0;
    std::size_t m_coordinates = 0;
    double m_tolerance = 0;
    double m_sigma = 0;
    double m_nugget = 0;
    double m_meanScale = 0;             ///< from sqrt(gap) to the bound of the mean
    std::vector<std::size_t> m_picked;  ///< runs
    std::vector<double> m_factor;       ///< features of runs and probes, by row; emptied when made
    AlignedVector<double> m_design;     ///< of the picked runs, by coordinate, scaled
    std::vector<double> m_weights;      ///< of the features
    AlignedVector<double> m_toFeatures; ///< packed triangle: correlations to features
    AlignedVector<double>
        m_toDeviation; ///< packed triangle whose product with the features has the variance as square
};

} // namespace twin
