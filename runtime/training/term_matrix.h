// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/aligned_vector.h"
#include "model/polynomial_basis.h"
#include "training/fit_family.h"
#include "training/least_squares.h"

#include <vector>

namespace twin {

/// The values of terms at the runs of a problem.
class TermMatrix
{
  public:
    TermMatrix(PolynomialBasis basis, const FitProblem& problem);

    const PolynomialBasis& basis() const { return m_basis; }
    TermColumns columns() const { return {m_rows.data(), m_stride, m_basis.count(), m_runs}; }
    /// Some of the terms, copied.
    TermMatrix some(const std::vector<std::size_t>& terms) const;

  private:
    TermMatrix() = default;

    PolynomialBasis m_basis;
    std::size_t m_runs = 0;
    std::size_t m_stride = 0;
    AlignedVector<double> m_rows;
};

/// By coordinate: the highest degree that its values can tell apart, at most `degree`. An input of two values
/// has a slope and no bend.
std::vector<std::size_t> degreeCaps(const FitProblem& problem, std::size_t degree);

} // namespace twin
