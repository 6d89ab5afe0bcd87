// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include "model/kernels/kernel_vectors.h"

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

/// What a vector of doubles or of floats is, and the constants of its exponential.
template <class T>
struct Wide;

template <>
struct Wide<double>
{
    static constexpr size_t lanes = TWIN_SIMD_LANES;
    typedef double V __attribute__((vector_size(lanes * 8)));
    typedef double Anywhere __attribute__((vector_size(lanes * 8), aligned(8), may_alias));
    typedef int64_t I __attribute__((vector_size(lanes * 8)));
    static constexpr int exponentShift = 52;
    static constexpr int64_t signBit = int64_t(1) << 63;
    static constexpr int64_t one = int64_t(1023) << 52;
    static constexpr int64_t headMask = ~((int64_t(1) << 27) - 1);
    static constexpr double roundingShift = 0x1.8p52;
    static constexpr double ln2High = 6.93147180369123816490e-01;
    static constexpr double ln2Low = 1.90821492927058770002e-10;
    static constexpr double mostExponent = 708;
};

template <>
struct Wide<float>
{
    static constexpr size_t lanes = 2 * TWIN_SIMD_LANES;
    typedef float V __attribute__((vector_size(lanes * 4)));
    typedef float Anywhere __attribute__((vector_size(lanes * 4), aligned(4), may_alias));
    typedef int32_t I __attribute__((vector_size(lanes * 4)));
    static constexpr int exponentShift = 23;
    static constexpr int32_t signBit = INT32_MIN;
    static constexpr int32_t one = 127 << 23;
    static constexpr int32_t headMask = ~((1 << 12) - 1);
    static constexpr float roundingShift = 0x1.8p23f;
    static constexpr float ln2High = 0.693359375f;
    static constexpr float ln2Low = -2.12194440e-4f;
    static constexpr float mostExponent = 87;
};

template <class T>
using VecOf = typename Wide<T>::V;

template <class T>
inline VecOf<T> loadOf(const T* p)
{
    return *reinterpret_cast<const typename Wide<T>::Anywhere*>(p);
}
template <class T>
inline void storeOf(T* p, VecOf<T> v)
{
    *reinterpret_cast<typename Wide<T>::Anywhere*>(p) = v;
}
template <class T>
inline VecOf<T> splatOf(T x)
{
    return x - VecOf<T>{};
}

template <class T>
inline VecOf<T> magnitude(VecOf<T> x)
{
    using I = typename Wide<T>::I;
    return reinterpret_cast<VecOf<T>>(reinterpret_cast<I>(x) & ~Wide<T>::signBit);
}
template <class T>
inline VecOf<T> withSignOf(VecOf<T> size, VecOf<T> sign)
{
    using I = typename Wide<T>::I;
    return reinterpret_cast<VecOf<T>>(reinterpret_cast<I>(size) |
                                      (reinterpret_cast<I>(sign) & Wide<T>::signBit));
}

/// exp(r) - 1 for |r| <= ln 2 / 2, by Taylor's series to a tenth of a unit in the last place.
inline VecOf<double> smallExponentialLessOne(VecOf<double> r)
{
    using V = VecOf<double>;
    const V r2 = r * r;
    const V r4 = r2 * r2;
    const V p0 = 1.0 / 2 + r * (1.0 / 6);
    const V p2 = 1.0 / 24 + r * (1.0 / 120);
    const V p4 = 1.0 / 720 + r * (1.0 / 5040);
    const V p6 = 1.0 / 40320 + r * (1.0 / 362880);
    const V p8 = 1.0 / 3628800 + r * (1.0 / 39916800);
    const V p10 = 1.0 / 479001600 + r * (1.0 / 6227020800.0);
    const V low = p0 + r2 * p2;
    const V middle = p4 + r2 * p6;
    const V high = p8 + r2 * p10;
    return r + r2 * (low + r4 * (middle + r4 * high));
}
inline VecOf<float> smallExponentialLessOne(VecOf<float> r)
{
    using V = VecOf<float>;
    const V r2 = r * r;
    const V p0 = 1.0f / 2 + r * (1.0f / 6);
    const V p2 = 1.0f / 24 + r * (1.0f / 120);
    const V p4 = 1.0f / 720 + r * (1.0f / 5040);
    return r + r2 * (p0 + r2 * (p2 + r2 * p4));
}

/// exp(x + corrections) = scale * (1 + rest), for |x| <= mostExponent and at most one small correction.
template <class T, class... Corrections>
inline void splitExponential(VecOf<T> x, VecOf<T>& scale, VecOf<T>& rest, Corrections... corrections)
{
    using W = Wide<T>;
    using I = typename W::I;
    const VecOf<T> t = x * T(1.4426950408889634) + W::roundingShift;
    const VecOf<T> n = t - W::roundingShift;
    rest = smallExponentialLessOne((((x - n * W::ln2High) - n * W::ln2Low) + ... + corrections));
    scale = reinterpret_cast<VecOf<T>>((reinterpret_cast<I>(t) << W::exponentShift) + W::one);
}

template <class T, class... Corrections>
inline VecOf<T> exponential(VecOf<T> x, Corrections... corrections)
{
    VecOf<T> scale, rest;
    splitExponential<T>(x, scale, rest, corrections...);
    return scale + scale * rest;
}

/// exp(x) - 1 without loss near zero.
template <class T>
inline VecOf<T> exponentialLessOne(VecOf<T> x)
{
    VecOf<T> scale, rest;
    splitExponential<T>(x, scale, rest);
    return scale * rest + (scale - T(1));
}

