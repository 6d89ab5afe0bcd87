// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include "model/kernels/kernel_table.h"
#include "model/kernels/kernel_vectors.h"

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

// x = 2^e m with m between 1/sqrt(2) and sqrt(2); log m = 2 atanh((m - 1) / (m + 1)) by its series (error
// below 1e-17 after eleven terms). For normal x > 0.
inline Vec logOfPositive(Vec x)
{
    const Bits bits = reinterpret_cast<Bits>(x);
    const Bits shifted = bits - 0x3fe6a09e667f3bcd; // 1/sqrt(2)
    const Bits exponent = shifted >> 52;
    const Vec m = reinterpret_cast<Vec>(bits - (exponent << 52));
    const Vec f = (m - 1.0) / (m + 1.0);
    const Vec f2 = f * f;
    Vec series = splat(1.0 / 21);
#pragma GCC unroll 10
    for (int k = 19; k >= 1; k -= 2)
        series = 1.0 / k + f2 * series;
    // an exponent as a number without a conversion that AVX2 has not
    const Vec e = reinterpret_cast<Vec>(exponent + 0x4338000000000000) - 0x1.8p52;
    return e * 6.93147180559945286227e-01 + 2.0 * f * series;
}

template <RadialFunction kind>
inline Vec radial(Vec s)
{
    if constexpr (kind == RadialFunction::Cubic)
        return s * squareRoot(s);
    if constexpr (kind == RadialFunction::ThinPlate)
        return 0.5 * s * logOfPositive(s > 1e-290 ? s : splat(1e-290));
    if constexpr (kind == RadialFunction::Multiquadric)
        return -squareRoot(1.0 + s);
    return expOfNegative(-s);
}

inline Vec squaredDistance(const double* design, size_t stride, size_t dimensions, const double* point)
{
    Vec s = {};
    for (size_t c = 0; c < dimensions; ++c) {
        const Vec difference = load(design + c * stride) - point[c];
        s += difference * difference;
    }
    return s;
}

template <RadialFunction kind>
void radialRowAs(const double* design, size_t n, size_t stride, size_t dimensions, const double* point,
                 double* out)
{
    for (size_t i = 0; i < n; i += lanes)
        store(out + i, radial<kind>(squaredDistance(design + i, stride, dimensions, point)));
}

template <RadialFunction kind>
void radialSumsAs(const RadialRuns& runs, const double* point, double* sums)
{
    Vec value = {}, nearErrors = {}, nearness = {};
    for (size_t i = 0; i < runs.count; i += lanes) {
        const Vec s = squaredDistance(runs.design + i, runs.stride, runs.dimensions, point);
        value += load(runs.weights + i) * radial<kind>(s);
        if (runs.errors == nullptr)
            continue;
        const Vec near = s + runs.nearness;
        const Vec share = load(runs.present + i) / (near * near);
        nearErrors += share * load(runs.errors + i);
        nearness += share;
    }
    sums[0] = sumOf(value);
    sums[1] = sumOf(nearErrors);
    sums[2] = sumOf(nearness);
}

void expansionRow(RadialFunction kind, const double* design, size_t n, size_t stride, size_t dimensions,
                  const double* point, double* out)
{
    switch (kind) {
    case RadialFunction::Cubic:
        return radialRowAs<RadialFunction::Cubic>(design, n, stride, dimensions, point, out);
    case RadialFunction::ThinPlate:
        return radialRowAs<RadialFunction::ThinPlate>(design, n, stride, dimensions, point, out);
    case RadialFunction::Multiquadric:
        return radialRowAs<RadialFunction::Multiquadric>(design, n, stride, dimensions, point, out);
    case RadialFunction::Gaussian:
        return radialRowAs<RadialFunction::Gaussian>(design, n, stride, dimensions, point, out);
    }
}

void expansionSums(RadialFunction kind, const RadialRuns& runs, const double* point, double* sums)
{
    switch (kind) {
    case RadialFunction::Cubic:
        return radialSumsAs<RadialFunction::Cubic>(runs, point, sums);
    case RadialFunction::ThinPlate:
        return radialSumsAs<RadialFunction::ThinPlate>(runs, point, sums);
    case RadialFunction::Multiquadric:
        return radialSumsAs<RadialFunction::Multiquadric>(runs, point, sums);
    case RadialFunction::Gaussian:
        return radialSumsAs<RadialFunction::Gaussian>(runs, point, sums);
    }
}

} // namespace

} // namespace twin::TWIN_SIMD_NAMESPACE
