// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <benchmark/benchmark.h>

namespace twin::bench {

// Gaussian processes: bench_gaussian_process.cpp
void gp_one_point(benchmark::State& state);

struct Entry
{
    const char* name;
    void (*run)(benchmark::State& state);
};

/// Every benchmark by the name that the cases use.
inline constexpr Entry entries[] = {
    {"gp_one_point", gp_one_point},
};

} // namespace twin::bench
