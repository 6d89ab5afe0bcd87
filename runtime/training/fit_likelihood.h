// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/gaussian_process.h"
#include "training/fit_sweep.h"
#include "training/fit_team.h"

#include <cstddef>
#include <vector>

namespace twin {

/// The log marginal likelihood of a Gaussian process with a trend, with the trend's coefficients and the
/// variance at their best values, as a function of theta = log lengths, then (or not) the coefficients of a
/// direction, then log nugget. One thread at a time calls; the team's threads share the work. Memory is kept
/// between calls.
///
/// Source: Rasmussen and Williams 2006, eqs. 5.8 and 5.9, with the trend of section 2.7; concentrated as in
/// Forrester, Sobester and Keane 2008, section 2.4.
class ProcessLikelihood
{
  public:
    /// `design`: row-major runs x dimensions, `values`: runs; both and the team must outlive this.
    ProcessLikelihood(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                      FitTeam& team, Trend trend = Trend::Constant);

    /// The negative log likelihood; +infinity when the matrix has no factor. `gradient` may be null.
    double evaluate(Correlation correlation, const std::vector<double>& theta, std::vector<double>* gradient);

    /// Mean square of what each value differs by from its prediction by all others, the trend's coefficients
    /// found anew each time, at the theta last evaluated with a gradient. Source: Dubrule, Mathematical
    /// Geology 15, 1983.
    double leaveOneOutError();

  private:
    void scaleDesign(Correlation correlation, const std::vector<double>& theta);
    void fillStrip(std::size_t index, Correlation correlation, double nugget, bool slopes);
    /// Generalised least squares from the corner; false when the values are the trend itself.
    bool solveTrend();
    void addGradient(std::size_t index, double* sums);

    const double* m_source;
    std::size_t m_runs, m_dimensions, m_coordinates = 0, m_stride;
    const KernelTable& m_kernels;
    FitTeam& m_team;
    SymmetricSweep m_sweep;
    std::size_t m_trendTerms;
    std::vector<double> m_below; ///< by row: values without their straight fit, then the trend's terms
    std::vector<double> m_design, m_slopes, m_weights;
    std::vector<double> m_coefficients; ///< of the trend
    std::vector<double> m_inverseRoot;  ///< of its normal equations, see TrendSolution
    double m_variance = 0;
};

} // namespace twin
