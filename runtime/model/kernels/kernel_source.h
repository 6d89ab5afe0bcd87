// SPDX-License-Identifier: GPL-3.0-or-later
// The source of the numeric kernels. It has no include guard: three files compile it, each for one
// instruction set and into a namespace of its own. Nothing here may come from a template or an inline
// function of another header: the linker would keep one copy of such a function for all, and that copy could
// be the one with instructions that this processor does not have.
#include "model/kernels/kernel_table.h"

#include <stdint.h>

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

constexpr size_t lanes = TWIN_SIMD_LANES;
constexpr size_t rows = TWIN_SIMD_ROWS; // of a register tile
constexpr size_t wide = 3;              // vectors across a register tile
constexpr size_t points = wide * lanes;
constexpr size_t rowVectors = rows / lanes;

typedef double Vec __attribute__((vector_size(lanes * 8)));
typedef double VecAnywhere __attribute__((vector_size(lanes * 8), aligned(8), may_alias));
typedef int64_t Bits __attribute__((vector_size(lanes * 8)));

inline Vec load(const double* p)
{
    return *reinterpret_cast<const VecAnywhere*>(p);
}
inline void store(double* p, Vec v)
{
    *reinterpret_cast<VecAnywhere*>(p) = v;
}
inline Vec splat(double x)
{
    return x - Vec{};
}
inline double sumOf(Vec v)
{
    double sum = 0;
    for (size_t l = 0; l < lanes; ++l)
        sum += v[l];
    return sum;
}
inline Vec squareRoot(Vec v)
{
    Vec root;
    for (size_t l = 0; l < lanes; ++l)
        root[l] = __builtin_sqrt(v[l]);
    return root;
}

// Range reduction by Cody and Waite, then the Taylor polynomial of degree 13 (error below 0.1 ulp for |r| <=
// ln 2 / 2). Valid for -708 <= x <= 709.
inline Vec expOf(Vec x)
{
    constexpr double shift = 0x1.8p52;
    const Vec t = x * 1.4426950408889634 + shift;
    const Vec n = t - shift;
    const Vec r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
    const Vec r2 = r * r;
    const Vec r4 = r2 * r2;
    const Vec p0 = 1.0 / 2 + r * (1.0 / 6);
    const Vec p2 = 1.0 / 24 + r * (1.0 / 120);
    const Vec p4 = 1.0 / 720 + r * (1.0 / 5040);
    const Vec p6 = 1.0 / 40320 + r * (1.0 / 362880);
    const Vec p8 = 1.0 / 3628800 + r * (1.0 / 39916800);
    const Vec p10 = 1.0 / 479001600 + r * (1.0 / 6227020800.0);
    const Vec low = p0 + r2 * p2;
    const Vec middle = p4 + r2 * p6;
    const Vec high = p8 + r2 * p10;
    const Vec tail = low + r4 * (middle + r4 * high);
    const Vec p = 1.0 + (r + r2 * tail);
    return reinterpret_cast<Vec>(reinterpret_cast<Bits>(p) + (reinterpret_cast<Bits>(t) << 52));
}

// Below this a correlation counts as none, so that no product of two becomes a denormal number.
constexpr double leastExponent = -300;

inline Vec expOfNegative(Vec x)
{
    const Vec bounded = x < leastExponent ? splat(leastExponent) : x;
    const Vec e = expOf(bounded);
    return x < leastExponent ? Vec{} : e;
}

template <Correlation kind>
inline Vec correlation(Vec s)
{
    if constexpr (kind == Correlation::SquaredExponential)
        return expOfNegative(-s);
    const Vec a = squareRoot(s);
    const Vec e = expOfNegative(-a);
    if constexpr (kind == Correlation::Matern32)
        return (1.0 + a) * e;
    return (1.0 + a + s * (1.0 / 3)) * e;
}

template <Correlation kind>
inline void correlationAndSlope(Vec s, Vec& value, Vec& slope)
{
    if constexpr (kind == Correlation::SquaredExponential) {
        value = expOfNegative(-s);
        slope = 2.0 * value;
        return;
    }
    const Vec a = squareRoot(s);
    const Vec e = expOfNegative(-a);
    if constexpr (kind == Correlation::Matern32) {
        value = (1.0 + a) * e;
        slope = e;
    } else {
        value = (1.0 + a + s * (1.0 / 3)) * e;
        slope = (1.0 + a) * e * (1.0 / 3);
    }
}

