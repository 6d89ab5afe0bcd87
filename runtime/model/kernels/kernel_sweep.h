// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include "model/kernels/kernel_columns.h"
#include "model/kernels/kernel_correlations.h"
#include "model/kernels/kernel_table.h"
#include "model/kernels/kernel_vectors.h"

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

// Rows of a register tile that fit whole into a strip.
constexpr size_t stripRows = points % rows == 0 ? rows : points / 2;
static_assert(points % stripRows == 0 && sweepBlock % points == 0 && sweepBlock % stripRows == 0);

template <Correlation kind>
void correlateStripAs(const double* design, size_t first, size_t last, size_t stride, size_t coordinates,
                      double* out, double* slope)
{
    for (size_t i = first; i < last; ++i) {
        Vec s[wide] = {};
        for (size_t c = 0; c < coordinates; ++c) {
            const double* row = design + c * stride;
            const Vec coordinate = splat(row[i]);
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w) {
                const Vec difference = load(row + first + w * lanes) - coordinate;
                s[w] += difference * difference;
            }
        }
#pragma GCC unroll 3
        for (size_t w = 0; w < wide; ++w) {
            Vec value, factor;
            correlationAndSlope<kind>(s[w], value, factor);
            store(out + w * lanes, value);
            if (slope != nullptr)
                store(slope + w * lanes, factor);
        }
        out += points;
        slope = slope != nullptr ? slope + points : nullptr;
    }
}

void correlateStrip(Correlation kind, const double* design, size_t first, size_t last, size_t stride,
                    size_t coordinates, double* out, double* slope)
{
    switch (kind) {
    case Correlation::SquaredExponential:
        return correlateStripAs<Correlation::SquaredExponential>(design, first, last, stride, coordinates,
                                                                 out, slope);
    case Correlation::Matern32:
        return correlateStripAs<Correlation::Matern32>(design, first, last, stride, coordinates, out, slope);
    case Correlation::Matern52:
        return correlateStripAs<Correlation::Matern52>(design, first, last, stride, coordinates, out, slope);
    }
}

void gradientStrip(const double* design, size_t first, size_t last, size_t stride, size_t coordinates,
                   const double* slope, const double* negativeInverse, const double* weights, double scale,
                   double* sums, double* products)
{
    const double* along = design + (coordinates - 1) * stride;
    for (size_t c0 = 0; c0 < coordinates; c0 += 6) {
        const size_t count = coordinates - c0 < 6 ? coordinates - c0 : 6;
        Vec squares[6] = {}, crossed[6] = {};
        for (size_t i = first; i < last; ++i) {
            const size_t at = (i - first) * points;
            // Each pair counts once; in the tile on the diagonal it stands twice.
            const double share = i < first + points ? 0.5 : 1.0;
            const double scaled = weights[i] * scale * share;
            Vec weight[wide], distance[wide];
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w) {
                weight[w] = (load(weights + first + w * lanes) * scaled +
                             load(negativeInverse + at + w * lanes) * share) *
                            load(slope + at + w * lanes);
                distance[w] = load(along + first + w * lanes) - along[i];
            }
            for (size_t c = 0; c < count; ++c) {
                const double* row = design + (c0 + c) * stride;
                Vec square = {}, cross = {};
#pragma GCC unroll 3
                for (size_t w = 0; w < wide; ++w) {
                    const Vec difference = load(row + first + w * lanes) - row[i];
                    const Vec weighted = weight[w] * difference;
                    square += weighted * difference;
                    cross += weighted * distance[w];
                }
                squares[c] += square;
                crossed[c] += cross;
            }
        }
        for (size_t c = 0; c < count; ++c) {
            sums[c0 + c] += sumOf(squares[c]);
            if (products != nullptr)
                products[c0 + c] += sumOf(crossed[c]);
        }
    }
}

