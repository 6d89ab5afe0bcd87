// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/package_instance.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <fmt/format.h>

namespace twin {

namespace {

Status checkFinite(const Contract& contract, std::span<const OutputSlice> slices, std::size_t rows)
{
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const std::size_t count = rows * contract.points(contract.outputs[i]);
        const auto isNumber = [](double value) { return std::isfinite(value); };
        const auto areNumbers = [&](const double* values) {
            return !values || std::all_of(values, values + count, isNumber);
        };
        if (!areNumbers(slices[i].mean) || !areNumbers(slices[i].lower) || !areNumbers(slices[i].upper))
            return fail("model.not-finite", fmt::format("/outputs/{}", i),
                        fmt::format("The model's answer for {} is not a number.", contract.outputs[i].label),
                        "Change the inputs; if it happens again, report it to the twin's owner.");
    }
    return {};
}

} // namespace

void endBandsWherePlausible(const Contract& contract, std::span<const OutputSlice> slices, std::size_t rows)
{
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const Range& plausible = contract.outputs[i].plausibility.range;
        const OutputSlice& slice = slices[i];
        if (!slice.lower || !slice.upper ||
            (!std::isfinite(plausible.minimum) && !std::isfinite(plausible.maximum)))
            continue;
        const std::size_t count = rows * contract.points(contract.outputs[i]);
        for (std::size_t at = 0; at < count; ++at)
            if (plausible.contains(slice.mean[at])) {
                slice.lower[at] = std::max(slice.lower[at], plausible.minimum);
                slice.upper[at] = std::min(slice.upper[at], plausible.maximum);
            }
    }
}

Result<PackageInstance> PackageInstance::create(const Package& package)
{
    PackageInstance made;
    made.m_contract = &package.contract;
    std::vector<int> given(package.contract.outputs.size(), 0);
    for (const std::unique_ptr<Model>& model : package.models) {
        Part part;
        for (const std::string& name : model->outputs()) {
            const std::optional<std::size_t> index = package.contract.outputIndex(name);
            if (!index)
                return fail("package.outputs", "/models",
                            fmt::format("A model gives {}, which is not an output of the contract.", name),
                            "Train the package again.");
            if (given[*index]++ > 0)
                return fail("package.outputs", "/models", fmt::format("Two models give the output {}.", name),
                            "Train the package again with one model for it.");
            part.outputs.push_back(*index);
        }
        part.slices.resize(part.outputs.size());
        part.instance = model->instantiate();
        made.m_parts.push_back(std::move(part));
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (given[i] == 0)
            return fail("package.outputs", "/models",
                        fmt::format("No model gives the output {}.", package.contract.outputs[i].name),
                        "Train the package again with a model for it.");
    }
    return made;
}

template <typename Ask>
Status PackageInstance::askAll(std::size_t rows, std::span<const OutputSlice> slices, Ask ask)
{
    try {
        for (Part& part : m_parts) {
            for (std::size_t k = 0; k < part.outputs.size(); ++k)
                part.slices[k] = slices[part.outputs[k]];
            if (Status status = ask(*part.instance, part.slices); !status)
                return status;
        }
    } catch (const std::exception& failure) {
        return fail("model.failed", "/models", fmt::format("The model failed: {}.", failure.what()),
                    "Change the inputs; if it happens again, report it to the twin's owner.");
    }
    if (const Status finite = checkFinite(*m_contract, slices, rows); !finite)
        return finite;
    endBandsWherePlausible(*m_contract, slices, rows);
    return {};
}

Status PackageInstance::evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> slices)
{
    return askAll(rows, slices, [&](ModelInstance& instance, std::span<const OutputSlice> own) {
        return instance.evaluate(inputs, rows, own);
    });
}

Status PackageInstance::evaluateGrid(std::span<const double> inputs, const GridAxis& first,
                                     const GridAxis& second, std::span<const OutputSlice> slices)
{
    const std::size_t rows = first.values.size() * second.values.size();
    return askAll(rows, slices, [&](ModelInstance& instance, std::span<const OutputSlice> own) {
        return instance.evaluateGrid(inputs, first, second, own);
    });
}

} // namespace twin
