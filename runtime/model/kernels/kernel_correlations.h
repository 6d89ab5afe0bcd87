// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include "model/kernels/kernel_table.h"
#include "model/kernels/kernel_vectors.h"

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

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

// Several vectors of the design at once, so that none waits for the sums of the one before.
template <Correlation kind, size_t vectors>
inline void correlateVectors(const double* design, size_t stride, size_t dimensions, const double* point,
                             double* out, double* slope)
{
    Vec s[vectors] = {};
    for (size_t c = 0; c < dimensions; ++c, design += stride) {
        const Vec here = splat(point[c]);
#pragma GCC unroll 4
        for (size_t v = 0; v < vectors; ++v) {
            const Vec difference = load(design + v * lanes) - here;
            s[v] += difference * difference;
        }
    }
#pragma GCC unroll 4
    for (size_t v = 0; v < vectors; ++v) {
        if (slope == nullptr) {
            store(out + v * lanes, correlation<kind>(s[v]));
            continue;
        }
        Vec value, factor;
        correlationAndSlope<kind>(s[v], value, factor);
        store(out + v * lanes, value);
        store(slope + v * lanes, factor);
    }
}

template <Correlation kind>
void correlateAs(const double* design, size_t n, size_t stride, size_t dimensions, const double* point,
                 double* out, double* slope)
{
    const auto slopeAt = [slope](size_t i) { return slope != nullptr ? slope + i : nullptr; };
    size_t i = 0;
    for (; i + 4 * lanes <= n; i += 4 * lanes)
        correlateVectors<kind, 4>(design + i, stride, dimensions, point, out + i, slopeAt(i));
    for (; i < n; i += lanes)
        correlateVectors<kind, 1>(design + i, stride, dimensions, point, out + i, slopeAt(i));
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

} // namespace

} // namespace twin::TWIN_SIMD_NAMESPACE
