// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench.h"
#include "bench_cases.h"
#include "contract/contract.h"
#include "guardrail/domain_of_validity.h"

namespace twin::bench {

namespace {

constexpr std::size_t inputs = 6;

Contract unitContract()
{
    Contract contract;
    for (std::size_t i = 0; i < inputs; ++i) {
        Variable input;
        input.name = input.label = "x" + std::to_string(i);
        input.validated = input.physical = {0, 1};
        contract.inputs.push_back(input);
    }
    return contract;
}

} // namespace

void domain_check(benchmark::State& state)
{
    static const auto domain = DomainOfValidity::fit(unitContract(), numbers("runs.f64"));
    if (!domain)
        stop(domain.error().message);
    static const std::vector<double> points = numbers("points.f64");
    const std::size_t count = points.size() / inputs;
    std::vector<double> distances(count);
    std::size_t i = 0;
    for (auto _ : state) {
        distances[i] = domain->check({points.data() + i * inputs, inputs}).distance;
        i = i + 1 < count ? i + 1 : 0;
    }
    for (i = 0; i < count; ++i)
        distances[i] = domain->check({points.data() + i * inputs, inputs}).distance;
    answer("domain_check", distances);
}

} // namespace twin::bench
