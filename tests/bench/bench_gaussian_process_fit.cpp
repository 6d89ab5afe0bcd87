// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/processors.h"
#include "bench.h"
#include "bench_cases.h"
#include "training/fit_process.h"

namespace twin::bench {

void gp_fit(benchmark::State& state)
{
    constexpr std::size_t inputs = 6;
    static const std::vector<double> design = numbers("design.f64"), values = numbers("values.f64");
    FitTeam team(availableProcessors());
    // The peers have no direction, and one correlation.
    const ProcessChoice choice{Correlation::Matern52, false, FitEffort::Full};
    ProcessFit fit;
    for (auto _ : state)
        fit = fitProcess(design.data(), values.size(), inputs, values.data(), choice, team);
    std::vector<double> found = fit.parameters.lengths;
    found.push_back(fit.parameters.nugget);
    answer("gp_fit", found);
}

} // namespace twin::bench
