// SPDX-License-Identifier: GPL-3.0-or-later
// Part of kernel_source.h: see there what may stand here.
#pragma once

#include "model/kernels/kernel_columns.h"
#include "model/kernels/kernel_table.h"
#include "model/kernels/kernel_vectors.h"

namespace twin::TWIN_SIMD_NAMESPACE {

namespace {

constexpr size_t sumWide = 6; // vectors that a nested sum carries in registers, and one bracket in it
constexpr size_t sumPoints = sumWide * lanes;

template <size_t vectors>
inline void recurVectors(const double* u, size_t width, const double* recurrence, size_t degree, double* out)
{
    Vec at[vectors], last[vectors], before[vectors];
#pragma GCC unroll 3
    for (size_t v = 0; v < vectors; ++v) {
        at[v] = 2.0 * load(u + v * lanes) - 1.0;
        last[v] = splat(1.0);
        before[v] = Vec{};
    }
    for (size_t k = 0; k < degree; ++k, out += width) {
        const Vec a = splat(recurrence[2 * k]), b = splat(recurrence[2 * k + 1]);
#pragma GCC unroll 3
        for (size_t v = 0; v < vectors; ++v) {
            const Vec next = a * (at[v] * last[v]) - b * before[v];
            before[v] = last[v];
            last[v] = next;
            store(out + v * lanes, next);
        }
    }
}

void recur(const double* u, size_t width, const double* recurrence, size_t degree, double* out)
{
    size_t i = 0;
    for (; i + 3 * lanes <= width; i += 3 * lanes)
        recurVectors<3>(u + i, width, recurrence, degree, out + i);
    for (; i + lanes <= width; i += lanes)
        recurVectors<1>(u + i, width, recurrence, degree, out + i);
    for (; i < width; ++i) {
        const double x = 2 * u[i] - 1;
        double last = 1, before = 0;
        for (size_t k = 0; k < degree; ++k) {
            const double next = recurrence[2 * k] * (x * last) - recurrence[2 * k + 1] * before;
            before = last;
            last = next;
            out[k * width + i] = next;
        }
    }
}

void multiplyRows(const ProductStep* steps, size_t count, const double* factors, size_t width, double* panel)
{
    for (size_t s = 0; s < count; ++s) {
        const double* left = panel + steps[s].left * width;
        const double* right = factors + steps[s].factor * width;
        double* to = panel + steps[s].to * width;
        size_t i = 0;
        for (; i + lanes <= width; i += lanes)
            store(to + i, load(left + i) * load(right + i));
        for (; i < width; ++i)
            to[i] = left[i] * right[i];
    }
}

double nestedSum(const NestedStep* steps, size_t count, const double* factors, double* stack)
{
    double sum = 0;
    const NestedStep* const end = steps + count;
    while (steps != end) {
        const NestedStep& step = *steps++;
        if (step.leaves == NestedStep::closes) {
            sum = *--stack + factors[step.factor] * sum;
            continue;
        }
        double own = step.coefficient;
        for (const NestedStep* const after = steps + (step.leaves & ~NestedStep::whole); steps != after;
             ++steps)
            own += factors[steps->factor] * steps->coefficient;
        if ((step.leaves & NestedStep::whole) != 0) {
            sum += factors[step.factor] * own;
        } else {
            *stack++ = sum;
            sum = own;
        }
    }
    return sum;
}

void nestedSumPanel(const NestedStep* steps, size_t count, const double* factors, double* stack, double* sums)
{
    Vec sum[sumWide] = {};
    const NestedStep* const end = steps + count;
    while (steps != end) {
        const NestedStep& step = *steps++;
        const double* factor = factors + step.factor * sumPoints;
        if (step.leaves == NestedStep::closes) {
            stack -= sumPoints;
#pragma GCC unroll 7
            for (size_t w = 0; w < sumWide; ++w)
                sum[w] = load(stack + w * lanes) + load(factor + w * lanes) * sum[w];
            continue;
        }
        Vec own[sumWide];
#pragma GCC unroll 7
        for (size_t w = 0; w < sumWide; ++w)
            own[w] = splat(step.coefficient);
        for (const NestedStep* const after = steps + (step.leaves & ~NestedStep::whole); steps != after;
             ++steps) {
            const double* leaf = factors + steps->factor * sumPoints;
            const Vec coefficient = splat(steps->coefficient);
#pragma GCC unroll 7
            for (size_t w = 0; w < sumWide; ++w)
                own[w] += load(leaf + w * lanes) * coefficient;
        }
        if ((step.leaves & NestedStep::whole) != 0) {
#pragma GCC unroll 7
            for (size_t w = 0; w < sumWide; ++w)
                sum[w] += load(factor + w * lanes) * own[w];
            continue;
        }
#pragma GCC unroll 7
        for (size_t w = 0; w < sumWide; ++w) {
            store(stack + w * lanes, sum[w]);
            sum[w] = own[w];
        }
        stack += sumPoints;
    }
#pragma GCC unroll 7
    for (size_t w = 0; w < sumWide; ++w)
        store(sums + w * lanes, sum[w]);
}

void addRows(const double* matrix, size_t stride, size_t count, const double* weights, size_t n, double* to)
{
    size_t i = 0;
    for (; i + 4 * lanes <= n; i += 4 * lanes) {
        Vec s[4] = {load(to + i), load(to + i + lanes), load(to + i + 2 * lanes), load(to + i + 3 * lanes)};
        const double* row = matrix + i;
        for (size_t r = 0; r < count; ++r, row += stride) {
            const Vec weight = splat(weights[r]);
#pragma GCC unroll 7
            for (size_t w = 0; w < 4; ++w)
                s[w] += load(row + w * lanes) * weight;
        }
#pragma GCC unroll 7
        for (size_t w = 0; w < 4; ++w)
            store(to + i + w * lanes, s[w]);
    }
    for (; i < n; ++i)
        for (size_t r = 0; r < count; ++r)
            to[i] += matrix[r * stride + i] * weights[r];
}

void dotRows(const double* matrix, size_t stride, size_t count, const double* v, size_t n, double* dots)
{
    size_t r = 0;
    for (; r + 4 <= count; r += 4) {
        const double* row = matrix + r * stride;
        Vec even[4] = {}, odd[4] = {};
        size_t i = 0;
        for (; i + 2 * lanes <= n; i += 2 * lanes) {
            const Vec first = load(v + i), second = load(v + i + lanes);
#pragma GCC unroll 7
            for (size_t k = 0; k < 4; ++k) {
                even[k] += load(row + k * stride + i) * first;
                odd[k] += load(row + k * stride + i + lanes) * second;
            }
        }
#pragma GCC unroll 7
        for (size_t k = 0; k < 4; ++k) {
            double sum = sumOf(even[k] + odd[k]);
            for (size_t j = i; j < n; ++j)
                sum += row[k * stride + j] * v[j];
            dots[r + k] = sum;
        }
    }
    for (; r < count; ++r)
        dots[r] = dot(matrix + r * stride, v, n);
}

} // namespace

} // namespace twin::TWIN_SIMD_NAMESPACE