/// exp(-|x|), 0 beyond what can be stored.
template <class T>
inline VecOf<T> decay(VecOf<T> x)
{
    const VecOf<T> a = magnitude<T>(x);
    const VecOf<T> e = exponential<T>(-(a > Wide<T>::mostExponent ? splatOf(Wide<T>::mostExponent) : a));
    return a > Wide<T>::mostExponent ? VecOf<T>{} : e;
}

template <class T>
inline VecOf<T> hyperbolicTangent(VecOf<T> x)
{
    const VecOf<T> twice = T(2) * magnitude<T>(x);
    const VecOf<T> e = exponentialLessOne<T>(twice > T(40) ? splatOf(T(40)) : twice);
    return withSignOf<T>(e / (e + T(2)), x);
}

template <class T>
inline VecOf<T> logistic(VecOf<T> x)
{
    const VecOf<T> z = decay<T>(x);
    return (x < T(0) ? z : T(1) + VecOf<T>{}) / (T(1) + z);
}

/// log(1 + u) for 0 <= u <= 1, by the series of the inverse hyperbolic tangent: 1 + u = 2 (1 + (u - 1) / 2)
/// keeps its argument small.
template <class T>
inline VecOf<T> logarithmOfOnePlus(VecOf<T> u)
{
    const VecOf<T> v = u > T(0.4142) ? (u - T(1)) * T(0.5) : u;
    const VecOf<T> s = v / (T(2) + v);
    const VecOf<T> s2 = s * s;
    constexpr int terms = sizeof(T) == 8 ? 11 : 5;
    VecOf<T> sum = splatOf(T(1) / T(2 * terms + 1));
    for (int k = terms - 1; k > 0; --k)
        sum = T(1) / T(2 * k + 1) + s2 * sum;
    const VecOf<T> log = T(2) * s + T(2) * s * (s2 * sum);
    return u > T(0.4142) ? T(0.69314718055994530942) + log : log;
}

template <class T>
inline VecOf<T> softplus(VecOf<T> x)
{
    const VecOf<T> above = x > T(0) ? x : VecOf<T>{};
    return (x != x ? x : above) + logarithmOfOnePlus<T>(decay<T>(x));
}

template <class T>
inline VecOf<T> exponentialLinear(VecOf<T> x, T alpha)
{
    const VecOf<T> below = x < -Wide<T>::mostExponent ? splatOf(-Wide<T>::mostExponent) : x;
    return x > T(0) ? x : alpha * exponentialLessOne<T>(below > T(0) ? VecOf<T>{} : below);
}

/// Chebyshev coefficients of (1 + 2 z) exp(z^2) erfc(z) in u = (z - 3.5) / (z + 3.5), the form of Shepherd
/// and Laframboise (Mathematics of Computation 36, 1981, 249-253); computed by
/// tests/model/make_error_function.py.
constexpr double scaledErrorFunction[] = {
    1.1776327316361239225,      -0.0016301772834146290555,  -0.087336825734631459833,
    0.058009748370293265007,    -0.024340115396182225332,   0.0075294837156357487390,
    -0.0017438817577112521930,  0.00028269829816555585512,  -0.000023184911611263499659,
    -2.1117666981330409213e-6,  8.7657601568928215693e-7,   -6.1057026350861181939e-8,
    -1.7116664716341918902e-8,  3.3913602686112568478e-9,   2.5466161936604413480e-10,
    -1.2482784079516459324e-10, -2.2122757753447351718e-12, 4.4272603638220511624e-12,
    -3.3672661280853533120e-14, -1.6519256000931233973e-13, 1.9024103048474838828e-15,
    6.6011879380115308280e-15,  2.8802825725968754440e-17,  -2.7791709480792422399e-16,
    -1.0764463967741861859e-17,
};

/// x times the normal distribution's function at x. The square in the exponent is split so that nothing of it
/// is lost far below zero.
template <class T>
inline VecOf<T> gaussianErrorLinear(VecOf<T> x)
{
    using V = VecOf<T>;
    using I = typename Wide<T>::I;
    const V a = magnitude<T>(x);
    const V most = splatOf(T(sizeof(T) == 8 ? 37.5 : 13));
    const V size = a > most ? most : a;
    const V head = reinterpret_cast<V>(reinterpret_cast<I>(size) & Wide<T>::headMask);
    const V e = exponential<T>(T(-0.5) * head * head, T(-0.5) * ((size - head) * (size + head)));
    const V z = size * T(0.70710678118654752440);
    const V u = (z - T(3.5)) / (z + T(3.5));
    constexpr int terms = sizeof(T) == 8 ? 25 : 13;
    V b1 = {}, b2 = {};
    for (int k = terms - 1; k > 0; --k) {
        const V b0 = (T(2) * u) * b1 + (T(scaledErrorFunction[k]) - b2);
        b2 = b1;
        b1 = b0;
    }
    const V scaled = u * b1 + (T(scaledErrorFunction[0]) - b2);
    const V tail = (T(0.5) * e) * (scaled / (T(1) + T(2) * z));
    const V share = x > T(0) ? T(1) - tail : tail;
    return x < -most ? V{} : x * (x > most ? T(1) + V{} : share);
}

/// The form with tanh, x/2 (1 + tanh(y)) = x / (1 + exp(-2 y)).
template <class T>
inline VecOf<T> gaussianErrorLinearByTangent(VecOf<T> x)
{
    const VecOf<T> y = T(1.5957691216057307117) * (x + T(0.044715) * (x * x * x));
    return x < T(-40) ? VecOf<T>{} : (x > T(40) ? x : x * logistic<T>(y));
}

} // namespace

} // namespace twin::TWIN_SIMD_NAMESPACE
