// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include <stddef.h>
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

// Range reduction by Cody and Waite, then a polynomial of degree 11 (off by 0.15 ulp at most for |r| <=
// ln 2 / 2; tests/model/make_polynomials.py) in Horner's form: the fewest operations, and the vectors that
// follow hide their latency. Valid for -708 <= x <= 709.
inline Vec expOf(Vec x)
{
    constexpr double shift = 0x1.8p52;
    const Vec t = x * 1.4426950408889634 + shift;
    const Vec n = t - shift;
    const Vec r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10;
    Vec p = 2.7620088509920933068e-7 + r * 2.5100389169032213332e-8;
    constexpr double coefficients[] = {2.7557268451185392061e-6,  0.000024801521295818749714,
                                       0.00019841269863060548938, 0.0013888888917213804186,
                                       0.0083333333333300598554,  0.041666666666624127698,
                                       0.16666666666666667454,    0.50000000000000010221};
    for (const double coefficient : coefficients)
        p = coefficient + r * p;
    p = 1.0 + (r + (r * r) * p);
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

} // namespace

} // namespace twin::TWIN_SIMD_NAMESPACE
