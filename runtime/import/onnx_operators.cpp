// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/onnx_operators.h"

#include "import/onnx_translator.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

namespace {

constexpr std::size_t mostNumbers = std::size_t(1) << 25; ///< of all steps and constants

struct Operator
{
    std::string_view name;
    OnnxTranslator::Outcome (OnnxTranslator::*translate)();
    std::size_t fewestInputs, mostInputs;
    int since = 9; ///< opset
    bool microsoft = false;
};

constexpr Operator operators[] = {
    {"Gemm", &OnnxTranslator::gemm, 2, 3},
    {"MatMul", &OnnxTranslator::matMul, 2, 2},
    {"Add", &OnnxTranslator::combine, 2, 2},
    {"Sub", &OnnxTranslator::combine, 2, 2},
    {"Mul", &OnnxTranslator::combine, 2, 2},
    {"Div", &OnnxTranslator::combine, 2, 2},
    {"Relu", &OnnxTranslator::activation, 1, 1},
    {"LeakyRelu", &OnnxTranslator::activation, 1, 1},
    {"Tanh", &OnnxTranslator::activation, 1, 1},
    {"Sigmoid", &OnnxTranslator::activation, 1, 1},
    {"Softplus", &OnnxTranslator::activation, 1, 1},
    {"Elu", &OnnxTranslator::activation, 1, 1},
    {"Gelu", &OnnxTranslator::activation, 1, 1, 20},
    {"Gelu", &OnnxTranslator::activation, 1, 1, 9, true},
    {"FastGelu", &OnnxTranslator::activation, 1, 2, 9, true},
    {"BatchNormalization", &OnnxTranslator::batchNormalization, 5, 5},
    {"LayerNormalization", &OnnxTranslator::layerNormalization, 2, 3, 17},
    {"Concat", &OnnxTranslator::concat, 1, 1000},
    {"Reshape", &OnnxTranslator::reshape, 2, 2},
    {"Flatten", &OnnxTranslator::flatten, 1, 1},
    {"Identity", &OnnxTranslator::identity, 1, 1},
    {"Clip", &OnnxTranslator::clip, 1, 3},
    {"Constant", &OnnxTranslator::constant, 0, 0},
};

} // namespace

Status translateNode(OnnxTranslation& translation, const OnnxNode& node)
{
    OnnxTranslator translated(translation, node);
    const bool isMicrosoft = node.domain == "com.microsoft";
    const bool isDefault = node.domain.empty() || node.domain == "ai.onnx";
    const auto* found = std::find_if(std::begin(operators), std::end(operators), [&](const Operator& each) {
        return each.name == node.type && (each.microsoft ? isMicrosoft : isDefault) &&
               translation.opset >= each.since;
    });
    if (found == std::end(operators))
        return translated.wrong(
            "onnx.operator",
            fmt::format("is not an operator of {} at opset {} that can be imported",
                        isDefault ? std::string("ONNX") : "\"" + printableName(node.domain) + "\"",
                        translation.opset),
            "Feed-forward networks of Gemm, MatMul, Add, Sub, Mul, Div, Relu, LeakyRelu, Tanh, Sigmoid, "
            "Softplus, Elu, Gelu, BatchNormalization, LayerNormalization, Concat, Reshape, Flatten, Identity "
            "and Clip can be imported.");
    const std::size_t required = std::min(node.inputs.size(), found->fewestInputs);
    const bool named = std::none_of(node.inputs.begin(), node.inputs.begin() + std::ptrdiff_t(required),
                                    [](const std::string& name) { return name.empty(); });
    const bool everyInput =
        node.type != "Concat" ||
        std::none_of(node.inputs.begin(), node.inputs.end(), [](const auto& name) { return name.empty(); });
    if (translated.inputs() < found->fewestInputs || translated.inputs() > found->mostInputs || !named ||
        !everyInput || node.outputs.empty())
        return translated.wrong("onnx.operator", "does not have the inputs and outputs that it needs");
    auto operand = (translated.*found->translate)();
    if (!operand)
        return fail(operand.error());
    if (operand->isConstant)
        translation.numbers += operand->constant.values.size();
    if (translation.numbers > mostNumbers)
        return translated.wrong("onnx.too-large", "takes the model beyond the size that can be imported",
                                "Import a smaller model.");
    translation.values[node.outputs[0]] = std::move(*operand);
    return {};
}

} // namespace twin
