// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/gaussian_process.h"
#include "model/kernels/triangle.h"

#include <cstddef>
#include <vector>

namespace twin {

/// The log marginal likelihood of a Gaussian process with constant trend, with trend and variance at their
/// best values, as a function of theta = log lengths, then (or not) the coefficients of a direction, then log
/// nugget. One thread at a time; memory is kept between calls.
///
/// Source: Rasmussen and Williams 2006, eqs. 5.8 and 5.9; concentrated as in Forrester, Sobester and Keane
/// 2008, section 2.4.
class ProcessLikelihood
{
  public:
    /// `design`: row-major runs x dimensions, `values`: runs; both must outlive this.
    ProcessLikelihood(const double* design, std::size_t runs, std::size_t dimensions, const double* values);

    /// The negative log likelihood; +infinity when the matrix has no factor. `gradient` may be null.
    double evaluate(Correlation correlation, const std::vector<double>& theta, std::vector<double>* gradient);

  private:
    bool factor(Correlation correlation, const std::vector<double>& theta, bool slopes);

    const double* m_source;
    const double* m_values;
    std::size_t m_runs, m_dimensions, m_coordinates, m_stride;
    const KernelTable& m_kernels;
    TriangleWork m_work;
    std::vector<double> m_design, m_matrix, m_slopes, m_inverseFactor, m_inverse;
    std::vector<double> m_point, m_ofOnes, m_ofValues, m_weights, m_ones;
};

} // namespace twin
