// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/model_timing.h"

#include "model/kernels/kernel_table.h"
#include "session/batch.h"
#include "session/snapshot_builder.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <thread>

namespace twin {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds patience{200};
constexpr std::size_t mostPoints = 2000;
constexpr std::size_t mostBatchRows = 4096;

double microseconds(Clock::duration duration)
{
    return std::chrono::duration<double, std::micro>(duration).count();
}

std::string processorName()
{
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos)
            return line.substr(colon + 2);
    }
    return {};
}

/// Points between the ends of the validated ranges, each a little further (an additive recurrence).
std::vector<double> spreadPoints(const Contract& contract, std::size_t count)
{
    std::vector<double> points;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t input = 0; input < contract.inputs.size(); ++input) {
            const Variable& variable = contract.inputs[input];
            const double share = std::fmod(0.5 + double(i + 1) * std::sqrt(double(input) + 2), 1.0);
            const Range& range = variable.validated;
            double value = range.isFinite() ? range.minimum + share * range.width() : variable.start;
            if (variable.type != VariableType::Real)
                value = std::clamp(std::round(value), range.minimum, range.maximum);
            points.push_back(value);
        }
    return points;
}

} // namespace

Result<ModelTiming> measureTiming(const Package& package)
{
    const Contract& contract = package.contract;
    const std::size_t width = contract.inputs.size();
    const std::vector<double> points = spreadPoints(contract, mostBatchRows);
    const DomainOfValidity* domain = package.domain ? &*package.domain : nullptr;
    const auto rules = GuardrailSet::compile(contract, domain);
    if (!rules)
        return fail(rules.error());
    SnapshotBuilder builder(package, *rules);
    ModelTiming timing;
    std::vector<double> durations;
    const auto begin = Clock::now();
    while (durations.size() < mostPoints && (durations.size() < 3 || Clock::now() - begin < patience)) {
        const auto point = std::span(points).subspan(durations.size() * width, width);
        const auto start = Clock::now();
        const Snapshot snapshot = builder.build(point, 0);
        durations.push_back(microseconds(Clock::now() - start));
        if (snapshot.error)
            return fail(*snapshot.error);
    }
    std::nth_element(durations.begin(), durations.begin() + std::ptrdiff_t(durations.size() / 2),
                     durations.end());
    timing.pointMicroseconds = durations[durations.size() / 2];

    const double affordable = 1e6 * 0.3 / std::max(timing.pointMicroseconds, 0.1);
    timing.batchRows = static_cast<std::size_t>(std::clamp(affordable, 1.0, double(mostBatchRows)));
    timing.rowMicroseconds = std::numeric_limits<double>::infinity();
    for (int round = 0; round < 2; ++round) {
        const auto start = Clock::now();
        const auto batch =
            evaluateModels(package, std::span(points).first(timing.batchRows * width), timing.batchRows);
        if (!batch)
            return fail(batch.error());
        timing.rowMicroseconds =
            std::min(timing.rowMicroseconds, microseconds(Clock::now() - start) / double(timing.batchRows));
    }
    timing.threads = std::max(1U, std::thread::hardware_concurrency());
    timing.processor = processorName();
    timing.kernels = kernels().name;
    return timing;
}

} // namespace twin
