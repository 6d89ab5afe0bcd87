// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <benchmark/benchmark.h>

namespace twin::bench {

// Gaussian processes: bench_gaussian_process.cpp
void gp_one_point(benchmark::State& state);

// Polynomial chaos: bench_polynomial_chaos.cpp
void chaos_one_point(benchmark::State& state);
void chaos_batch(benchmark::State& state);
void chaos_least_squares(benchmark::State& state);
void chaos_sparse(benchmark::State& state);

struct Entry
{
    const char* name;
    void (*run)(benchmark::State& state);
};

/// Every benchmark by the name that the cases use.
inline constexpr Entry entries[] = {
    {"gp_one_point", gp_one_point},
    {"chaos_one_point", chaos_one_point},
    {"chaos_batch", chaos_batch},
    {"chaos_least_squares", chaos_least_squares},
    {"chaos_sparse", chaos_sparse},
};

} // namespace twin::bench
