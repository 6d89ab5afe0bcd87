// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include "model/kernels/kernel_columns.h"
#include "model/kernels/kernel_vectors.h"

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

// Panels of a triangle that are multiplied side by side: as many sums as there are registers for.
constexpr size_t sideBySide = rowVectors == 1 ? 2 : 1;

inline size_t panelStart(size_t panel)
{
    return panel * (panel + 1) / 2 * rows * rows;
}

// T k for the rows of `count` panels from `panel` on, column by column; the later ones are longer.
template <size_t count>
inline void panelsTimes(const double* packed, size_t panel, const double* k, Vec (&sums)[count][rowVectors])
{
    const double* at[count];
    for (size_t p = 0; p < count; ++p)
        at[p] = packed + panelStart(panel + p);
    Vec even[count][2][rowVectors] = {}, odd[count][2][rowVectors] = {};
    const auto add = [&](size_t p, size_t u, Vec first, Vec second) {
#pragma GCC unroll 4
        for (size_t v = 0; v < rowVectors; ++v) {
            even[p][u][v] += load(at[p] + (2 * u) * rows + v * lanes) * first;
            odd[p][u][v] += load(at[p] + (2 * u + 1) * rows + v * lanes) * second;
        }
    };
    const size_t shared = (panel + 1) * rows;
    for (size_t j = 0; j < shared; j += 4) {
#pragma GCC unroll 2
        for (size_t u = 0; u < 2; ++u) {
            const Vec first = splat(k[j + 2 * u]), second = splat(k[j + 2 * u + 1]);
#pragma GCC unroll 2
            for (size_t p = 0; p < count; ++p)
                add(p, u, first, second);
        }
#pragma GCC unroll 2
        for (size_t p = 0; p < count; ++p)
            at[p] += 4 * rows;
    }
#pragma GCC unroll 2
    for (size_t p = 1; p < count; ++p)
        for (size_t j = shared; j < (panel + p + 1) * rows; j += 4, at[p] += 4 * rows)
#pragma GCC unroll 2
            for (size_t u = 0; u < 2; ++u)
                add(p, u, splat(k[j + 2 * u]), splat(k[j + 2 * u + 1]));
#pragma GCC unroll 2
    for (size_t p = 0; p < count; ++p)
#pragma GCC unroll 4
        for (size_t v = 0; v < rowVectors; ++v)
            sums[p][v] = (even[p][0][v] + even[p][1][v]) + (odd[p][0][v] + odd[p][1][v]);
}

template <size_t count>
inline void storePanels(const double* packed, size_t panel, const double* k, double* out)
{
    Vec sums[count][rowVectors];
    panelsTimes<count>(packed, panel, k, sums);
#pragma GCC unroll 2
    for (size_t p = 0; p < count; ++p)
#pragma GCC unroll 4
        for (size_t v = 0; v < rowVectors; ++v)
            store(out + (panel + p) * rows + v * lanes, sums[p][v]);
}

double triangleApply(const double* packed, size_t n, const double* k, double* out, bool fromEnd)
{
    const size_t panels = (n + rows - 1) / rows;
    const size_t single = panels % sideBySide; // the shortest, on its own
    if (single != 0)
        storePanels<1>(packed, 0, k, out);
    for (size_t done = single; done < panels; done += sideBySide)
        storePanels<sideBySide>(packed, fromEnd ? panels - sideBySide - (done - single) : done, k, out);
    Vec norm = {};
    for (size_t i = 0; i < panels * rows; i += lanes) {
        const Vec product = load(out + i);
        norm += product * product;
    }
    return sumOf(norm);
}

template <size_t count>
inline void addNorm(const double* packed, size_t panel, const double* k, Vec& norm)
{
    Vec sums[count][rowVectors];
    panelsTimes<count>(packed, panel, k, sums);
#pragma GCC unroll 2
    for (size_t p = 0; p < count; ++p)
#pragma GCC unroll 4
        for (size_t v = 0; v < rowVectors; ++v)
            norm += sums[p][v] * sums[p][v];
}

double triangleNorm(const double* packed, size_t n, const double* k)
{
    const size_t panels = (n + rows - 1) / rows;
    Vec norm = {};
    if (panels % sideBySide != 0)
        addNorm<1>(packed, 0, k, norm);
    for (size_t panel = panels % sideBySide; panel < panels; panel += sideBySide)
        addNorm<sideBySide>(packed, panel, k, norm);
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

template <bool keep>
inline void triangleTimesPanel(const double* packed, size_t n, const double* panel, double* out,
                               double* norms)
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
            for (size_t w = 0; w < wide; ++w) {
                if constexpr (keep)
                    store(out + (first + r) * points + w * lanes, sums[r][w]);
                total[w] += sums[r][w] * sums[r][w];
            }
    }
    for (size_t w = 0; w < wide; ++w)
        store(norms + w * lanes, total[w]);
}

void triangleNormPanel(const double* packed, size_t n, const double* panel, double* norms)
{
    triangleTimesPanel<false>(packed, n, panel, nullptr, norms);
}

void triangleApplyPanel(const double* packed, size_t n, const double* panel, double* out, double* norms)
{
    triangleTimesPanel<true>(packed, n, panel, out, norms);
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
        size_t j = 0;
        if (count == rows) {
            for (; aColumn == 1 && j + 4 <= k; j += 4)
                for (size_t r = 0; r < rows; r += 4)
                    transposeFour(a + (i + r) * aRow + j, aRow, to + j * rows + r, rows);
            for (; j < k; ++j)
#pragma GCC unroll 8
                for (size_t r = 0; r < rows; ++r)
                    to[j * rows + r] = a[(i + r) * aRow + j * aColumn];
        } else {
            for (; j < k; ++j)
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
            size_t i = 0;
            if constexpr (points % 4 == 0)
                for (; bRow == 1 && i + 4 <= k; i += 4)
                    for (size_t c = 0; c < points; c += 4)
                        transposeFour(b + i + (j + c) * bColumn, bColumn, to + i * points + c, points);
            for (; i < k; ++i)
                for (size_t c = 0; c < points; ++c)
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

} // namespace twin::TWIN_SIMD_NAMESPACE
