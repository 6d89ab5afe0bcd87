// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench.h"
#include "bench_cases.h"
#include "bench_packages.h"
#include "guardrail/guardrail_set.h"
#include "model/gaussian_process_regressor.h"
#include "model/surrogate_model.h"
#include "session/batch.h"
#include "session/flush_denormals.h"

#include <cmath>

namespace twin::bench {

namespace {

/// A package, an instance of its only model, and the case's points.
struct Opened
{
    explicit Opened(Correlation correlation)
        : package(processPackage(correlation)),
          instance(package->models.front()->instantiate()),
          points(numbers("points.f64")),
          inputs(package->contract.inputs.size()),
          rows(points.size() / inputs),
          mean(rows),
          lower(rows),
          upper(rows)
    {}

    void evaluate(std::size_t row, std::size_t count, bool banded = true)
    {
        const OutputSlice slice{&mean[row], banded ? &lower[row] : nullptr, banded ? &upper[row] : nullptr};
        if (!instance->evaluate(points.data() + row * inputs, count, {&slice, 1}))
            stop("a point has no answer");
    }

    /// Means, then variances: bands are one standard deviation to each side.
    std::vector<double> answers() const
    {
        std::vector<double> all = mean;
        for (std::size_t i = 0; i < rows; ++i)
            all.push_back((upper[i] - lower[i]) * (upper[i] - lower[i]) / 4);
        return all;
    }

    const GaussianProcess& process() const
    {
        const auto& model = dynamic_cast<const SurrogateModel&>(*package->models.front());
        return dynamic_cast<const GaussianProcessRegressor&>(model.regressor()).processes().front();
    }

    std::shared_ptr<const Package> package;
    std::unique_ptr<ModelInstance> instance;
    std::vector<double> points;
    std::size_t inputs, rows;
    std::vector<double> mean, lower, upper;
};

} // namespace

void gp_one_point(benchmark::State& state)
{
    static Opened twin(Correlation::Matern52);
    const FlushDenormals flush;
    std::size_t i = 0;
    for (auto _ : state) {
        twin.evaluate(i, 1);
        i = i + 1 < twin.rows ? i + 1 : 0;
    }
    twin.evaluate(0, twin.rows);
    answer("gp_one_point", twin.answers());
}

// The points differ in the first input alone, as under a slider.
void gp_slider(benchmark::State& state)
{
    static Opened twin(Correlation::Matern52);
    const FlushDenormals flush;
    std::size_t i = 0;
    for (auto _ : state) {
        twin.evaluate(i, 1, false);
        i = i + 1 < twin.rows ? i + 1 : 0;
    }
    for (i = 0; i < twin.rows; ++i)
        twin.evaluate(i, 1, false);
    answer("gp_slider", twin.mean);
}

void gp_batch(benchmark::State& state)
{
    static Opened twin(Correlation::Matern52);
    const FlushDenormals flush;
    for (auto _ : state)
        twin.evaluate(0, twin.rows);
    state.SetItemsProcessed(state.iterations() * std::int64_t(twin.rows));
    answer("gp_batch", twin.answers());
}

void gp_batch_threads(benchmark::State& state)
{
    static Opened twin(Correlation::Matern52);
    std::vector<double> all;
    for (auto _ : state) {
        const auto batch = evaluateModels(*twin.package, twin.points, twin.rows);
        if (!batch)
            stop(format(batch.error()));
        all = batch->mean[0];
        for (std::size_t i = 0; i < twin.rows; ++i)
            all.push_back((batch->upper[0][i] - batch->lower[0][i]) *
                          (batch->upper[0][i] - batch->lower[0][i]) / 4);
    }
    state.SetItemsProcessed(state.iterations() * std::int64_t(twin.rows));
    answer("gp_batch_threads", all);
}

// The same points with guardrails, zones and the domain of validity, on one thread: what the call around the
// model costs shows beside gp_batch, which is the same without.
void gp_guarded(benchmark::State& state)
{
    static Opened twin(Correlation::Matern52);
    static const auto guardrails = GuardrailSet::compile(twin.package->contract, &*twin.package->domain);
    const FlushDenormals flush;
    std::size_t shown = 0;
    for (auto _ : state) {
        for (std::size_t row = 0; row < twin.rows; ++row)
            shown +=
                guardrails->classify({&twin.points[row * twin.inputs], twin.inputs}).first <= Verdict::Warn;
    }
    benchmark::DoNotOptimize(shown);
    state.SetItemsProcessed(state.iterations() * std::int64_t(twin.rows));
}

static void contour(benchmark::State& state, Correlation correlation, const char* name)
{
    Opened twin(correlation);
    const std::vector<double> axis = numbers("axis.f64");
    std::vector<double> means(axis.size() * axis.size());
    const OutputSlice slice{means.data(), nullptr, nullptr};
    const FlushDenormals flush;
    for (auto _ : state)
        if (!twin.instance->evaluateGrid({twin.points.data(), twin.inputs}, {0, axis}, {1, axis},
                                         {&slice, 1}))
            stop("a point has no answer");
    answer(name, means);
}

void gp_contour(benchmark::State& state)
{
    contour(state, Correlation::SquaredExponential, "gp_contour");
}

void gp_contour_matern(benchmark::State& state)
{
    contour(state, Correlation::Matern52, "gp_contour_matern");
}

/// Means and standard deviations of the case's smooth process, in parts of the mean standard deviation.
static void smooth(benchmark::State& state, bool exact, const char* name)
{
    static Opened twin(Correlation::SquaredExponential);
    static GaussianProcess process = twin.process();
    if (process.lowRank() == nullptr && !exact)
        stop("the process has no form by fewer runs");
    if (exact)
        process.dropLowRank();
    GaussianProcess::Scratch scratch;
    std::vector<double> mean(twin.rows), variance(twin.rows);
    const FlushDenormals flush;
    constexpr std::size_t block = 240;
    for (auto _ : state)
        for (std::size_t row = 0; row < twin.rows; row += block)
            process.predict(twin.points.data() + row * twin.inputs, std::min(block, twin.rows - row),
                            &mean[row], &variance[row], scratch);
    state.SetItemsProcessed(state.iterations() * std::int64_t(twin.rows));
    double sum = 0;
    for (double& each : variance)
        sum += each = std::sqrt(each);
    for (std::vector<double>* part : {&mean, &variance})
        for (double& each : *part)
            each *= double(twin.rows) / sum;
    mean.insert(mean.end(), variance.begin(), variance.end());
    answer(name, mean);
}

void gp_low_rank(benchmark::State& state)
{
    smooth(state, false, "gp_low_rank");
}

void gp_exact(benchmark::State& state)
{
    smooth(state, true, "gp_exact");
}

} // namespace twin::bench
