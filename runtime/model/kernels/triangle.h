// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/aligned_vector.h"
#include "model/kernels/kernel_table.h"

#include <cstddef>
#include <vector>

namespace twin {

/// Factors of symmetric positive definite matrices, tiled so that nearly all of the work is multiplyAdd.
/// Matrices are row-major with `stride` doubles between rows; only lower halves are read and written unless
/// said otherwise.

/// Scratch memory of the functions below; grows as needed, one thread at a time.
class TriangleWork
{
  public:
    double* multiply();
    double* tile();
    double* column(std::size_t rows);

  private:
    ScratchMemory m_multiply, m_tile, m_column;
};

/// Cholesky factor L of A = L L^T in place. False when A is not positive definite in floating point; A is
/// then spoilt. The upper half beside the diagonal blocks is spoilt too.
bool factorLower(const KernelTable& kernels, double* a, std::size_t n, std::size_t stride,
                 TriangleWork& work);

/// The inverse of a lower triangle, with zeros above the diagonal.
void invertLower(const KernelTable& kernels, const double* lower, std::size_t n, std::size_t stride,
                 double* inverse, std::size_t inverseStride, TriangleWork& work);

/// T^T T for a lower triangle T (zeros above the diagonal): the inverse of A when T is the inverse of its
/// factor.
void transposeTimesLower(const KernelTable& kernels, const double* t, std::size_t n, std::size_t stride,
                         double* product, std::size_t productStride, TriangleWork& work);

/// Packs a lower triangle (zeros above the diagonal) for KernelTable::triangleNorm of the same table: panels
/// of panelRows rows, each by column and only as far as the diagonal.
AlignedVector<double> packTriangle(const KernelTable& kernels, const double* t, std::size_t n,
                                   std::size_t stride);

} // namespace twin
