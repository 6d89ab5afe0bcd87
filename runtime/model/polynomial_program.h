// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/kernel_table.h"
#include "model/polynomial_basis.h"

#include <vector>

namespace twin {

/// The Legendre polynomials of single coordinates that a set of terms is made of: a table of rows, one for
/// each coordinate and degree from 1 up.
class PolynomialFactors
{
  public:
    PolynomialFactors() = default;
    /// `degrees`: by coordinate, 0 for one that does not occur.
    explicit PolynomialFactors(const std::vector<std::size_t>& degrees);

    std::size_t rows() const { return m_rows; }
    std::uint32_t row(const PolynomialFactor& factor) const
    {
        return std::uint32_t(m_first[factor.coordinate] + factor.degree - 1);
    }
    /// The table at `count` of `width` points (row-major, coordinates 0..1; the last point stands for those
    /// that are missing). `columns` holds coordinates x width values, `table` rows() x width.
    void evaluate(const KernelTable& kernels, const double* points, std::size_t count, std::size_t width,
                  double* columns, double* table) const;

  private:
    struct Used
    {
        std::size_t coordinate, degree;
    };
    std::size_t m_coordinates = 0;
    std::size_t m_rows = 0;
    std::vector<Used> m_used;
    std::vector<std::size_t> m_first; ///< by coordinate: its row of degree 1
    std::vector<double> m_recurrence; ///< see KernelTable::recur
};

/// How the values of all terms come out of the factors, each product made from a shorter one. Rows of the
/// panel: the terms, from paddedTerms on the products that are needed on the way.
class TermProgram
{
  public:
    TermProgram() = default;
    /// `padded`: the number of rows to leave for the terms.
    TermProgram(const PolynomialBasis& basis, const PolynomialFactors& factors, std::size_t padded);

    std::size_t rows() const { return m_rows; }
    /// Sets the rows that stay as they are: the constant to one and the padding to zero. `panel`: rows() x
    /// width.
    void prepare(std::size_t width, double* panel) const;
    void evaluate(const KernelTable& kernels, const double* table, std::size_t width, double* panel) const
    {
        kernels.multiplyRows(m_steps.data(), m_steps.size(), table, width, panel);
    }

  private:
    std::size_t m_rows = 0;
    std::size_t m_one = 0; ///< the row of ones
    std::vector<ProductStep> m_steps;
};

/// A polynomial written so that each term costs one multiplication and one addition: see NestedStep.
class SumProgram
{
  public:
    SumProgram() = default;
    SumProgram(const PolynomialBasis& basis, const std::vector<double>& coefficients,
               const PolynomialFactors& factors);

    std::size_t depth() const { return m_depth; } ///< levels of the stack
    double evaluate(const KernelTable& kernels, const double* table, double* stack) const
    {
        return kernels.nestedSum(m_steps.data(), m_steps.size(), table, stack);
    }
    void evaluatePanel(const KernelTable& kernels, const double* table, double* stack, double* sums) const
    {
        kernels.nestedSumPanel(m_steps.data(), m_steps.size(), table, stack, sums);
    }

  private:
    std::size_t m_depth = 1;
    std::vector<NestedStep> m_steps;
};

} // namespace twin
