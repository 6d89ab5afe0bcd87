// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <benchmark/benchmark.h>

namespace twin::bench {

// Gaussian processes: bench_gaussian_process.cpp
void gp_one_point(benchmark::State& state);
void gp_slider(benchmark::State& state);
void gp_batch(benchmark::State& state);
void gp_batch_threads(benchmark::State& state);
void gp_guarded(benchmark::State& state);
void gp_contour(benchmark::State& state);
void gp_contour_matern(benchmark::State& state);
void gp_low_rank(benchmark::State& state);
void gp_exact(benchmark::State& state);
// bench_gaussian_process_fit.cpp
void gp_fit(benchmark::State& state);
// bench_eigen.cpp
void eigen_product(benchmark::State& state);
// Expressions: bench_expressions.cpp
void expression_arithmetic(benchmark::State& state);
void expression_functions(benchmark::State& state);
void expression_one_arithmetic(benchmark::State& state);
void expression_one_functions(benchmark::State& state);
void muparser_arithmetic(benchmark::State& state);
void muparser_functions(benchmark::State& state);

// Polynomial chaos: bench_polynomial_chaos.cpp
void chaos_one_point(benchmark::State& state);
void chaos_batch(benchmark::State& state);
void chaos_least_squares(benchmark::State& state);
void chaos_sparse(benchmark::State& state);

// Networks: bench_network.cpp
void network_one_point(benchmark::State& state);
void network_batch(benchmark::State& state);

// FMUs: bench_fmu.cpp
void fmu_live(benchmark::State& state);
void fmu_live_bare(benchmark::State& state);
void fmu_sweep(benchmark::State& state);
void fmu_sweep_bare(benchmark::State& state);

// The domain of validity: bench_domain.cpp
void domain_check(benchmark::State& state);

struct Entry
{
    const char* name;
    void (*run)(benchmark::State& state);
};

/// Every benchmark by the name that the cases use.
inline constexpr Entry entries[] = {
    {"gp_one_point", gp_one_point},
    {"gp_slider", gp_slider},
    {"gp_batch", gp_batch},
    {"gp_batch_threads", gp_batch_threads},
    {"gp_guarded", gp_guarded},
    {"gp_contour", gp_contour},
    {"gp_contour_matern", gp_contour_matern},
    {"gp_low_rank", gp_low_rank},
    {"gp_exact", gp_exact},
    {"gp_fit", gp_fit},
    {"eigen_product", eigen_product},
    {"expression_arithmetic", expression_arithmetic},
    {"expression_functions", expression_functions},
    {"expression_one_arithmetic", expression_one_arithmetic},
    {"expression_one_functions", expression_one_functions},
    {"muparser_arithmetic", muparser_arithmetic},
    {"muparser_functions", muparser_functions},
    {"chaos_one_point", chaos_one_point},
    {"chaos_batch", chaos_batch},
    {"chaos_least_squares", chaos_least_squares},
    {"chaos_sparse", chaos_sparse},
    {"network_one_point", network_one_point},
    {"network_batch", network_batch},
    {"fmu_live", fmu_live},
    {"fmu_live_bare", fmu_live_bare},
    {"fmu_sweep", fmu_sweep},
    {"fmu_sweep_bare", fmu_sweep_bare},
    {"domain_check", domain_check},
};

} // namespace twin::bench
