// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include "model/kernels/column_kernels.h"
#include "model/kernels/kernel_vectors.h"

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

inline Vec loadSome(const double* p, size_t count)
{
    Vec v = {};
    for (size_t l = 0; l < count; ++l)
        v[l] = p[l];
    return v;
}
inline void storeSome(double* p, Vec v, size_t count)
{
    for (size_t l = 0; l < count; ++l)
        p[l] = v[l];
}

template <class Function>
inline void onColumns(const double* left, const double* right, double* out, size_t n, Function function)
{
    size_t i = 0;
#pragma GCC unroll 4
    for (; i + lanes <= n; i += lanes)
        store(out + i, function(load(left + i), load(right + i)));
    if (i < n)
        storeSome(out + i, function(loadSome(left + i, n - i), loadSome(right + i, n - i)), n - i);
}

void combine(ColumnOperation operation, const double* left, const double* right, double* out, size_t n)
{
    switch (operation) {
    case ColumnOperation::Add:
        return onColumns(left, right, out, n, [](Vec a, Vec b) { return a + b; });
    case ColumnOperation::Subtract:
        return onColumns(left, right, out, n, [](Vec a, Vec b) { return a - b; });
    case ColumnOperation::Multiply:
        return onColumns(left, right, out, n, [](Vec a, Vec b) { return a * b; });
    case ColumnOperation::Divide:
        return onColumns(left, right, out, n, [](Vec a, Vec b) { return a / b; });
    }
}

template <class Function>
inline void onColumn(const double* values, double* out, size_t n, Function function)
{
    size_t i = 0;
#pragma GCC unroll 4
    for (; i + lanes <= n; i += lanes)
        store(out + i, function(load(values + i)));
    if (i < n)
        storeSome(out + i, function(loadSome(values + i, n - i)), n - i);
}

void combineValue(ColumnOperation operation, const double* left, double value, double* out, size_t n)
{
    const Vec all = splat(value);
    switch (operation) {
    case ColumnOperation::Add:
        return onColumn(left, out, n, [all](Vec a) { return a + all; });
    case ColumnOperation::Subtract:
        return onColumn(left, out, n, [all](Vec a) { return a - all; });
    case ColumnOperation::Multiply:
        return onColumn(left, out, n, [all](Vec a) { return a * all; });
    case ColumnOperation::Divide:
        return onColumn(left, out, n, [all](Vec a) { return a / all; });
    }
}

void combineWithValue(ColumnOperation operation, double value, const double* right, double* out, size_t n)
{
    const Vec all = splat(value);
    switch (operation) {
    case ColumnOperation::Add:
        return onColumn(right, out, n, [all](Vec b) { return all + b; });
    case ColumnOperation::Subtract:
        return onColumn(right, out, n, [all](Vec b) { return all - b; });
    case ColumnOperation::Multiply:
        return onColumn(right, out, n, [all](Vec b) { return all * b; });
    case ColumnOperation::Divide:
        return onColumn(right, out, n, [all](Vec b) { return all / b; });
    }
}

void takeColumn(const double* from, size_t step, double* out, size_t n)
{
    size_t i = 0; // one by one: to put a vector together costs more than its stores
    for (; i + 8 <= n; i += 8, from += 8 * step)
#pragma GCC unroll 8
        for (size_t l = 0; l < 8; ++l)
            out[i + l] = from[l * step];
    for (; i < n; ++i, from += step)
        out[i] = *from;
}

// Four rows of four numbers become columns, of which `count` are kept.
template <size_t count = 4>
inline void transposeFour(const double* from, size_t step, double* to, size_t apart)
{
    typedef double Four __attribute__((vector_size(32)));
    typedef double FourAnywhere __attribute__((vector_size(32), aligned(8), may_alias));
    typedef int64_t Places __attribute__((vector_size(32)));
    const auto row = [from, step](size_t r) {
        return Four(*reinterpret_cast<const FourAnywhere*>(from + r * step));
    };
    const Places even = {0, 4, 2, 6}, odd = {1, 5, 3, 7}, low = {0, 1, 4, 5}, high = {2, 3, 6, 7};
    const Four a = row(0), b = row(1), c = row(2), d = row(3);
    const Four evens[2] = {__builtin_shuffle(a, b, even), __builtin_shuffle(c, d, even)};
    const Four odds[2] = {__builtin_shuffle(a, b, odd), __builtin_shuffle(c, d, odd)};
    const Four columns[4] = {
        __builtin_shuffle(evens[0], evens[1], low), __builtin_shuffle(odds[0], odds[1], low),
        __builtin_shuffle(evens[0], evens[1], high), __builtin_shuffle(odds[0], odds[1], high)};
#pragma GCC unroll 4
    for (size_t k = 0; k < count; ++k)
        *reinterpret_cast<FourAnywhere*>(to + k * apart) = columns[k];
}

template <size_t count>
void takeColumnsAs(const double* from, size_t step, double* out, size_t apart, size_t n)
{
    size_t i = 0;
    // With fewer than four columns the next row is read into; behind the last there is none.
    for (; i + 5 <= n; i += 4)
        transposeFour<count>(from + i * step, step, out + i, apart);
    for (; i < n; ++i)
        for (size_t k = 0; k < count; ++k)
            out[k * apart + i] = from[i * step + k];
}

