// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include "model/kernels/kernel_correlations.h"
#include "model/kernels/kernel_vectors.h"

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

void addSquares(const double* row, size_t n, double value, double* sums)
{
    n = padded(n);
    for (size_t i = 0; i < n; i += lanes) {
        const Vec difference = load(row + i) - value;
        store(sums + i, load(sums + i) + difference * difference);
    }
}

double closestRun(const double* design, size_t stride, size_t measured, size_t coordinates,
                  const double* point, size_t* run)
{
    constexpr size_t across = 4; // vectors, so that none waits for the one before
    static_assert(closestStride % (across * lanes) == 0);
    Vec least[across];
    Bits nearest[across] = {};
    for (size_t v = 0; v < across; ++v)
        least[v] = splat(__builtin_inf());
    for (size_t first = 0; first < stride; first += across * lanes) {
        Vec sums[across] = {};
        const double* row = design + first;
        for (size_t c = 0; c < measured; ++c, row += stride) {
            const Vec here = splat(point[c]);
#pragma GCC unroll 4
            for (size_t v = 0; v < across; ++v) {
                const Vec difference = load(row + v * lanes) - here;
                sums[v] += difference * difference;
            }
        }
        for (size_t c = measured; c < coordinates; ++c, row += stride)
            for (size_t v = 0; v < across; ++v)
                sums[v] += load(row + v * lanes) != splat(point[c]) ? splat(1.0) : Vec{};
        const Bits place = int64_t(first) - Bits{};
#pragma GCC unroll 4
        for (size_t v = 0; v < across; ++v) {
            const auto closer = sums[v] < least[v];
            least[v] = closer ? sums[v] : least[v];
            nearest[v] = closer ? place : nearest[v];
        }
    }
    double smallest = __builtin_inf();
    *run = 0;
    for (size_t v = 0; v < across; ++v)
        for (size_t l = 0; l < lanes; ++l) {
            const size_t at = size_t(nearest[v][l]) + v * lanes + l;
            if (least[v][l] < smallest || (least[v][l] == smallest && at < *run)) {
                smallest = least[v][l];
                *run = at;
            }
        }
    return smallest;
}

template <Correlation kind>
void correlateMovedAs(const double* rest, size_t n, const double* row, double value, const double* along,
                      double alongValue, double* out)
{
    if (along == nullptr) {
        for (size_t i = 0; i < n; i += lanes) {
            const Vec difference = load(row + i) - value;
            store(out + i, correlation<kind>(load(rest + i) + difference * difference));
        }
        return;
    }
    for (size_t i = 0; i < n; i += lanes) {
        const Vec difference = load(row + i) - value;
        const Vec slanted = load(along + i) - alongValue;
        store(out + i, correlation<kind>(load(rest + i) + difference * difference + slanted * slanted));
    }
}

void correlateMoved(Correlation kind, const double* rest, size_t n, const double* row, double value,
                    const double* along, double alongValue, double* out)
{
    n = padded(n);
    switch (kind) {
    case Correlation::SquaredExponential:
        return correlateMovedAs<Correlation::SquaredExponential>(rest, n, row, value, along, alongValue, out);
    case Correlation::Matern32:
        return correlateMovedAs<Correlation::Matern32>(rest, n, row, value, along, alongValue, out);
    case Correlation::Matern52:
        return correlateMovedAs<Correlation::Matern52>(rest, n, row, value, along, alongValue, out);
    }
}

void exponentialTable(const double* row, size_t n, const double* values, size_t count, const double* rest,
                      const double* weights, double* out)
{
    for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j < count; j += lanes) {
            const Vec difference = load(values + j) - row[i];
            store(out + i * count + j, expOfNegative(-(difference * difference + rest[i])) * weights[i]);
        }
    }
}

void squaresTable(const double* row, size_t n, const double* values, size_t count, double* out)
{
    for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j < count; j += lanes) {
            const Vec difference = load(values + j) - row[i];
            store(out + i * count + j, difference * difference);
        }
    }
}

template <Correlation kind>
void radialSumsAs(const double* rest, const double* weights, size_t n, const double* squares, size_t count,
                  double* sums)
{
    for (size_t j = 0; j < count; j += points) {
        Vec sum[wide] = {};
        for (size_t i = 0; i < n; ++i)
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                sum[w] += correlation<kind>(load(squares + i * count + j + w * lanes) + rest[i]) * weights[i];
#pragma GCC unroll 3
        for (size_t w = 0; w < wide; ++w)
            store(sums + j + w * lanes, sum[w]);
    }
}

void radialSums(Correlation kind, const double* rest, const double* weights, size_t n, const double* squares,
                size_t count, double* sums)
{
    switch (kind) {
    case Correlation::SquaredExponential:
        return radialSumsAs<Correlation::SquaredExponential>(rest, weights, n, squares, count, sums);
    case Correlation::Matern32:
        return radialSumsAs<Correlation::Matern32>(rest, weights, n, squares, count, sums);
    case Correlation::Matern52:
        return radialSumsAs<Correlation::Matern52>(rest, weights, n, squares, count, sums);
    }
}

} // namespace

} // namespace twin::TWIN_SIMD_NAMESPACE