template <Correlation kind>
void correlateAs(const double* design, size_t n, size_t stride, size_t dimensions, const double* point,
                 double* out, double* slope)
{
    for (size_t i = 0; i < n; i += lanes) {
        Vec s = {};
        for (size_t c = 0; c < dimensions; ++c) {
            const Vec difference = load(design + c * stride + i) - point[c];
            s += difference * difference;
        }
        if (slope == nullptr) {
            store(out + i, correlation<kind>(s));
            continue;
        }
        Vec value, factor;
        correlationAndSlope<kind>(s, value, factor);
        store(out + i, value);
        store(slope + i, factor);
    }
}

template <Correlation kind>
void correlatePanelAs(const double* design, size_t n, size_t stride, size_t dimensions, const double* at,
                      double* panel)
{
    for (size_t i = 0; i < n; ++i) {
        Vec s[wide] = {};
        for (size_t c = 0; c < dimensions; ++c) {
            const Vec coordinate = splat(design[c * stride + i]);
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w) {
                const Vec difference = load(at + c * points + w * lanes) - coordinate;
                s[w] += difference * difference;
            }
        }
#pragma GCC unroll 3
        for (size_t w = 0; w < wide; ++w)
            store(panel + i * points + w * lanes, correlation<kind>(s[w]));
    }
}

size_t padded(size_t n)
{
    return (n + rows - 1) / rows * rows;
}

void correlate(Correlation kind, const double* design, size_t n, size_t stride, size_t dimensions,
               const double* point, double* out, double* slope)
{
    n = padded(n);
    switch (kind) {
    case Correlation::SquaredExponential:
        return correlateAs<Correlation::SquaredExponential>(design, n, stride, dimensions, point, out, slope);
    case Correlation::Matern32:
        return correlateAs<Correlation::Matern32>(design, n, stride, dimensions, point, out, slope);
    case Correlation::Matern52:
        return correlateAs<Correlation::Matern52>(design, n, stride, dimensions, point, out, slope);
    }
}

void correlatePanel(Correlation kind, const double* design, size_t n, size_t stride, size_t dimensions,
                    const double* at, double* panel)
{
    n = padded(n);
    switch (kind) {
    case Correlation::SquaredExponential:
        return correlatePanelAs<Correlation::SquaredExponential>(design, n, stride, dimensions, at, panel);
    case Correlation::Matern32:
        return correlatePanelAs<Correlation::Matern32>(design, n, stride, dimensions, at, panel);
    case Correlation::Matern52:
        return correlatePanelAs<Correlation::Matern52>(design, n, stride, dimensions, at, panel);
    }
}

void expAll(const double* x, double* y, size_t n)
{
    for (size_t i = 0; i < n; i += lanes) {
        const size_t count = n - i < lanes ? n - i : lanes;
        Vec v = {};
        for (size_t l = 0; l < count; ++l)
            v[l] = x[i + l];
        const Vec above = v > 709.0 ? splat(709.0) : v;
        Vec e = expOf(above < -708.0 ? splat(-708.0) : above);
        e = v > 709.78271289338397 ? splat(__builtin_inf()) : e;
        e = v < -708.0 ? Vec{} : e;
        e = v != v ? v : e;
        for (size_t l = 0; l < count; ++l)
            y[i + l] = e[l];
    }
}

double dot(const double* a, const double* b, size_t n)
{
    Vec s0 = {}, s1 = {}, s2 = {}, s3 = {};
    size_t i = 0;
    for (; i + 4 * lanes <= n; i += 4 * lanes) {
        s0 += load(a + i) * load(b + i);
        s1 += load(a + i + lanes) * load(b + i + lanes);
        s2 += load(a + i + 2 * lanes) * load(b + i + 2 * lanes);
        s3 += load(a + i + 3 * lanes) * load(b + i + 3 * lanes);
    }
    for (; i + lanes <= n; i += lanes)
        s0 += load(a + i) * load(b + i);
    double sum = sumOf((s0 + s1) + (s2 + s3));
    for (; i < n; ++i)
        sum += a[i] * b[i];
    return sum;
}

double triangleNorm(const double* packed, size_t n, const double* k)
{
    Vec norm = {};
    for (size_t panel = 0; panel < n; panel += rows) {
        const size_t columns = panel + rows;
        Vec even[2][rowVectors] = {}, odd[2][rowVectors] = {};
        for (size_t j = 0; j < columns; j += 4) {
#pragma GCC unroll 2
            for (size_t u = 0; u < 2; ++u) {
#pragma GCC unroll 4
                for (size_t v = 0; v < rowVectors; ++v) {
                    even[u][v] += load(packed + (2 * u) * rows + v * lanes) * k[j + 2 * u];
                    odd[u][v] += load(packed + (2 * u + 1) * rows + v * lanes) * k[j + 2 * u + 1];
                }
            }
            packed += 4 * rows;
        }
#pragma GCC unroll 4
        for (size_t v = 0; v < rowVectors; ++v) {
            const Vec sum = (even[0][v] + even[1][v]) + (odd[0][v] + odd[1][v]);
            norm += sum * sum;
        }
    }
    return sumOf(norm);
}

