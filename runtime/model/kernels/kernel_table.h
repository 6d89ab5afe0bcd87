// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

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

/// Functions of the squared distance s = r^2: r^3, r^2 log r, -sqrt(1 + r^2), exp(-r^2); conditionally
/// positive definite of order 2, 2, 1 and 0. Source: Wendland, Scattered Data Approximation, 2005, chapters 6
/// and 8.
enum class RadialFunction
{
    Cubic,
    ThinPlate,
    Multiquadric,
    Gaussian
};

/// The runs that an expansion in radial functions is centred on; arrays of `stride` values (a multiple of 8,
/// at least `count`), zero beyond `count`.
struct RadialRuns
{
    const double* design; ///< by coordinate, scaled: dimensions x stride
    std::size_t count, stride, dimensions;
    const double* weights;
    const double* errors;  ///< null: the answers' second and third number are not wanted
    const double* present; ///< one
    double nearness;       ///< what is added to squared distances
};

/// Row `to` of a panel becomes its row `left` times row `factor` of a table of factors.
struct ProductStep
{
    std::uint32_t to, left, factor;
};

/// A sum of products with the common factors taken out: a + f (b + g c + ...) + ... . A step opens a bracket
/// at `coefficient`, with `leaves` after it (steps that add coefficient * factor), or `closes` one, which is
/// multiplied with `factor` and added to the one around it. `whole` ones (a bit of `leaves`) hold nothing but
/// leaves and are closed at once. The first step opens the outermost one, which stays open.
struct NestedStep
{
    static constexpr std::uint32_t closes = ~std::uint32_t(0), whole = std::uint32_t(1) << 31;
    double coefficient;
    std::uint32_t factor;
    std::uint32_t leaves;
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

    /// Matrices of SymmetricSweep lie in strips: panelPoints columns wide, row by row from the strip's own
    /// diagonal down. These work on one strip each. The first: correlations of the design's points first ..
    /// first + panelPoints - 1 (columns) with first .. last - 1 (rows), and the slopes as in `correlate`,
    /// unless null.
    void (*correlateStrip)(Correlation kind, const double* design, std::size_t first, std::size_t last,
                           std::size_t stride, std::size_t coordinates, double* out, double* slope);
    /// As gradientRow for all pairs of a strip, each pair once: weight (weights_i weights_j scale +
    /// negativeInverse_ij) * slope_ij.
    void (*gradientStrip)(const double* design, std::size_t first, std::size_t last, std::size_t stride,
                          std::size_t coordinates, const double* slope, const double* negativeInverse,
                          const double* weights, double scale, double* sums, double* products);
    /// A symmetric n x n matrix with sweepBlock doubles between rows becomes the inverse of its Cholesky
    /// factor, with zeros above the diagonal; the pivots' product is the determinant. n: a multiple of
    /// panelPoints. False when it is not positive definite.
    bool (*sweepPivot)(double* a, std::size_t n, double* pivots);
    /// product = triangle^T * strip; `triangle` depth x depth with sweepBlock doubles between rows, lower or
    /// upper; the strips depth x panelPoints.
    void (*sweepProduct)(const double* triangle, bool lower, const double* strip, std::size_t depth,
                         double* product);
    /// to (rowCount rows of panelPoints, rounded up to whole register tiles) -= strips^T * strip, where
    /// `strips` holds depth x panelPoints for every panelPoints rows.
    void (*sweepUpdate)(const double* strips, std::size_t rowCount, const double* strip, std::size_t depth,
                        double* to);
    /// panelPoints x panelPoints.
    void (*transposeTile)(const double* from, double* to);

