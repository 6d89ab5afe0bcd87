// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/term_matrix.h"

#include "model/polynomial_program.h"

#include <algorithm>
#include <set>

namespace twin {

TermMatrix::TermMatrix(PolynomialBasis basis, const FitProblem& problem)
    : m_basis(std::move(basis)), m_runs(problem.runs), m_stride((problem.runs + 7) / 8 * 8)
{
    const PolynomialFactors factors(m_basis.degrees());
    const TermProgram program(m_basis, factors, m_basis.count());
    AlignedVector<double> columns(problem.coordinates * m_stride), table(factors.rows() * m_stride);
    factors.evaluate(kernels(), problem.design, m_runs, m_stride, columns.data(), table.data());
    m_rows.resize(program.rows() * m_stride);
    program.prepare(m_stride, m_rows.data());
    program.evaluate(kernels(), table.data(), m_stride, m_rows.data());
}

TermMatrix TermMatrix::some(const std::vector<std::size_t>& terms) const
{
    TermMatrix matrix;
    matrix.m_basis = m_basis.some(terms);
    matrix.m_runs = m_runs;
    matrix.m_stride = m_stride;
    for (const std::size_t term : terms) {
        const double* row = m_rows.data() + term * m_stride;
        matrix.m_rows.insert(matrix.m_rows.end(), row, row + m_stride);
    }
    return matrix;
}

std::vector<std::size_t> degreeCaps(const FitProblem& problem, std::size_t degree)
{
    std::vector<std::size_t> caps(problem.coordinates);
    for (std::size_t c = 0; c < problem.coordinates; ++c) {
        std::set<double> values;
        for (std::size_t run = 0; run < problem.runs && values.size() <= degree; ++run)
            values.insert(problem.design[run * problem.coordinates + c]);
        caps[c] = std::min(degree, values.size() - 1);
    }
    return caps;
}

} // namespace twin
