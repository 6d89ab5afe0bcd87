// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench.h"
#include "bench_cases.h"
#include "model/polynomial_regressor.h"
#include "training/fit.h"
#include "training/least_angle.h"
#include "training/term_matrix.h"

namespace twin::bench {

namespace {

constexpr std::size_t inputs = 6;

Contract contract()
{
    Contract contract;
    for (const char* name : {"b1", "b2", "f", "c1", "c2", "beta"}) {
        contract.inputs.emplace_back();
        contract.inputs.back().name = name;
    }
    contract.outputs.emplace_back();
    contract.outputs[0].name = "voltage";
    contract.outputs[0].causality = Causality::Output;
    return contract;
}

/// All 210 terms of degree 4 by least squares on the case's runs, as a model of a package.
std::unique_ptr<Model> model()
{
    RunSet runs;
    runs.inputs = numbers("design.f64");
    runs.outputs = {numbers("values.f64")};
    runs.runs = runs.outputs[0].size();
    FitEvidence evidence;
    auto fitted = fitModel({{"kind", "polynomial-chaos"},
                            {"outputs", {"voltage"}},
                            {"degree", 4},
                            {"norm", 1},
                            {"selection", "all"}},
                           contract(), runs, 5, "", evidence);
    if (!fitted)
        stop(fitted.error().message);
    return std::move(*fitted);
}

void evaluateAll(ModelInstance& instance, const std::vector<double>& points, std::vector<double>& answers)
{
    const OutputSlice slice{answers.data(), nullptr, nullptr};
    if (const Status status = instance.evaluate(points.data(), answers.size(), {&slice, 1}); !status)
        stop(status.error().message);
}

/// The problem of the case's files, centred.
struct Runs
{
    std::vector<double> design = numbers("design.f64"), values = numbers("values.f64");
    double mean = 0;

    Runs()
    {
        for (const double value : values)
            mean += value / double(values.size());
        for (double& value : values)
            value -= mean;
    }
    FitProblem problem() const { return {design.data(), values.size(), inputs, values.data(), 1, {1.0}}; }
};

/// From runs to a regressor that can be evaluated.
std::unique_ptr<Regressor> build(const FitProblem& problem, bool sparse)
{
    const TermMatrix matrix(*PolynomialBasis::truncated(std::vector<std::size_t>(inputs, 4), {4, 1}, 210),
                            problem);
    const auto solve = [&](const TermMatrix& terms) {
        LeastSquares fit = solveLeastSquares(terms.columns(), problem.values, 1, false);
        const double noise = fit.noise(0);
        PolynomialRegressor::Part part{terms.basis(),           {0}, std::move(fit.coefficients), {noise},
                                       std::move(fit.leverage), 1};
        return std::make_unique<PolynomialRegressor>("polynomial-chaos", inputs,
                                                     std::vector{std::move(part)});
    };
    if (!sparse)
        return solve(matrix);
    return solve(matrix.some(chooseTerms(matrix.columns(), problem.values, TermPath::LeastAngle).terms));
}

void measureBuild(benchmark::State& state, bool sparse, const char* name)
{
    static const Runs runs;
    std::unique_ptr<Regressor> regressor;
    for (auto _ : state)
        regressor = build(runs.problem(), sparse);
    const std::vector<double> points = numbers("points.f64");
    std::vector<double> answers(points.size() / inputs);
    regressor->instantiate()->predict(points.data(), answers.size(), answers.data(), nullptr);
    for (double& each : answers)
        each += runs.mean;
    answer(name, answers);
}

} // namespace

void chaos_one_point(benchmark::State& state)
{
    static const std::unique_ptr<Model> chaos = model();
    static const std::vector<double> points = numbers("points.f64");
    const auto instance = chaos->instantiate();
    std::vector<double> answers(points.size() / inputs);
    std::size_t i = 0;
    for (auto _ : state) {
        const OutputSlice slice{&answers[i], nullptr, nullptr};
        benchmark::DoNotOptimize(instance->evaluate(points.data() + i * inputs, 1, {&slice, 1}).has_value());
        i = i + 1 < answers.size() ? i + 1 : 0;
    }
    for (i = 0; i < answers.size(); ++i) {
        const OutputSlice slice{&answers[i], nullptr, nullptr};
        (void)instance->evaluate(points.data() + i * inputs, 1, {&slice, 1});
    }
    answer("chaos_one_point", answers);
}

void chaos_batch(benchmark::State& state)
{
    static const std::unique_ptr<Model> chaos = model();
    static const std::vector<double> points = numbers("points.f64");
    const auto instance = chaos->instantiate();
    std::vector<double> answers(points.size() / inputs);
    for (auto _ : state)
        evaluateAll(*instance, points, answers);
    state.SetItemsProcessed(state.iterations() * std::int64_t(answers.size()));
    answer("chaos_batch", answers);
}

void chaos_least_squares(benchmark::State& state)
{
    measureBuild(state, false, "chaos_least_squares");
}

void chaos_sparse(benchmark::State& state)
{
    measureBuild(state, true, "chaos_sparse");
}

} // namespace twin::bench