    /// As in ColumnKernels.
    void (*takeColumns)(const double* from, std::size_t step, std::size_t count, double* out,
                        std::size_t apart, std::size_t n);
    /// out[i] = (from[i] - offsets[i % period]) * scales[i % period] for i < n; period: a multiple of
    /// scalePeriod.
    void (*scaleRows)(const double* from, const double* offsets, const double* scales, std::size_t period,
                      std::size_t n, double* out);
    /// Polynomials of a three-term recurrence, p_1 .. p_degree, at x = 2u - 1 for the `width` values of u,
    /// one row each: p_k = a_k x p_(k-1) - b_k p_(k-2) with p_0 = 1 and b_1 = 0; `recurrence`
    /// holds a_1, b_1, a_2, b_2, ...
    void (*recur)(const double* u, std::size_t width, const double* recurrence, std::size_t degree,
                  double* out);
    /// Does the steps one after another on rows of `width` values.
    void (*multiplyRows)(const ProductStep* steps, std::size_t count, const double* factors,
                         std::size_t width, double* panel);
    /// The sum at one point. `stack` holds a value for every level of brackets.
    double (*nestedSum)(const NestedStep* steps, std::size_t count, const double* factors, double* stack);
    /// The sums at sumPoints points: rows of factors, levels of the stack and `sums` hold so many values.
    void (*nestedSumPanel)(const NestedStep* steps, std::size_t count, const double* factors, double* stack,
                           double* sums);
    std::size_t sumPoints;
    /// to += sum over the rows of a matrix, each times its weight.
    void (*addRows)(const double* matrix, std::size_t stride, std::size_t count, const double* weights,
                    std::size_t n, double* to);
    /// The product of each row of a matrix with one vector.
    void (*dotRows)(const double* matrix, std::size_t stride, std::size_t count, const double* v,
                    std::size_t n, double* dots);
    /// sums[0..paddedRows(n)) += squared differences of a coordinate's scaled values `row` with `value`.
    void (*addSquares)(const double* row, std::size_t n, double value, double* sums);
    /// The run closest to a scaled point, and by how much: the sum over the coordinates of the squared
    /// differences; of those from `measured` on, of 1 where they differ. Of runs equally close the first.
    /// `design`: by coordinate, scaled, `stride` values each, a multiple of closestStride that is filled up
    /// with repetitions of the last run.
    double (*closestRun)(const double* design, std::size_t stride, std::size_t measured,
                         std::size_t coordinates, const double* point, std::size_t* run);
    /// Correlations with a point of which all coordinates but one are in `rest`, as sums of squared
    /// differences; that of `along` moves with it, unless null.
    void (*correlateMoved)(Correlation kind, const double* rest, std::size_t n, const double* row,
                           double value, const double* along, double alongValue, double* out);
    /// For each of n runs and each of `count` values, a multiple of panelPoints, of one coordinate:
    /// out[i * count + j] = weights[i] * exp(-(squared difference + rest[i])).
    void (*exponentialTable)(const double* row, std::size_t n, const double* values, std::size_t count,
                             const double* rest, const double* weights, double* out);
    /// The squared differences alone.
    void (*squaresTable)(const double* row, std::size_t n, const double* values, std::size_t count,
                         double* out);
    /// sums[j] = sum over i < n of weights[i] * correlation of (rest[i] + squares[i * count + j]); count: a
    /// multiple of panelPoints.
    void (*radialSums)(Correlation kind, const double* rest, const double* weights, std::size_t n,
                       const double* squares, std::size_t count, double* sums);
    /// T k for a packed lower triangle: out[0..paddedRows(n)), and the sum of its squares. `fromEnd`: the
    /// last rows first, with the same answer to the bit. Who turns around from call to call finds in the
    /// cache what the last call read last, of a triangle that is too large for all of it to stay there.
    double (*triangleApply)(const double* packed, std::size_t n, const double* k, double* out, bool fromEnd);
    /// The same for each of the points of a panel; `out` is paddedRows(n) x panelPoints.
    void (*triangleApplyPanel)(const double* packed, std::size_t n, const double* panel, double* out,
                               double* norms);

    /// The function of the distance between one scaled point and each of n runs; `out` and `stride` as in
    /// RadialRuns.
    void (*expansionRow)(RadialFunction kind, const double* design, std::size_t n, std::size_t stride,
                         std::size_t dimensions, const double* point, double* out);
    /// At one scaled point, summed over the runs: weight * function; and, with v = (s + nearness)^-2, v *
    /// error and v.
    void (*expansionSums)(RadialFunction kind, const RadialRuns& runs, const double* point, double* sums);

    /// n rounded up to whole panels.
    std::size_t paddedRows(std::size_t n) const { return (n + panelRows - 1) / panelRows * panelRows; }
};

/// Doubles of scratch memory for KernelTable::multiplyAdd.
inline constexpr std::size_t multiplyWork = 256 * (96 + 480);

/// Runs that KernelTable::closestRun takes at once, for every instruction set.
inline constexpr std::size_t closestStride = 32;

/// What periods of KernelTable::scaleRows are multiples of, for every instruction set.
inline constexpr std::size_t scalePeriod = 8;

/// Columns that a sweep takes at once: a multiple of every table's panelPoints.
inline constexpr std::size_t sweepBlock = 48;

/// The widest level that this processor and its operating system run.
SimdLevel processorLevel();
/// The kernels of one level. Precondition: level <= processorLevel().
const KernelTable& kernelsOf(SimdLevel level);
/// The kernels to use: those of processorLevel(), or of the lower level that the environment variable
/// TWINWRIGHT_SIMD (baseline, avx2, avx512) names. Chosen once.
const KernelTable& kernels();

} // namespace twin