void takeColumns(const double* from, size_t step, size_t count, double* out, size_t apart, size_t n)
{
    if (step == 1) {
        __builtin_memcpy(out, from, n * sizeof(double));
        return;
    }
    for (; count > 4; count -= 4, from += 4, out += 4 * apart)
        takeColumnsAs<4>(from, step, out, apart, n);
    switch (count) {
    case 1:
        return takeColumn(from, step, out, n);
    case 2:
        return takeColumnsAs<2>(from, step, out, apart, n);
    case 3:
        return takeColumnsAs<3>(from, step, out, apart, n);
    default:
        return takeColumnsAs<4>(from, step, out, apart, n);
    }
}

void scaleRows(const double* from, const double* offsets, const double* scales, size_t period, size_t n,
               double* out)
{
    size_t i = 0;
    for (; i + period <= n; i += period)
        for (size_t p = 0; p < period; p += lanes)
            store(out + i + p, (load(from + i + p) - load(offsets + p)) * load(scales + p));
    for (size_t p = 0; i < n; ++i, ++p)
        out[i] = (from[i] - offsets[p]) * scales[p];
}

// sin(r) for |r| <= pi / 2 by a polynomial of degree 17 (off by 0.01 ulp at most;
// tests/model/make_polynomials.py), with the sign of an odd number of half turns.
inline Vec sineOf(Vec r, Bits turns)
{
    const Vec s = r * r;
    Vec tail = -7.643969663988074354e-13 + s * 2.7314368769379891871e-15;
    constexpr double coefficients[] = {1.6058977292642742897e-10, -2.5052107616690449819e-8,
                                       2.7557319219160832591e-6,  -0.00019841269841254964881,
                                       0.0083333333333333158566,  -0.16666666666666666633};
    for (const double coefficient : coefficients)
        tail = coefficient + s * tail;
    const Vec sine = r + r * s * tail;
    return reinterpret_cast<Vec>(reinterpret_cast<Bits>(sine) ^ (turns << 63));
}

// Half turns are taken off in three parts (Cody and Waite), the first two of 33 bits, so that their products
// with the number of turns are exact.
constexpr double mostAngle = 1e6;
constexpr double mostExponent = 708;
constexpr double halfTurnHigh = 2 * 1.57079632673412561417e+00;
constexpr double halfTurnMiddle = 2 * 6.07710050630396597660e-11;
constexpr double halfTurnLow = 2 * 2.02226624879595063154e-21;
constexpr double oneOverPi = 0.31830988618379067154;
constexpr double turnShift = 0x1.8p52;

inline Vec sineAnywhere(Vec x)
{
    const Vec shifted = x * oneOverPi + turnShift;
    const Vec n = shifted - turnShift;
    const Vec r = ((x - n * halfTurnHigh) - n * halfTurnMiddle) - n * halfTurnLow;
    return sineOf(r, reinterpret_cast<Bits>(shifted));
}

// cos x is -sin of x less an odd number of quarter turns.
inline Vec cosineAnywhere(Vec x)
{
    const Vec shifted = (x * oneOverPi - 0.5) + turnShift;
    const Vec n = (shifted - turnShift) + 0.5;
    const Vec r = ((x - n * halfTurnHigh) - n * halfTurnMiddle) - n * halfTurnLow;
    return -sineOf(r, reinterpret_cast<Bits>(shifted));
}

bool anyBeyond(const double* values, size_t n, double limit)
{
    Vec within = splat(1.0); // NaN is beyond
    size_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        const Bits size = reinterpret_cast<Bits>(load(values + i)) & INT64_MAX;
        within = reinterpret_cast<Vec>(size) <= limit ? within : Vec{};
    }
    bool beyond = sumOf(within) < double(lanes);
    for (; i < n; ++i)
        beyond |= !(values[i] <= limit && values[i] >= -limit);
    return beyond;
}

void apply(ColumnFunction function, const double* values, double* out, size_t n)
{
    switch (function) {
    case ColumnFunction::Negate:
        return onColumn(values, out, n, [](Vec v) { return -v; });
    case ColumnFunction::SquareRoot:
        return onColumn(values, out, n, [](Vec v) { return squareRoot(v); });
    case ColumnFunction::Exponential:
        if (!anyBeyond(values, n, mostExponent))
            return onColumn(values, out, n, [](Vec v) { return expOf(v); });
        for (size_t i = 0; i < n; ++i)
            out[i] = __builtin_exp(values[i]);
        return;
    case ColumnFunction::Sine:
        if (!anyBeyond(values, n, mostAngle))
            return onColumn(values, out, n, [](Vec v) { return sineAnywhere(v); });
        for (size_t i = 0; i < n; ++i)
            out[i] = __builtin_sin(values[i]);
        return;
    case ColumnFunction::Cosine:
        if (!anyBeyond(values, n, mostAngle))
            return onColumn(values, out, n, [](Vec v) { return cosineAnywhere(v); });
        for (size_t i = 0; i < n; ++i)
            out[i] = __builtin_cos(values[i]);
        return;
    }
}

} // namespace

extern const ColumnKernels columnKernels;
const ColumnKernels columnKernels = {
    .combine = combine,
    .combineValue = combineValue,
    .combineWithValue = combineWithValue,
    .apply = apply,
    .takeColumns = takeColumns,
};

} // namespace twin::TWIN_SIMD_NAMESPACE
