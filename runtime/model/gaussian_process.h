// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/grid_axis.h"
#include "model/kernels/aligned_vector.h"
#include "model/kernels/kernel_table.h"
#include "model/low_rank_process.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

std::string_view toString(Correlation correlation); ///< "squared-exponential", "matern-3/2", "matern-5/2"
Result<Correlation> correlationFromString(std::string_view name, const std::string& location);

/// What a difference of one length scale is multiplied with before KernelTable's correlations.
double coordinateFactor(Correlation correlation);

/// What a process varies about: a constant, or a plane over its coordinates.
enum class Trend
{
    Constant,
    Linear
};

/// y(x) = trend + slopes . x + Z(x) + noise; Z has variance `variance` and an anisotropic correlation, the
/// noise variance
/// * nugget.
struct GaussianProcessParameters
{
    Correlation correlation = Correlation::Matern52;
    std::vector<double> lengths; ///< of each coordinate, in its own unit
    /// Empty, or of each coordinate a coefficient b: squared distances gain (b . difference)^2. The rank-one
    /// case of Rasmussen and Williams 2006, section 5.1: a function that bends across a slanted surface (a
    /// tank that is full from some level and demand on) varies quickly along its normal alone.
    std::vector<double> direction;
    double nugget = 1e-6;
    double variance = 1;
    double trend = 0;
    std::vector<double> slopes; ///< of each coordinate, of a linear trend; empty: it is constant
};

/// A process of one value, conditioned on `runs` points. Immutable; any number of threads.
///
/// Formulas: Rasmussen and Williams 2006, eqs. 2.25 and 2.26, with the inverse of the Cholesky factor kept,
/// so that one point costs one pass over it and many points a matrix product. A constant trend counts as
/// known; what the runs leave open of a linear one is part of the variance (section 2.7), because it grows
/// away from them.
class GaussianProcess
{
  public:
    /// Scratch memory of predict, one a thread.
    struct Scratch
    {
        AlignedVector<double> point, correlations, products, panel, sums, nearest;
        bool fromEnd = false; ///< from which side the next point takes the triangle
        LowRankProcess::Scratch lowRank;
    };
    /// What an instance remembers of the last point: while one coordinate alone moves, as under a slider, the
    /// part of the squared distances that the others make is not computed again. Answers are the same to
    /// rounding: within 1e-12 of the standard deviation of the process.
    struct LastPoint
    {
        std::vector<double> point;
        AlignedVector<double> rest; ///< squared distances in all coordinates but `moving`
        std::size_t moving = 0;
        bool hasRest = false;
    };

    /// A process as it was stored. `design`: row-major, runs x dimensions; `weights`: inverse correlation
    /// matrix times (y - trend). `trendRows`: those of TrendSolution for a linear trend, else empty. The
    /// factor is computed here, always by the baseline kernels, so that it is
    /// the same on every processor. Error "model.gaussian-process.singular" when the matrix has no factor.
    static Result<GaussianProcess> make(GaussianProcessParameters parameters, const double* design,
                                        std::size_t runs, std::size_t dimensions, std::vector<double> weights,
                                        std::vector<double> trendRows, const std::string& location);
    /// A process that sees its runs through `points` others: `triangle` (row-major points x points, lower)
    /// says by |triangle k|^2 how much of the variance they explain at correlations k with the points. Error
    /// "model.gaussian-process.triangle" when it would explain more than there is.
    static Result<GaussianProcess> makeSparse(GaussianProcessParameters parameters, const double* design,
                                              std::size_t points, std::size_t dimensions,
                                              std::vector<double> weights, std::vector<double> trendRows,
                                              std::vector<double> triangle, const std::string& location);
    /// The triangle that makeSparse was given; empty for a process of all its runs.
    const std::vector<double>& sparseTriangle() const { return m_sparseTriangle; }
    /// Conditions on `values` at the design, with the correlation, lengths and nugget given; trend, slopes
    /// (where there are any) and variance become their maximum-likelihood values. `factorBy` does the factor.
    /// The same error.
    static Result<GaussianProcess> condition(GaussianProcessParameters parameters, const double* design,
                                             std::size_t runs, std::size_t dimensions, const double* values,
                                             const KernelTable& factorBy, const std::string& location);

