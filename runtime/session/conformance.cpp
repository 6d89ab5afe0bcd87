// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/conformance.h"

#include "session/batch.h"
#include "session/package_instance.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

/// The element `index` of the van der Corput sequence in a base; by input a Halton sequence (Halton 1960,
/// doi 10.1007/BF01386213).
double radicalInverse(std::size_t index, unsigned base)
{
    double value = 0;
    for (double digit = 1.0 / base; index > 0; index /= base, digit /= base)
        value += digit * double(index % base);
    return value;
}

unsigned primeAfter(unsigned number)
{
    for (;;) {
        ++number;
        bool prime = true;
        for (unsigned divisor = 2; divisor * divisor <= number; ++divisor)
            prime = prime && number % divisor != 0;
        if (prime)
            return number;
    }
}

Range rangeOf(const Variable& input)
{
    if (input.type == VariableType::Boolean)
        return {0, 1};
    if (input.type == VariableType::Enumeration)
        return {0, double(input.items.size()) - 1};
    return input.validated.isFinite() ? input.validated : Range{input.start, input.start};
}

double place(const Variable& input, double share)
{
    const Range range = rangeOf(input);
    const double value = range.minimum + share * range.width();
    return input.type == VariableType::Real ? value : std::round(value);
}

/// Point `index`: the start values, then every corner of up to six inputs, then points between.
std::vector<double> pointAt(const Contract& contract, std::size_t index)
{
    if (index == 0)
        return contract.startValues();
    const std::size_t inputs = contract.inputs.size();
    const std::size_t corners = std::size_t(1) << std::min<std::size_t>(inputs, 6);
    std::vector<double> point(inputs);
    unsigned base = 1;
    for (std::size_t i = 0; i < inputs; ++i) {
        base = primeAfter(base);
        const double share =
            index <= corners ? double(((index - 1) >> (i % 6)) & 1) : radicalInverse(index - corners, base);
        point[i] = place(contract.inputs[i], share);
    }
    return point;
}

double largest(std::span<const double> values)
{
    double most = 0;
    for (const double value : values)
        most = std::fmax(most, std::fabs(value));
    return most;
}

/// The largest difference; infinite when one of two values is NaN or the lengths differ.
double deviation(std::span<const double> now, std::span<const double> then)
{
    constexpr double infinite = std::numeric_limits<double>::infinity();
    if (now.size() != then.size())
        return infinite;
    double most = 0;
    for (std::size_t k = 0; k < now.size(); ++k) {
        if (std::isnan(now[k]) && std::isnan(then[k]))
            continue;
        const double difference = std::fabs(now[k] - then[k]);
        most = std::isnan(difference) ? infinite : std::max(most, difference);
    }
    return most;
}

ConformanceVector vectorOf(const BatchResult& batch, const Contract& contract, std::size_t row,
                           std::span<const double> inputs)
{
    ConformanceVector vector;
    vector.inputs.assign(inputs.begin(), inputs.end());
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        const auto points = std::ptrdiff_t(contract.points(contract.outputs[i]));
        const auto cut = [&](const std::vector<double>& values) {
            const auto begin = values.begin() + std::ptrdiff_t(row) * points;
            return std::vector<double>(begin, begin + points);
        };
        vector.mean.push_back(cut(batch.mean[i]));
        vector.lower.push_back(cut(batch.lower[i]));
        vector.upper.push_back(cut(batch.upper[i]));
    }
    return vector;
}

/// conformanceTolerance, or what the owner of the model that gives the output stated if that is more.
double allowedFor(const Package& package, const std::string& output)
{
    double allowed = conformanceTolerance;
    for (const std::unique_ptr<Model>& model : package.models)
        if (std::find(model->outputs().begin(), model->outputs().end(), output) != model->outputs().end())
            allowed = std::max(allowed, model->statedTolerance());
    return allowed;
}

} // namespace

Result<std::vector<ConformanceVector>> makeConformanceVectors(const Package& package, std::size_t count,
                                                              const Progress& progress)
{
    const Contract& contract = package.contract;
    std::vector<double> inputs;
    std::size_t rows = 0;
    // Points outside the domain of validity are passed over, but not for ever: a domain may be thin.
    for (std::size_t index = 0; rows < count && index < 64 * count; ++index) {
        const std::vector<double> point = pointAt(contract, index);
        if (index > 0 && package.domain && !package.domain->check(point).near)
            continue;
        inputs.insert(inputs.end(), point.begin(), point.end());
        ++rows;
    }
    const Result<BatchResult> batch = evaluateModels(package, inputs, rows, progress);
    if (!batch)
        return fail(batch.error());
    std::vector<ConformanceVector> vectors;
    for (std::size_t row = 0; row < rows; ++row)
        vectors.push_back(
            vectorOf(*batch, contract, row,
                     std::span(inputs).subspan(row * contract.inputs.size(), contract.inputs.size())));
    return vectors;
}

Result<ConformanceReport> replayConformance(const Package& package)
{
    const Contract& contract = package.contract;
    const std::size_t width = contract.inputs.size();
    std::vector<double> inputs;
    for (std::size_t row = 0; row < package.conformance.size(); ++row) {
        const ConformanceVector& vector = package.conformance[row];
        if (vector.inputs.size() != width || vector.mean.size() != contract.outputs.size() ||
            vector.lower.size() != vector.mean.size() || vector.upper.size() != vector.mean.size())
            return fail("conformance.shape", fmt::format("/conformance/{}", row),
                        "A conformance vector does not have the inputs and outputs of the contract.",
                        "Train the package again.");
        inputs.insert(inputs.end(), vector.inputs.begin(), vector.inputs.end());
    }
    const Result<BatchResult> batch = evaluateModels(package, inputs, package.conformance.size());
    if (!batch)
        return fail(batch.error());

    std::vector<ConformanceVector> plausible = package.conformance; // packages may be older than that rule
    for (ConformanceVector& vector : plausible) {
        std::vector<OutputSlice> slices;
        for (std::size_t i = 0; i < vector.mean.size(); ++i) {
            const bool hasBand = vector.lower[i].size() == vector.mean[i].size() &&
                                 vector.upper[i].size() == vector.mean[i].size();
            slices.push_back({vector.mean[i].data(), hasBand ? vector.lower[i].data() : nullptr,
                              hasBand ? vector.upper[i].data() : nullptr});
        }
        endBandsWherePlausible(contract, slices, 1);
    }
    ConformanceReport report;
    report.vectors = package.conformance.size();
    double worst = -1; // as a share of what is allowed
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        double scale = 0;
        for (const ConformanceVector& then : package.conformance)
            scale = std::max(scale, largest(then.mean[i]));
        const double allowed = allowedFor(package, contract.outputs[i].name);
        for (std::size_t row = 0; row < report.vectors; ++row) {
            const ConformanceVector& then = plausible[row];
            const ConformanceVector now = vectorOf(*batch, contract, row, then.inputs);
            const double most =
                std::max({deviation(now.mean[i], then.mean[i]), deviation(now.lower[i], then.lower[i]),
                          deviation(now.upper[i], then.upper[i])});
            const double relative = most == 0 ? 0 : most / (scale > 0 ? scale : 1);
            if (relative / allowed <= worst)
                continue;
            worst = relative / allowed;
            report.largestDeviation = relative;
            report.allowed = allowed;
            report.worst = fmt::format("{}, vector {}", contract.outputs[i].name, row + 1);
        }
    }
    report.passed = report.vectors > 0 && worst <= 1;
    return report;
}

} // namespace twin
