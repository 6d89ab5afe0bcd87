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
    std::string_view attributes = {}; ///< with their kinds, as in OnnxAttribute: " alpha:f axis:i "
    int since = 9, until = 1000;      ///< opset
    bool microsoft = false;
};

constexpr Operator operators[] = {
    {"Gemm", &OnnxTranslator::gemm, 2, 3, " alpha:f beta:f transA:i transB:i "},
    {"MatMul", &OnnxTranslator::matMul, 2, 2},
    {"Add", &OnnxTranslator::combine, 2, 2},
    {"Sub", &OnnxTranslator::combine, 2, 2},
    {"Mul", &OnnxTranslator::combine, 2, 2},
    {"Div", &OnnxTranslator::combine, 2, 2},
    {"Relu", &OnnxTranslator::activation, 1, 1},
    {"LeakyRelu", &OnnxTranslator::activation, 1, 1, " alpha:f "},
    {"Tanh", &OnnxTranslator::activation, 1, 1},
    {"Sigmoid", &OnnxTranslator::activation, 1, 1},
    {"Softplus", &OnnxTranslator::activation, 1, 1},
    {"Elu", &OnnxTranslator::activation, 1, 1, " alpha:f "},
    {"Gelu", &OnnxTranslator::activation, 1, 1, " approximate:s ", 20},
    {"Gelu", &OnnxTranslator::activation, 1, 1, {}, 9, 1000, true},
    {"FastGelu", &OnnxTranslator::activation, 1, 2, {}, 9, 1000, true},
    {"BatchNormalization", &OnnxTranslator::batchNormalization, 5, 5,
     " epsilon:f momentum:f training_mode:i "},
    {"LayerNormalization", &OnnxTranslator::layerNormalization, 2, 3, " axis:i epsilon:f stash_type:i ", 17},
    {"Concat", &OnnxTranslator::concat, 1, 1000, " axis:i "},
    {"Reshape", &OnnxTranslator::reshape, 2, 2, " allowzero:i "},
    {"Flatten", &OnnxTranslator::flatten, 1, 1, " axis:i "},
    {"Identity", &OnnxTranslator::identity, 1, 1},
    {"Clip", &OnnxTranslator::clip, 1, 1, " min:f max:f ", 9, 10},
    {"Clip", &OnnxTranslator::clip, 1, 3, {}, 11},
    {"Constant", &OnnxTranslator::constant, 0, 0,
     " value:t value_float:f value_floats:F value_int:i value_ints:I sparse_value: value_string:s "
     "value_strings: "},
};

/// The first attribute that the operator does not have, or not of this kind: what it would ask for would be
/// left undone.
const std::string* strangeAttribute(const Operator& known, const OnnxNode& node)
{
    for (const auto& [name, attribute] : node.attributes) {
        const std::string entry = " " + name + ":";
        const std::size_t at = known.attributes.find(entry);
        const std::string_view rest =
            at == std::string_view::npos ? std::string_view() : known.attributes.substr(at + entry.size());
        // A list without members, and a value that is 0, may be left out of the file.
        const bool isRight = at != std::string_view::npos &&
                             (attribute.kinds.empty() || rest.find_first_of(' ') == 0 ||
                              attribute.kinds.find_first_not_of(rest.front()) == std::string::npos);
        if (!isRight)
            return &name;
    }
    return nullptr;
}

} // namespace

Status translateNode(OnnxTranslation& translation, const OnnxNode& node)
{
    OnnxTranslator translated(translation, node);
    const bool isMicrosoft = node.domain == "com.microsoft";
    const bool isDefault = node.domain.empty() || node.domain == "ai.onnx";
    const auto* found = std::find_if(std::begin(operators), std::end(operators), [&](const Operator& each) {
        return each.name == node.type && (each.microsoft ? isMicrosoft : isDefault) &&
               translation.opset >= each.since && translation.opset <= each.until;
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
    if (const std::string* strange = strangeAttribute(*found, node))
        return translated.wrong(
            "onnx.attribute",
            fmt::format("has an attribute \"{}\" that {} does not have at opset {}, or not of this kind",
                        printableName(*strange), node.type, translation.opset));
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
