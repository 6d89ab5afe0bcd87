// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kernels/triangle.h"

#include <algorithm>

namespace twin {

namespace {

// A multiple of every table's tile in both directions, small enough that the scalar work on the diagonal
// stays minor.
constexpr std::size_t block = 48;

} // namespace

double* TriangleWork::multiply()
{
    return m_multiply.atLeast(multiplyWork);
}
double* TriangleWork::tile()
{
    return m_tile.atLeast(block * block);
}
double* TriangleWork::column(std::size_t rows)
{
    return m_column.atLeast(rows * block);
}

bool factorLower(const KernelTable& kernels, double* a, std::size_t n, std::size_t stride, TriangleWork& work)
{
    double* inverse = work.tile();
    for (std::size_t j = 0; j < n; j += block) {
        const std::size_t width = std::min(block, n - j);
        // Left-looking: all that the finished columns contribute to this block column, in one product.
        double* diagonal = a + j * stride + j;
        kernels.multiplyAdd(n - j, width, j, -1, a + j * stride, stride, 1, a + j * stride, 1, stride,
                            diagonal, stride, work.multiply());
        if (!kernels.factorTile(diagonal, width, stride))
            return false;
        const std::size_t below = n - j - width;
        if (below == 0)
            break;
        kernels.invertTile(diagonal, stride, width, inverse, block);
        double* copy = work.column(below);
        for (std::size_t i = 0; i < below; ++i) {
            double* row = a + (j + width + i) * stride + j;
            std::copy_n(row, width, copy + i * block);
            std::fill_n(row, width, 0.0);
        }
        kernels.multiplyAdd(below, width, width, 1, copy, block, 1, inverse, 1, block,
                            a + (j + width) * stride + j, stride, work.multiply());
    }
    return true;
}

void invertLower(const KernelTable& kernels, const double* lower, std::size_t n, std::size_t stride,
                 double* inverse, std::size_t inverseStride, TriangleWork& work)
{
    for (std::size_t i = 0; i < n; ++i)
        std::fill_n(inverse + i * inverseStride, n, 0.0);
    for (std::size_t i = 0; i < n; i += block) {
        const std::size_t height = std::min(block, n - i);
        double* own = inverse + i * inverseStride + i;
        kernels.invertTile(lower + i * stride + i, stride, height, own, inverseStride);
        if (i == 0)
            continue;
        // inverse(i, 0..i) = -inverse(i, i) * (L(i, 0..i) * inverse(0..i, 0..i)), block column by block
        // column
        double* product = work.column(i + block);
        std::fill_n(product, height * i, 0.0);
        for (std::size_t j = 0; j < i; j += block)
            kernels.multiplyAdd(height, block, i - j, 1, lower + i * stride + j, stride, 1,
                                inverse + j * inverseStride + j, inverseStride, 1, product + j, i,
                                work.multiply());
        kernels.multiplyAdd(height, i, height, -1, own, inverseStride, 1, product, i, 1,
                            inverse + i * inverseStride, inverseStride, work.multiply());
    }
}

void transposeTimesLower(const KernelTable& kernels, const double* t, std::size_t n, std::size_t stride,
                         double* product, std::size_t productStride, TriangleWork& work)
{
    for (std::size_t i = 0; i < n; i += block) {
        const std::size_t height = std::min(block, n - i);
        for (std::size_t r = 0; r < height; ++r)
            std::fill_n(product + (i + r) * productStride, i + height, 0.0);
        kernels.multiplyAdd(height, i + height, n - i, 1, t + i * stride + i, 1, stride, t + i * stride,
                            stride, 1, product + i * productStride, productStride, work.multiply());
    }
}

AlignedVector<double> packTriangle(const KernelTable& kernels, const double* t, std::size_t n,
                                   std::size_t stride)
{
    const std::size_t rows = kernels.panelRows;
    const std::size_t padded = kernels.paddedRows(n);
    AlignedVector<double> packed((padded / rows) * (padded + rows) / 2 * rows, 0.0);
    double* to = packed.data();
    for (std::size_t first = 0; first < n; first += rows) {
        const std::size_t columns = first + rows;
        for (std::size_t r = 0; r < rows && first + r < n; ++r)
            for (std::size_t j = 0; j <= first + r; ++j)
                to[j * rows + r] = t[(first + r) * stride + j];
        to += columns * rows;
    }
    return packed;
}

} // namespace twin
