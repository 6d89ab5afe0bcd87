// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench.h"
#include "bench_cases.h"
#include "package/package.h"

#include <memory>

namespace twin::bench {

namespace {

/// The case's network, as `xdt import` made it.
const Model& model()
{
    static const auto package = [] {
        auto read = readPackage(file("net.xdt"));
        if (!read)
            stop(read.error().message);
        return *read;
    }();
    return *package->models.front();
}

void evaluate(ModelInstance& instance, const double* points, std::size_t rows, double* answers)
{
    const OutputSlice slice{answers, nullptr, nullptr};
    if (const Status status = instance.evaluate(points, rows, {&slice, 1}); !status)
        stop(status.error().message);
}

} // namespace

void network_one_point(benchmark::State& state)
{
    static const std::vector<double> points = numbers("points.f64");
    const std::size_t inputs = 6, rows = points.size() / inputs;
    const auto instance = model().instantiate();
    std::vector<double> answers(rows);
    std::size_t row = 0;
    for (auto _ : state) {
        evaluate(*instance, points.data() + row * inputs, 1, answers.data() + row);
        row = row + 1 < rows ? row + 1 : 0;
    }
    state.SetItemsProcessed(state.iterations());
    for (row = 0; row < rows; ++row)
        evaluate(*instance, points.data() + row * inputs, 1, answers.data() + row);
    answer("network_one_point", answers);
}

void network_batch(benchmark::State& state)
{
    static const std::vector<double> points = numbers("points.f64");
    std::vector<double> answers(points.size() / 6);
    const auto instance = model().instantiate();
    for (auto _ : state)
        evaluate(*instance, points.data(), answers.size(), answers.data());
    state.SetItemsProcessed(state.iterations() * std::int64_t(answers.size()));
    answer("network_batch", answers);
}

} // namespace twin::bench
