// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench.h"
#include "bench_cases.h"
#include "bench_packages.h"
#include "expression/expression.h"

#include <array>
#include <muParser.h>

namespace twin::bench {

namespace {

// The same texts in cases/expressions.py. One of arithmetic, one of functions.
constexpr const char* texts[] = {"x * y + 0.5 * z - (x - z) / (2 + y * y)", "exp(-0.1 * x) * sin(y) + z"};

SymbolTable symbols()
{
    SymbolTable table;
    for (const char* name : {"x", "y", "z"})
        table.symbols.push_back({name, *Unit::parse("1")});
    return table;
}

void bulk(benchmark::State& state, std::size_t which, const char* name)
{
    const auto package = formulaPackage(texts[which]);
    const auto instance = package->models.front()->instantiate();
    const std::vector<double> points = numbers("points.f64");
    std::vector<double> answers(points.size() / 3);
    const OutputSlice slice{answers.data(), nullptr, nullptr};
    for (auto _ : state)
        if (!instance->evaluate(points.data(), answers.size(), {&slice, 1}))
            stop("a row has no answer");
    state.SetItemsProcessed(state.iterations() * std::int64_t(answers.size()));
    answer(name, answers);
}

void one(benchmark::State& state, std::size_t which, const char* name)
{
    const auto compiled = Expression::compile(texts[which], symbols(), "");
    if (!compiled)
        stop(format(compiled.error()));
    const std::vector<double> points = numbers("points.f64");
    std::vector<double> answers(points.size() / 3);
    std::array<std::span<const double>, 3> values;
    const auto at = [&](std::size_t row) {
        for (std::size_t i = 0; i < 3; ++i)
            values[i] = {&points[3 * row + i], 1};
        answers[row] = compiled->evaluate(values);
    };
    std::size_t row = 0;
    for (auto _ : state) {
        at(row);
        row = row + 1 < answers.size() ? row + 1 : 0;
    }
    for (row = 0; row < answers.size(); ++row)
        at(row);
    answer(name, answers);
}

void muparserOne(benchmark::State& state, std::size_t which, const char* name)
{
    const std::vector<double> points = numbers("points.f64");
    std::vector<double> answers(points.size() / 3);
    double x = 0, y = 0, z = 0;
    mu::Parser parser;
    parser.DefineVar("x", &x);
    parser.DefineVar("y", &y);
    parser.DefineVar("z", &z);
    parser.SetExpr(texts[which]);
    const auto at = [&](std::size_t row) {
        x = points[3 * row];
        y = points[3 * row + 1];
        z = points[3 * row + 2];
        answers[row] = parser.Eval();
    };
    std::size_t row = 0;
    for (auto _ : state) {
        at(row);
        row = row + 1 < answers.size() ? row + 1 : 0;
    }
    for (row = 0; row < answers.size(); ++row)
        at(row);
    answer(name, answers);
}

} // namespace

void expression_arithmetic(benchmark::State& state)
{
    bulk(state, 0, "expression_arithmetic");
}
void expression_functions(benchmark::State& state)
{
    bulk(state, 1, "expression_functions");
}
void expression_one_arithmetic(benchmark::State& state)
{
    one(state, 0, "expression_one_arithmetic");
}
void expression_one_functions(benchmark::State& state)
{
    one(state, 1, "expression_one_functions");
}
void muparser_arithmetic(benchmark::State& state)
{
    muparserOne(state, 0, "muparser_arithmetic");
}
void muparser_functions(benchmark::State& state)
{
    muparserOne(state, 1, "muparser_functions");
}

} // namespace twin::bench