// Elimination of the rows below, on the matrix to the right of the diagonal and on the identity, which
// becomes the inverse of the unit lower factor, to the left.
template <size_t n>
bool eliminate(double* a, double* pivots)
{
    constexpr size_t vectors = n / lanes;
    for (size_t k = 0; k < n; ++k) {
        double* pivotRow = a + k * sweepBlock;
        const double pivot = pivotRow[k];
        if (!(pivot > 0) || pivot > 1e300)
            return false;
        pivots[k] = pivot;
        pivotRow[k] = 1;
        const double inverse = 1 / pivot;
        Vec held[vectors];
#pragma GCC unroll 24
        for (size_t v = 0; v < vectors; ++v)
            held[v] = load(pivotRow + v * lanes);
        for (size_t i = k + 1; i < n; ++i) {
            double* row = a + i * sweepBlock;
            const Vec factor = splat(row[k] * inverse);
            row[k] = 0;
#pragma GCC unroll 24
            for (size_t v = 0; v < vectors; ++v)
                store(row + v * lanes, load(row + v * lanes) - factor * held[v]);
        }
    }
    return true;
}

template <size_t n = sweepBlock>
inline bool eliminateAll(double* a, size_t count, double* pivots)
{
    if (count == n)
        return eliminate<n>(a, pivots);
    if constexpr (n > points)
        return eliminateAll<n - points>(a, count, pivots);
    return false;
}

bool sweepPivot(double* a, size_t n, double* pivots)
{
    if (!eliminateAll(a, n, pivots))
        return false;
    for (size_t i = 0; i < n; ++i) {
        const double scale = 1 / __builtin_sqrt(pivots[i]);
        double* row = a + i * sweepBlock;
        for (size_t j = 0; j <= i; ++j)
            row[j] *= scale;
        for (size_t j = i + 1; j < n; ++j)
            row[j] = 0;
    }
    return true;
}

// sums[r][w] = sum over depth of a[r] (at steps of aStep) times b's strip.
inline void stripTile(const double* a, size_t aStep, const double* b, size_t depth,
                      Vec (&sums)[stripRows][wide])
{
    for (size_t j = 0; j < depth; ++j) {
        Vec right[wide];
#pragma GCC unroll 3
        for (size_t w = 0; w < wide; ++w)
            right[w] = load(b + w * lanes);
#pragma GCC unroll 8
        for (size_t r = 0; r < stripRows; ++r) {
            const Vec left = splat(a[r]);
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                sums[r][w] += left * right[w];
        }
        a += aStep;
        b += points;
    }
}

void sweepProduct(const double* triangle, bool lower, const double* strip, size_t depth, double* product)
{
    for (size_t first = 0; first < depth; first += stripRows) {
        const size_t from = lower ? first : 0, to = lower ? depth : first + stripRows;
        Vec sums[stripRows][wide] = {};
        stripTile(triangle + from * sweepBlock + first, sweepBlock, strip + from * points, to - from, sums);
#pragma GCC unroll 8
        for (size_t r = 0; r < stripRows; ++r)
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                store(product + (first + r) * points + w * lanes, sums[r][w]);
    }
}

void sweepUpdate(const double* strips, size_t rowCount, const double* strip, size_t depth, double* to)
{
    for (size_t row = 0; row < rowCount; row += stripRows) {
        const double* rowsOf = strips + row / points * depth * points + row % points;
        Vec sums[stripRows][wide] = {};
        stripTile(rowsOf, points, strip, depth, sums);
#pragma GCC unroll 8
        for (size_t r = 0; r < stripRows; ++r)
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                store(to + r * points + w * lanes, load(to + r * points + w * lanes) - sums[r][w]);
        to += stripRows * points;
    }
}

void transposeTile(const double* from, double* to)
{
    if constexpr (points % 4 == 0) {
        for (size_t i = 0; i < points; i += 4)
            for (size_t j = 0; j < points; j += 4)
                transposeFour(from + i * points + j, points, to + j * points + i, points);
    } else {
        for (size_t i = 0; i < points; ++i)
            for (size_t j = 0; j < points; ++j)
                to[j * points + i] = from[i * points + j];
    }
}

} // namespace

} // namespace twin::TWIN_SIMD_NAMESPACE