// One register tile: rows x points sums over `depth`.
inline void tile(const double* a, const double* b, size_t depth, Vec (&sums)[rows][wide])
{
    for (size_t j = 0; j < depth; ++j) {
        Vec right[wide];
#pragma GCC unroll 3
        for (size_t w = 0; w < wide; ++w)
            right[w] = load(b + w * lanes);
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; ++r) {
            const Vec left = splat(a[r]);
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                sums[r][w] += left * right[w];
        }
        a += rows;
        b += points;
    }
}

void triangleNormPanel(const double* packed, size_t n, const double* panel, double* norms)
{
    Vec total[wide] = {};
    for (size_t first = 0; first < n; first += rows) {
        const size_t columns = first + rows;
        Vec sums[rows][wide] = {};
        tile(packed, panel, columns, sums);
        packed += columns * rows;
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; ++r)
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                total[w] += sums[r][w] * sums[r][w];
    }
    for (size_t w = 0; w < wide; ++w)
        store(norms + w * lanes, total[w]);
}

void weightedSumPanel(const double* weights, size_t n, const double* panel, double* sums)
{
    Vec even[wide] = {}, odd[wide] = {};
    size_t i = 0;
    for (; i + 2 <= n; i += 2) {
#pragma GCC unroll 3
        for (size_t w = 0; w < wide; ++w) {
            even[w] += load(panel + i * points + w * lanes) * weights[i];
            odd[w] += load(panel + (i + 1) * points + w * lanes) * weights[i + 1];
        }
    }
    for (size_t w = 0; w < wide; ++w) {
        if (i < n)
            even[w] += load(panel + i * points + w * lanes) * weights[i];
        store(sums + w * lanes, even[w] + odd[w]);
    }
}

constexpr size_t depthBlock = 256;
constexpr size_t rowBlock = 96;
constexpr size_t columnBlock = 480;

void packRows(const double* a, size_t aRow, size_t aColumn, size_t m, size_t k, double* to)
{
    for (size_t i = 0; i < m; i += rows) {
        const size_t count = m - i < rows ? m - i : rows;
        if (count == rows) {
            for (size_t j = 0; j < k; ++j)
#pragma GCC unroll 8
                for (size_t r = 0; r < rows; ++r)
                    to[j * rows + r] = a[(i + r) * aRow + j * aColumn];
        } else {
            for (size_t j = 0; j < k; ++j)
                for (size_t r = 0; r < rows; ++r)
                    to[j * rows + r] = r < count ? a[(i + r) * aRow + j * aColumn] : 0;
        }
        to += rows * k;
    }
}

void packColumns(const double* b, size_t bRow, size_t bColumn, size_t k, size_t n, double* to)
{
    for (size_t j = 0; j < n; j += points) {
        const size_t count = n - j < points ? n - j : points;
        if (count == points && bColumn == 1) {
            for (size_t i = 0; i < k; ++i)
#pragma GCC unroll 3
                for (size_t w = 0; w < wide; ++w)
                    store(to + i * points + w * lanes, load(b + i * bRow + j + w * lanes));
        } else if (count == points) {
            for (size_t c = 0; c < points; ++c)
                for (size_t i = 0; i < k; ++i)
                    to[i * points + c] = b[i * bRow + (j + c) * bColumn];
        } else {
            for (size_t i = 0; i < k; ++i)
                for (size_t c = 0; c < points; ++c)
                    to[i * points + c] = c < count ? b[i * bRow + (j + c) * bColumn] : 0;
        }
        to += points * k;
    }
}

void addTile(const double* a, const double* b, size_t depth, double scale, double* c, size_t cStride,
             size_t m, size_t n)
{
    Vec sums[rows][wide] = {};
    tile(a, b, depth, sums);
    if (m == rows && n == points) {
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; ++r)
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w) {
                double* to = c + r * cStride + w * lanes;
                store(to, load(to) + sums[r][w] * scale);
            }
        return;
    }
    double edge[rows * points];
    for (size_t r = 0; r < rows; ++r)
        for (size_t w = 0; w < wide; ++w)
            store(edge + r * points + w * lanes, sums[r][w]);
    for (size_t r = 0; r < m; ++r)
        for (size_t j = 0; j < n; ++j)
            c[r * cStride + j] += scale * edge[r * points + j];
}

