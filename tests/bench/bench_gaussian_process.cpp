// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench.h"
#include "bench_cases.h"
#include "model/gaussian_process.h"

namespace twin::bench {

namespace {

constexpr std::size_t inputs = 6;

/// The process of the case's files, as every peer has it: lengths, nugget and correlation given.
GaussianProcess conditioned()
{
    const std::vector<double> design = numbers("design.f64"), values = numbers("values.f64");
    const std::vector<double> stored = numbers("parameters.f64"); // lengths, nugget
    GaussianProcessParameters parameters;
    parameters.lengths.assign(stored.begin(), stored.begin() + inputs);
    parameters.nugget = stored[inputs];
    auto process = GaussianProcess::condition(std::move(parameters), design.data(), values.size(), inputs,
                                              values.data(), kernels(), "");
    if (!process)
        stop(process.error().message);
    return std::move(*process);
}

} // namespace

void gp_one_point(benchmark::State& state)
{
    static const GaussianProcess process = conditioned();
    static const std::vector<double> points = numbers("points.f64");
    const std::size_t count = points.size() / inputs;
    std::vector<double> answers(2 * count);
    GaussianProcess::Scratch scratch;
    std::size_t i = 0;
    for (auto _ : state) {
        process.predict(points.data() + i * inputs, 1, &answers[i], &answers[count + i], scratch);
        i = i + 1 < count ? i + 1 : 0;
    }
    for (i = 0; i < count; ++i)
        process.predict(points.data() + i * inputs, 1, &answers[i], &answers[count + i], scratch);
    answer("gp_one_point", answers);
}

} // namespace twin::bench
