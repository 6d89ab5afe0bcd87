// SPDX-License-Identifier: GPL-3.0-or-later
#include "package/conformance_part.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace twin {
namespace {

const std::string inputsName = "conformance/inputs";

std::string arrayName(std::size_t output, std::string_view what)
{
    return fmt::format("conformance/{}-{}", output, what);
}

bool hasBand(const Variable& output)
{
    return output.confidence.kind != Confidence::Kind::None;
}

using Rows = std::vector<std::vector<double>> ConformanceVector::*;

Array gather(const std::vector<ConformanceVector>& vectors, Rows rows, std::size_t output, std::size_t points)
{
    Array array{{vectors.size(), points}, {}};
    array.values.reserve(vectors.size() * points);
    for (const ConformanceVector& vector : vectors)
        array.values.insert(array.values.end(), (vector.*rows)[output].begin(), (vector.*rows)[output].end());
    return array;
}

/// The rows of an array that has this shape and only finite numbers.
Result<std::vector<std::vector<double>>> takeRows(ArrayStore& arrays, const std::string& array,
                                                  std::size_t count, std::size_t width,
                                                  const std::string& location)
{
    const auto found = arrays.find(array);
    const bool fits = found != arrays.end() &&
                      found->second.shape == std::vector<std::size_t>{count, width} &&
                      std::all_of(found->second.values.begin(), found->second.values.end(),
                                  [](double value) { return std::isfinite(value); });
    if (!fits)
        return fail("package.conformance", location,
                    fmt::format("The recorded answers \"{}\" are missing, or not {} by {} finite numbers.",
                                array, count, width),
                    "Get a new copy of the file, or make the package again.");
    std::vector<std::vector<double>> rows(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto begin = found->second.values.begin() + static_cast<std::ptrdiff_t>(i * width);
        rows[i].assign(begin, begin + static_cast<std::ptrdiff_t>(width));
    }
    arrays.erase(found);
    return rows;
}

} // namespace

bool fitsContract(const ConformanceVector& vector, const Contract& contract)
{
    const auto fits = [&](const std::vector<std::vector<double>>& values) {
        if (values.size() != contract.outputs.size())
            return false;
        for (std::size_t i = 0; i < values.size(); ++i)
            if (values[i].size() != contract.points(contract.outputs[i]))
                return false;
        return true;
    };
    return vector.inputs.size() == contract.inputs.size() && fits(vector.mean) && fits(vector.lower) &&
           fits(vector.upper);
}

nlohmann::json addConformance(const std::vector<ConformanceVector>& vectors, const Contract& contract,
                              ArrayStore& arrays)
{
    if (!vectors.empty()) {
        Array& inputs = arrays[inputsName];
        inputs.shape = {vectors.size(), contract.inputs.size()};
        for (const ConformanceVector& vector : vectors)
            inputs.values.insert(inputs.values.end(), vector.inputs.begin(), vector.inputs.end());
        for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
            const std::size_t points = contract.points(contract.outputs[i]);
            arrays[arrayName(i, "mean")] = gather(vectors, &ConformanceVector::mean, i, points);
            if (!hasBand(contract.outputs[i]))
                continue;
            arrays[arrayName(i, "lower")] = gather(vectors, &ConformanceVector::lower, i, points);
            arrays[arrayName(i, "upper")] = gather(vectors, &ConformanceVector::upper, i, points);
        }
    }
    return {{"vectors", vectors.size()}, {"tolerance", conformanceTolerance}};
}

Result<std::vector<ConformanceVector>> takeConformance(const nlohmann::json& part, const Contract& contract,
                                                       ArrayStore& arrays, const std::string& location)
{
    constexpr std::size_t mostVectors = 100000;
    const auto count = part.is_object() ? part.find("vectors") : part.end();
    if (!part.is_object() || count == part.end() || !count->is_number_unsigned() || *count > mostVectors)
        return fail("package.conformance", location,
                    "The package does not say how many recorded answers it has.",
                    "Get a new copy of the file, or make the package again.");
    std::vector<ConformanceVector> vectors(count->get<std::size_t>());
    if (vectors.empty())
        return vectors;

    auto inputs = takeRows(arrays, inputsName, vectors.size(), contract.inputs.size(), location);
    if (!inputs)
        return fail(inputs.error());
    for (std::size_t k = 0; k < vectors.size(); ++k)
        vectors[k].inputs = std::move((*inputs)[k]);
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        const std::size_t points = contract.points(contract.outputs[i]);
        const std::pair<const char*, Rows> kinds[] = {{"mean", &ConformanceVector::mean},
                                                      {"lower", &ConformanceVector::lower},
                                                      {"upper", &ConformanceVector::upper}};
        for (const auto& [what, rows] : kinds) {
            if (rows != &ConformanceVector::mean && !hasBand(contract.outputs[i])) {
                for (ConformanceVector& vector : vectors)
                    (vector.*rows).emplace_back(points, std::numeric_limits<double>::quiet_NaN());
                continue;
            }
            auto values = takeRows(arrays, arrayName(i, what), vectors.size(), points, location);
            if (!values)
                return fail(values.error());
            for (std::size_t k = 0; k < vectors.size(); ++k)
                (vectors[k].*rows).push_back(std::move((*values)[k]));
        }
    }
    return vectors;
}

} // namespace twin
