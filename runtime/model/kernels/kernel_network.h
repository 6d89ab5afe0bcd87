// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include "model/kernels/kernel_functions.h"
#include "model/kernels/network_kernels.h"

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

typedef float SingleAnywhere __attribute__((vector_size(lanes * 4), aligned(4), may_alias));

inline Vec load(const float* p)
{
    Vec v;
    for (size_t l = 0; l < lanes; ++l)
        v[l] = p[l];
    return v;
}

// `vectors` vectors of outputs at once: as many sums in flight as hide the latency of an addition.
template <size_t vectors, class T>
inline void denseGroup(const T* weights, const double* bias, size_t depth, const double* in, double* out)
{
    Vec sums[vectors];
#pragma GCC unroll 8
    for (size_t v = 0; v < vectors; ++v)
        sums[v] = load(bias + v * lanes);
    for (size_t j = 0; j < depth; ++j, weights += vectors * lanes) {
        const Vec x = splat(in[j]);
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; ++v)
            sums[v] += load(weights + v * lanes) * x;
    }
#pragma GCC unroll 8
    for (size_t v = 0; v < vectors; ++v)
        store(out + v * lanes, sums[v]);
}

constexpr size_t groupRows = 8 * lanes;

template <class T>
void denseOne(const T* weights, const double* bias, size_t outputs, size_t depth, const double* in,
              double* out)
{
    size_t first = 0;
    for (; first + groupRows <= outputs; first += groupRows)
        denseGroup<8>(weights + first * depth, bias + first, depth, in, out + first);
    for (; first < outputs; first += rows)
        denseGroup<rowVectors>(weights + first * depth, bias + first, depth, in, out + first);
}

// A register tile of rows x wide vectors of points, for every panel of weights.
template <class T>
void denseTiles(const T* packed, const T* bias, size_t outputs, size_t depth, const T* in, T* out)
{
    constexpr size_t across = Wide<T>::lanes;
    constexpr size_t perTile = wide * across;
    for (size_t first = 0; first < outputs; first += rows) {
        VecOf<T> sums[rows][wide];
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; ++r)
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                sums[r][w] = splatOf(bias[first + r]);
        const T* from = in;
        for (size_t j = 0; j < depth; ++j) {
            VecOf<T> right[wide];
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                right[w] = loadOf(from + w * across);
#pragma GCC unroll 8
            for (size_t r = 0; r < rows; ++r) {
                const VecOf<T> left = splatOf(packed[r]);
#pragma GCC unroll 3
                for (size_t w = 0; w < wide; ++w)
                    sums[r][w] += left * right[w];
            }
            packed += rows;
            from += perTile;
        }
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; ++r)
#pragma GCC unroll 3
            for (size_t w = 0; w < wide; ++w)
                storeOf(out + (first + r) * perTile + w * across, sums[r][w]);
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
    rows,
    points,
    wide* Wide<float>::lanes,
    groupRows,
    denseOne<double>,
    denseOne<float>,
    denseTiles<double>,
    denseTiles<float>,
    activateAll<double>,
    activateAll<float>,
};

} // namespace twin::TWIN_SIMD_NAMESPACE
