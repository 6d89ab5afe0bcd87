// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/aligned_vector.h"
#include "model/kernels/kernel_table.h"
#include "training/fit_team.h"

#include <atomic>
#include <cstddef>
#include <vector>

namespace twin {

/// A symmetric positive definite matrix A of `size` rows with further rows B below it, and what elimination
/// makes of them: A becomes -A^-1, B becomes B A^-1, and the corner -B A^-1 B^T. One pass of rank-24 or
/// rank-48 updates over half of the matrix, which tiles and threads better than a factor, its inverse and a
/// product, for as many operations.
///
/// Storage: strips of width() columns, each row by row from its own diagonal down to the end of B. Rows
/// and columns beyond `size` up to a multiple of width() are those of the identity.
///
/// Source: the sweep operator, Goodnight, The American Statistician 33, 1979, by blocks. What is not yet
/// swept is updated with the block's Cholesky factor, not with its inverse: the determinant and the corner
/// are those of a Cholesky factorisation to the last digits, also when A is close to singular.
class SymmetricSweep
{
  public:
    SymmetricSweep(const KernelTable& kernels, std::size_t size, std::size_t below);

    std::size_t width() const { return m_width; }
    std::size_t strips() const { return m_strips; }
    std::size_t paddedSize() const { return m_strips * m_width; }
    /// Rows of a strip: those of A from its diagonal on, then (from paddedSize()) those of B.
    double* strip(std::size_t index) { return m_memory.data() + m_offset[index]; }
    double* below(std::size_t index) { return strip(index) + (m_strips - index) * m_width * m_width; }
    std::size_t stripLength() const { return m_length; } ///< of all strips together, in doubles
    std::size_t offset(std::size_t index) const { return m_offset[index]; }
    /// Makes padding that of the identity; called by each strip's owner once it is filled.
    void pad(std::size_t index);

    /// Called by every member of `team` within its run; all get the same answer: false when A is not positive
    /// definite. With `inverse` false only the determinant and the corner are made, for a third of the work,
    /// and A and B are spoilt.
    bool sweep(bool inverse, FitTeam& team, std::size_t member);

    double logDeterminant() const;
    /// Element of B A^-1 B^T.
    double corner(std::size_t i, std::size_t j) const { return m_corner[i * m_below + j]; }

  private:
    bool factorPivot(std::size_t block, std::size_t count);
    void reduceStrip(std::size_t block, std::size_t count, std::size_t index, bool inverse);
    void storeStrip(std::size_t block, std::size_t count, std::size_t index);
    void addCorner(std::size_t depth);

    const KernelTable& m_kernels;
    std::size_t m_size, m_below, m_width, m_strips, m_belowStrips;
    std::size_t m_perBlock; ///< strips
    std::size_t m_length = 0;
    std::vector<std::size_t> m_offset;
    AlignedVector<double> m_memory;
    AlignedVector<double> m_columns;              ///< the block's columns of every strip, depth x width each
    AlignedVector<double> m_reduced;              ///< the same times the inverse of the pivot's factor
    AlignedVector<double> m_factor, m_transposed; ///< that inverse
    std::vector<double> m_pivots, m_corner;
    std::vector<std::atomic<std::size_t>> m_next;
    bool m_definite = true;
};

} // namespace twin
