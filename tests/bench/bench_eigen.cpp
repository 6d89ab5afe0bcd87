// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled for this very processor, and apart: the rest must run on any.
#include "bench_cases.h"

#include <Eigen/Core>

namespace twin::bench {

// An item is as much of Eigen's product as a point of a process of 500 runs counts for: n^2 operations.
void eigen_product(benchmark::State& state)
{
    constexpr int n = 500, columns = 960;
    const Eigen::MatrixXd a = Eigen::MatrixXd::Random(n, n), b = Eigen::MatrixXd::Random(n, columns);
    Eigen::MatrixXd c(n, columns);
    for (auto _ : state) {
        c.noalias() = a * b;
        benchmark::DoNotOptimize(c.data());
    }
    state.SetItemsProcessed(state.iterations() * 2 * columns);
}

} // namespace twin::bench
