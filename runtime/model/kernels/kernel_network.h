// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include "model/kernels/kernel_functions.h"
#include "model/kernels/network_kernels.h"

#if TWIN_SIMD_LANES == 8
#include <immintrin.h>
#endif

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

inline Vec load(const float* p)
{
#if TWIN_SIMD_LANES == 8 // GCC 12 converts eight in two halves
    return _mm512_maskz_cvtps_pd(0xff, _mm256_loadu_ps(p));
#else
    typedef float Half __attribute__((vector_size(lanes * 4), aligned(4), may_alias));
    return __builtin_convertvector(*reinterpret_cast<const Half*>(p), Vec);
#endif
}

inline VecOf<double> loadFor(const double* p, double)
{
    return loadOf(p);
}
inline VecOf<double> loadFor(const float* p, double)
{
    return load(p);
}
inline VecOf<float> loadFor(const float* p, float)
{
    return loadOf(p);
}

// `vectors` vectors of outputs at once, and the two halves of the inputs side by side: as many sums in flight
// as hide the latency of an addition.
template <size_t vectors, class W, class T>
inline void denseGroup(const W* weights, const T* bias, size_t depth, const T* in, T* out)
{
    constexpr size_t across = Wide<T>::lanes;
    const size_t half = depth / 2;
    const W* later = weights + half * vectors * across;
    VecOf<T> sums[vectors], rest[vectors] = {};
#pragma GCC unroll 8
    for (size_t v = 0; v < vectors; ++v)
        sums[v] = loadOf(bias + v * across);
    for (size_t j = 0; j < half; ++j, weights += vectors * across, later += vectors * across) {
        const VecOf<T> x = splatOf(in[j]), y = splatOf(in[half + j]);
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; ++v) {
            sums[v] += loadFor(weights + v * across, T()) * x;
            rest[v] += loadFor(later + v * across, T()) * y;
        }
    }
    const VecOf<T> last = splatOf(depth % 2 != 0 ? in[depth - 1] : T(0));
#pragma GCC unroll 8
    for (size_t v = 0; v < vectors; ++v) {
        if (depth % 2 != 0)
            rest[v] += loadFor(later + v * across, T()) * last;
        storeOf(out + v * across, sums[v] + rest[v]);
    }
}

// Of outputs, for whose sums of both halves there are registers.
constexpr size_t mostVectors = lanes == 8 ? 8 : 4;

template <class W, class T>
void denseOne(const W* weights, const T* bias, size_t outputs, size_t depth, const T* in, T* out)
{
    constexpr size_t across = Wide<T>::lanes;
    size_t first = 0;
    for (; first + mostVectors * across <= outputs; first += mostVectors * across)
        denseGroup<mostVectors>(weights + first * depth, bias + first, depth, in, out + first);
    const auto rest = [&]<size_t vectors>() {
        if (first + vectors * across > outputs)
            return;
        denseGroup<vectors>(weights + first * depth, bias + first, depth, in, out + first);
        first += vectors * across;
    };
    if constexpr (mostVectors > 4)
        rest.template operator()<4>();
    rest.template operator()<2>();
    rest.template operator()<1>();
}

template <class T>
inline void addDenseTile(const T* packed, size_t depth, const T* in, VecOf<T> (&sums)[rows][wide])
{
    constexpr size_t across = Wide<T>::lanes;
    for (size_t j = 0; j < depth; ++j, packed += rows, in += wide * across) {
        VecOf<T> right[wide];
#pragma GCC unroll 3
        for (size_t w = 0; w < wide; ++w)
            right[w] = loadOf(in + w * across);
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; ++r) {
            const VecOf<T> left = splatOf(packed[r]);
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                sums[r][w] += left * right[w];
        }
    }
}

// A register tile of rows x wide vectors of points, for every panel of weights; added up as denseGroup does.
template <class T>
void denseTiles(const T* packed, const T* bias, size_t outputs, size_t depth, const T* in, T* out)
{
    constexpr size_t across = Wide<T>::lanes;
    constexpr size_t perTile = wide * across;
    const size_t half = depth / 2;
    for (size_t first = 0; first < outputs; first += rows, packed += depth * rows, out += rows * perTile) {
        VecOf<T> sums[rows][wide];
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; ++r)
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                sums[r][w] = splatOf(bias[first + r]);
        addDenseTile(packed, half, in, sums);
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; ++r)
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w) {
                storeOf(out + r * perTile + w * across, sums[r][w]);
                sums[r][w] = VecOf<T>{};
            }
        addDenseTile(packed + half * rows, depth - half, in + half * perTile, sums);
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; ++r)
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w) {
                T* to = out + r * perTile + w * across;
                storeOf(to, loadOf(to) + sums[r][w]);
            }
    }
}

template <class T, class Function>
inline void onAll(T* x, size_t n, Function function)
{
    for (size_t i = 0; i < n; i += Wide<T>::lanes)
        storeOf(x + i, function(loadOf(x + i)));
}

template <class T>
void activateAll(Activation kind, T a, T b, T* x, size_t n)
{
    using V = VecOf<T>;
    switch (kind) {
    case Activation::None:
        return;
    case Activation::Relu:
        return onAll(x, n, [](V v) { return v < T(0) ? V{} : v; });
    case Activation::LeakyRelu:
        return onAll(x, n, [a](V v) { return v < T(0) ? a * v : v; });
    case Activation::Tanh:
        return onAll(x, n, [](V v) { return hyperbolicTangent<T>(v); });
    case Activation::Sigmoid:
        return onAll(x, n, [](V v) { return logistic<T>(v); });
    case Activation::Softplus:
        return onAll(x, n, [](V v) { return softplus<T>(v); });
    case Activation::Elu:
        return onAll(x, n, [a](V v) { return exponentialLinear<T>(v, a); });
    case Activation::Gelu:
        return onAll(x, n, [](V v) { return gaussianErrorLinear<T>(v); });
    case Activation::GeluTanh:
        return onAll(x, n, [](V v) { return gaussianErrorLinearByTangent<T>(v); });
    case Activation::Clip:
        return onAll(x, n, [a, b](V v) {
            const V raised = v < a ? splatOf(a) : v;
            return raised > b ? splatOf(b) : raised;
        });
    }
}

} // namespace

extern const NetworkKernels networkKernels;
const NetworkKernels networkKernels = {
    .panelRows = rows,
    .panelPoints = points,
    .panelPointsSingle = wide * Wide<float>::lanes,
    .mostVectors = mostVectors,
    .vectorRows = lanes,
    .vectorRowsSingle = Wide<float>::lanes,
    .denseOne = denseOne<double, double>,
    .denseOneOfSingles = denseOne<float, double>,
    .denseOneSingle = denseOne<float, float>,
    .densePanel = denseTiles<double>,
    .densePanelSingle = denseTiles<float>,
    .activate = activateAll<double>,
    .activateSingle = activateAll<float>,
};

} // namespace twin::TWIN_SIMD_NAMESPACE