void multiplyAdd(size_t m, size_t n, size_t k, double scale, const double* a, size_t aRow, size_t aColumn,
                 const double* b, size_t bRow, size_t bColumn, double* c, size_t cStride, double* work)
{
    double* packedRows = work;
    double* packedColumns = work + depthBlock * rowBlock;
    for (size_t k0 = 0; k0 < k; k0 += depthBlock) {
        const size_t depth = k - k0 < depthBlock ? k - k0 : depthBlock;
        for (size_t n0 = 0; n0 < n; n0 += columnBlock) {
            const size_t across = n - n0 < columnBlock ? n - n0 : columnBlock;
            packColumns(b + k0 * bRow + n0 * bColumn, bRow, bColumn, depth, across, packedColumns);
            for (size_t m0 = 0; m0 < m; m0 += rowBlock) {
                const size_t down = m - m0 < rowBlock ? m - m0 : rowBlock;
                packRows(a + m0 * aRow + k0 * aColumn, aRow, aColumn, down, depth, packedRows);
                for (size_t j = 0; j < across; j += points) {
                    const size_t tileColumns = across - j < points ? across - j : points;
                    for (size_t i = 0; i < down; i += rows) {
                        const size_t tileRows = down - i < rows ? down - i : rows;
                        addTile(packedRows + i * depth, packedColumns + j * depth, depth, scale,
                                c + (m0 + i) * cStride + n0 + j, cStride, tileRows, tileColumns);
                    }
                }
            }
        }
    }
}

bool factorTile(double* a, size_t n, size_t stride)
{
    for (size_t i = 0; i < n; ++i) {
        double* row = a + i * stride;
        for (size_t j = 0; j < i; ++j)
            row[j] = (row[j] - dot(row, a + j * stride, j)) / a[j * stride + j];
        const double pivot = row[i] - dot(row, row, i);
        if (!(pivot > 0) || pivot > 1e300)
            return false;
        row[i] = __builtin_sqrt(pivot);
    }
    return true;
}

void invertTile(const double* lower, size_t stride, size_t n, double* inverse, size_t inverseStride)
{
    for (size_t i = 0; i < n; ++i) {
        double* row = inverse + i * inverseStride;
        for (size_t j = 0; j < n; ++j)
            row[j] = 0;
        // row i of the inverse is (e_i - sum over k < i of L(i,k) * row k) / L(i,i)
        for (size_t k = 0; k < i; ++k) {
            const double factor = lower[i * stride + k];
            const double* above = inverse + k * inverseStride;
            size_t j = 0;
            for (; j + lanes <= k + 1; j += lanes)
                store(row + j, load(row + j) - load(above + j) * factor);
            for (; j <= k; ++j)
                row[j] -= above[j] * factor;
        }
        const double scale = 1 / lower[i * stride + i];
        for (size_t j = 0; j < i; ++j)
            row[j] *= scale;
        row[i] = scale;
    }
}

void gradientRow(const double* design, size_t n, size_t stride, size_t dimensions, const double* point,
                 const double* slope, const double* inverse, const double* alpha, double alphaRow,
                 double* sums, double* products)
{
    const size_t whole = n / lanes * lanes;
    const double* last = design + (dimensions - 1) * stride;
    const double lastPoint = point[dimensions - 1];
    for (size_t c0 = 0; c0 < dimensions; c0 += 4) {
        const size_t count = dimensions - c0 < 4 ? dimensions - c0 : 4;
        Vec squares[4] = {}, crossed[4] = {};
        for (size_t j = 0; j < whole; j += lanes) {
            const Vec weight = (load(alpha + j) * alphaRow - load(inverse + j)) * load(slope + j);
            const Vec along = load(last + j) - lastPoint;
            for (size_t c = 0; c < count; ++c) {
                const Vec difference = load(design + (c0 + c) * stride + j) - point[c0 + c];
                const Vec weighted = weight * difference;
                squares[c] += weighted * difference;
                crossed[c] += weighted * along;
            }
        }
        for (size_t c = 0; c < count; ++c) {
            double square = sumOf(squares[c]), cross = sumOf(crossed[c]);
            for (size_t j = whole; j < n; ++j) {
                const double difference = design[(c0 + c) * stride + j] - point[c0 + c];
                const double weighted = (alpha[j] * alphaRow - inverse[j]) * slope[j] * difference;
                square += weighted * difference;
                cross += weighted * (last[j] - lastPoint);
            }
            sums[c0 + c] += square;
            if (products != nullptr)
                products[c0 + c] += cross;
        }
    }
}

} // namespace

extern const KernelTable table;
const KernelTable table = {
    TWIN_SIMD_NAME,   rows,         points,
    expAll,           dot,          correlate,
    correlatePanel,   triangleNorm, triangleNormPanel,
    weightedSumPanel, multiplyAdd,  factorTile,
    invertTile,       gradientRow,
};

} // namespace twin::TWIN_SIMD_NAMESPACE
