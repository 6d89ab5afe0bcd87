// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/scale_advice.h"

#include "training/fit_given.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

double skewness(const std::vector<double>& values)
{
    const auto count = static_cast<double>(values.size());
    double mean = 0, second = 0, third = 0;
    for (const double value : values)
        mean += value / count;
    for (const double value : values) {
        second += (value - mean) * (value - mean) / count;
        third += (value - mean) * (value - mean) * (value - mean) / count;
    }
    return second > 0 ? third / std::pow(second, 1.5) : 0;
}

/// The entry of the spec that fits an output; null when there is none that fits.
const nlohmann::json* fittedBy(const nlohmann::json& models, const std::string& output)
{
    for (const nlohmann::json& model : models) {
        const bool gives = std::any_of(model["outputs"].begin(), model["outputs"].end(),
                                       [&](const nlohmann::json& name) { return name == output; });
        if (gives)
            return isSurrogate(model) && model["kind"] != "auto" ? &model : nullptr;
    }
    return nullptr;
}

std::string outputAdvice(const Variable& output, const std::vector<double>& values)
{
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const Range& plausible = output.plausibility.range;
    const bool isShare = plausible.minimum == 0 && plausible.maximum == 1;
    const bool risesAlong = output.isSeries && output.plausibility.monotone == Monotone::Increasing;
    if (isShare && risesAlong)
        return {}; // cumulative hazard is taken by itself
    if (isShare && *least > 0 && *most < 1)
        return fmt::format(
            "{} lies between 0 and 1: \"transform\": \"logit\" in its model would keep every answer there{}.",
            output.label,
            output.isSeries && !risesAlong ? "; if it never falls along the axis, declare so, and "
                                             "the cumulative hazard will keep that too"
                                           : "");
    if (!(*least > 0))
        return {};
    std::vector<double> logs = values;
    for (double& value : logs)
        value = std::log(value);
    const double plain = skewness(values), logarithmic = skewness(logs);
    if (plain > 1.5 && std::fabs(logarithmic) < 0.5 * plain && *most > 10 * *least)
        return fmt::format(
            "{} is positive with a long tail (skewness {:.1f}, of its logarithm {:.1f}): \"transform\": "
            "\"log\" in its model may fit better, and keeps answers positive.",
            output.label, plain, logarithmic);
    return {};
}

std::string inputAdvice(const Variable& input, std::vector<double> values, const nlohmann::json& models)
{
    if (input.type != VariableType::Real)
        return {};
    for (const nlohmann::json& model : models) {
        if (model.contains("logInputs") && model["logInputs"].is_object() &&
            model["logInputs"].contains(input.name))
            return {};
    }
    std::sort(values.begin(), values.end());
    // But for a few at the ends, which may be slips.
    const std::size_t few = values.size() / 20;
    const double least = values[few], most = values[values.size() - 1 - few];
    const double middle = values[values.size() / 2];
    // Spread over decades: half of the runs below a fifth of the range.
    if (!(values.front() > 0) || most < 50 * least || middle - least > 0.2 * (most - least))
        return {};
    return fmt::format(
        "{} goes from {} to {}, most runs near the low end: \"logInputs\": {{\"{}\": {:.2g}}} in the models "
        "lets it act by its order of magnitude.",
        input.label, input.formatValue(least), input.formatValue(most), input.name,
        values[values.size() / 10]);
}

} // namespace

bool isSurrogate(const nlohmann::json& model)
{
    return model["kind"] != "table" && model["kind"] != "composition" &&
           !isGivenKind(model["kind"].get<std::string>());
}

std::vector<std::string> scaleAdvice(const Contract& contract, const RunSet& runs,
                                     const nlohmann::json& models)
{
    std::vector<std::string> advice;
    if (!models.is_array() || runs.runs < 8)
        return advice;
    bool anyFitted = false;
    for (std::size_t output = 0; output < contract.outputs.size(); ++output) {
        const nlohmann::json* model = fittedBy(models, contract.outputs[output].name);
        anyFitted = anyFitted || model;
        if (!model || model->contains("transform"))
            continue;
        std::string words = outputAdvice(contract.outputs[output], runs.outputs[output]);
        if (!words.empty())
            advice.push_back(std::move(words));
    }
    const std::size_t width = contract.inputs.size();
    for (std::size_t input = 0; input < width && anyFitted; ++input) {
        std::vector<double> values;
        for (std::size_t run = 0; run < runs.runs; ++run)
            values.push_back(runs.inputs[run * width + input]);
        std::string words = inputAdvice(contract.inputs[input], std::move(values), models);
        if (!words.empty())
            advice.push_back(std::move(words));
    }
    return advice;
}

} // namespace twin
