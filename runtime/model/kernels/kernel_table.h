// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace twin {

/// The instruction sets that the numeric kernels are built for; each includes the ones before it.
enum class SimdLevel
{
    Baseline,
    Avx2,
    Avx512
};

/// Correlation functions of a Gaussian process, on coordinates that are scaled beforehand so that s = sum of
/// squared differences is r^2/2 for the squared exponential, 3 r^2 for Matern 3/2 and 5 r^2 for Matern 5/2 (r
/// in length scales). Source: Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, eqs. 4.9
/// and 4.17.
enum class Correlation
{
    SquaredExponential,
    Matern32,
    Matern52
};

/// Numeric kernels as plain functions, one set for each instruction set. All matrices are row-major float64;
/// `stride` is the distance between rows in doubles. No function allocates, throws or keeps state.
///
/// Designs (the points that a process was fitted to) are stored by coordinate: `dimensions` rows of `stride`
/// scaled values, stride at least paddedRows(n) and the padding zero.
struct KernelTable
{
    const char* name;
    std::size_t panelRows;   ///< rows a panel of a packed triangle holds
    std::size_t panelPoints; ///< points that the panel functions take at once

    void (*exp)(const double* x, double* y, std::size_t n);
    double (*dot)(const double* a, const double* b, std::size_t n);

    /// Correlations of one scaled point with a design: `out[0..paddedRows(n))`. With `slope` not null also
    /// the factor f of d corr/d log(length of coordinate c) = f * (scaled difference of coordinate c)^2.
    void (*correlate)(Correlation kind, const double* design, std::size_t n, std::size_t stride,
                      std::size_t dimensions, const double* point, double* out, double* slope);
    /// The same for panelPoints points: `points` is dimensions x panelPoints, `panel` paddedRows(n) x
    /// panelPoints.
    void (*correlatePanel)(Correlation kind, const double* design, std::size_t n, std::size_t stride,
                           std::size_t dimensions, const double* points, double* panel);

    /// Sum of squares of T k for a packed lower triangle T (see packTriangle); k has paddedRows(n) values.
    double (*triangleNorm)(const double* packed, std::size_t n, const double* k);
    /// The same for each of the points of a panel.
    void (*triangleNormPanel)(const double* packed, std::size_t n, const double* panel, double* norms);
    /// Sums of the first n rows of a panel, each times its weight.
    void (*weightedSumPanel)(const double* weights, std::size_t n, const double* panel, double* sums);

    /// C += scale * A B with A m x k and B k x n given by their row and column strides. `work` holds
    /// multiplyWork doubles.
    void (*multiplyAdd)(std::size_t m, std::size_t n, std::size_t k, double scale, const double* a,
                        std::size_t aRow, std::size_t aColumn, const double* b, std::size_t bRow,
                        std::size_t bColumn, double* c, std::size_t cStride, double* work);
    /// Cholesky factor of a small matrix in place (lower half); false when it is not positive definite.
    bool (*factorTile)(double* a, std::size_t n, std::size_t stride);
    /// Inverse of a small lower triangle; the upper half of `inverse` is set to zero.
    void (*invertTile)(const double* lower, std::size_t stride, std::size_t n, double* inverse,
                       std::size_t inverseStride);
    /// sums[c] += sum over j < n of (alphaRow * alpha[j] - inverse[j]) * slope[j] * (difference of coordinate
    /// c)^2; with `products` not null also products[c], with the difference of coordinate c times that of the
    /// last one.
    void (*gradientRow)(const double* design, std::size_t n, std::size_t stride, std::size_t dimensions,
                        const double* point, const double* slope, const double* inverse, const double* alpha,
                        double alphaRow, double* sums, double* products);

    /// n rounded up to whole panels.
    std::size_t paddedRows(std::size_t n) const { return (n + panelRows - 1) / panelRows * panelRows; }
};

/// Doubles of scratch memory for KernelTable::multiplyAdd.
inline constexpr std::size_t multiplyWork = 256 * (96 + 480);

/// The widest level that this processor and its operating system run.
SimdLevel processorLevel();
/// The kernels of one level. Precondition: level <= processorLevel().
const KernelTable& kernelsOf(SimdLevel level);
/// The kernels to use: those of processorLevel(), or of the lower level that the environment variable
/// TWINWRIGHT_SIMD (baseline, avx2, avx512) names. Chosen once.
const KernelTable& kernels();

} // namespace twin