    /// Mean and variance (of a new observation, noise included) at `rows` points, row-major rows x
    /// dimensions. `variance` may be null. Allocates only while `scratch` grows. `last` may be null; one
    /// for each process and thread. Variances, and the means with them, are those of lowRank() where there is
    /// one and its bound holds at the point.
    void predict(const double* points, std::size_t rows, double* mean, double* variance, Scratch& scratch,
                 LastPoint* last = nullptr) const;
    /// Means where two coordinates take every pair of values and the others are those of `point`:
    /// `mean[i * second.values.size() + j]`. The squared exponential separates into a table for each axis and
    /// one product of them; the others share the parts of their squared distances.
    void predictGrid(const double* point, const GridAxis& first, const GridAxis& second, double* mean,
                     Scratch& scratch) const;

    /// The form by fewer runs, with its certified error; null where it does not pay or the trend is linear.
    const LowRankProcess* lowRank() const { return m_lowRank ? &*m_lowRank : nullptr; }
    /// Takes the exact form for every point from now on.
    void dropLowRank() { m_lowRank.reset(); }

    const GaussianProcessParameters& parameters() const { return m_parameters; }
    const std::vector<double>& weights() const { return m_weights; }
    const std::vector<double>& trendRows() const { return m_trendRows; }

  private:
    GaussianProcess(GaussianProcessParameters parameters, const double* design, std::size_t runs,
                    std::size_t dimensions);
    /// The inverse of the Cholesky factor of the correlation matrix, row-major with m_stride; empty when
    /// there is none.
    std::vector<double> inverseFactor(const KernelTable& table) const;
    /// Scaled coordinates of a point, that along the direction last, each `step` doubles after the other.
    void scale(const double* point, double* scaled, std::size_t step) const;
    void predictOne(const double* point, double* mean, double* variance, Scratch& scratch,
                    LastPoint* last) const;
    /// The correlations of the point in scratch.point, from what `last` remembers of it.
    void correlateMoved(const double* point, Scratch& scratch, LastPoint& last) const;
    void gridByTables(const std::vector<double>& rest, const GridAxis& first, const GridAxis& second,
                      double* mean) const;
    void gridByDistances(const std::vector<double>& rest, const GridAxis& first, const GridAxis& second,
                         double* mean) const;
    /// Adds what the slopes make of a grid.
    void addPlane(const double* point, const GridAxis& first, const GridAxis& second, double* mean) const;
    void gridByRows(const double* point, const GridAxis& first, const GridAxis& second, double* mean,
                    Scratch& scratch) const;
    void predictLowRank(const double* points, std::size_t rows, double* mean, double* variance,
                        Scratch& scratch) const;
    void findLowRank(const std::vector<double>& inverse);
    void findAtRuns();
    /// A point's correlations (each `step` after the other) become their differences from those of the
    /// nearest run. `known`: what the weights make of that run's; `least`: what is then taken the place of
    /// the 1 that explained variance is subtracted from.
    void seeFromNearest(double* correlations, std::size_t step, std::size_t nearest, Scratch& scratch,
                        double& known, double& least) const;
    void solveLinearTrend(const KernelTable& factorBy, const std::vector<double>& inverse,
                          const double* design, const std::vector<double>& ofValues,
                          std::vector<double>& ofErrors);
    double trendAt(const double* point) const;
    /// What the trend's coefficients leave open at a point of these correlations, in parts of the variance.
    double openTrend(const double* point, const double* correlations) const;
    /// The same for the points of a panel, added to `sums`; `work` holds panelPoints values.
    void addOpenTrend(const double* points, std::size_t rows, const double* panel, double* work,
                      double* sums) const;
    void predictPanel(const double* points, std::size_t rows, double* mean, double* variance,
                      Scratch& scratch) const;

    GaussianProcessParameters m_parameters;
    std::size_t m_runs = 0;
    std::size_t m_dimensions = 0;  ///< of the points given
    std::size_t m_coordinates = 0; ///< one more with a direction
    std::size_t m_stride = 0;
    std::vector<double> m_scales;   ///< coordinate factor over length
    AlignedVector<double> m_design; ///< by coordinate, scaled
    std::vector<double> m_weights;
    /// Of a process with little noise: the weights times the covariances of each run, as it is fitted.
    std::vector<double> m_atRuns;
    std::vector<double> m_trendRows;  ///< see TrendSolution; empty for a constant trend
    AlignedVector<double> m_triangle; ///< packed for kernels()
    std::vector<double> m_sparseTriangle;
    std::optional<LowRankProcess> m_lowRank;
};

} // namespace twin
