// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "import/onnx_operators.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// One node being translated: access to its inputs and attributes, and the steps that it adds. The operators
/// are in onnx_products.cpp, onnx_functions.cpp and onnx_shapes.cpp; which node is which, in
/// onnx_operators.cpp. All errors name the node.
class OnnxTranslator
{
  public:
    OnnxTranslator(OnnxTranslation& translation, const OnnxNode& node)
        : m_translation(translation), m_node(node)
    {}

    using Outcome = Result<OnnxOperand>;
    static constexpr std::size_t mostWeights = std::size_t(1) << 24; ///< of a step

    Outcome gemm();
    Outcome matMul();
    Outcome combine();
    Outcome activation();
    Outcome clip();
    Outcome batchNormalization();
    Outcome layerNormalization();
    Outcome concat();
    Outcome reshape();
    Outcome flatten();
    Outcome identity() { return input(0); }
    Outcome constant();

    tl::unexpected<Diagnostic> wrong(const char* code, const std::string& message,
                                     const char* remedy = "Change the model and export it again.") const
    {
        const std::string name =
            m_node.name.empty() && !m_node.outputs.empty() ? m_node.outputs[0] : m_node.name;
        return fail(
            code, fmt::format("{}/{}", m_translation.file, printableName(name)),
            fmt::format("The node \"{}\" ({}) {}.", printableName(name), printableName(m_node.type), message),
            remedy);
    }
    tl::unexpected<Diagnostic> misfit(const TensorShape& a, const TensorShape& b) const
    {
        return wrong("onnx.shape", fmt::format("cannot bring shapes [{}] and [{}] together",
                                               fmt::join(a, ", "), fmt::join(b, ", ")));
    }

    std::size_t inputs() const { return m_node.inputs.size(); }

  private:
    bool has(std::size_t index) const { return index < inputs() && !m_node.inputs[index].empty(); }
    const OnnxOperand& input(std::size_t index) const
    {
        return m_translation.values.find(m_node.inputs[index])->second;
    }
    const OnnxAttribute* attribute(std::string_view name) const
    {
        const auto found = m_node.attributes.find(name);
        return found == m_node.attributes.end() ? nullptr : &found->second;
    }
    double number(std::string_view name, double otherwise) const
    {
        return attribute(name) ? attribute(name)->number : otherwise;
    }
    std::int64_t integer(std::string_view name, std::int64_t otherwise) const
    {
        return attribute(name) ? attribute(name)->integer : otherwise;
    }
    Result<const OnnxTensor*> known(std::size_t index, const char* what) const
    {
        if (!input(index).isConstant)
            return wrong("onnx.operator",
                         fmt::format("computes its {} from the inputs; it must be fixed", what));
        return &input(index).constant;
    }

    Outcome add(NetworkStep step, TensorShape shape)
    {
        step.width = numbersOf(shape);
        if (step.width == 0 || step.width > Network::mostWidth || step.weights.size() > mostWeights)
            return wrong("onnx.too-large", fmt::format("makes {} numbers a point, or needs {} weights",
                                                       step.width, step.weights.size()));
        m_translation.numbers += step.weights.size() + step.shift.size() + step.width;
        m_translation.network.steps.push_back(std::move(step));
        OnnxOperand operand;
        operand.vector = m_translation.network.steps.size();
        operand.shape = std::move(shape);
        return operand;
    }
    static OnnxOperand known(OnnxTensor tensor)
    {
        OnnxOperand operand;
        operand.isConstant = true;
        operand.constant = std::move(tensor);
        return operand;
    }

    /// The numbers of a constant for every number of a vector of this shape. The constant may have the
    /// batch's dimension, as 1.
    Result<std::vector<double>> fitted(const OnnxTensor& constant, const TensorShape& shape) const
    {
        OnnxTensor own = constant;
        if (own.shape.size() == shape.size() + 1 && own.shape[0] == 1)
            own.shape.erase(own.shape.begin());
        if (auto values = broadcastTo(own, shape))
            return *values;
        return misfit(constant.shape, shape);
    }
    /// A vector of the operand's numbers in a shape that it is broadcast to.
    Outcome spread(const OnnxOperand& operand, const TensorShape& shape)
    {
        if (operand.shape == shape)
            return operand;
        NetworkStep step;
        step.kind = NetworkStep::Kind::Pick;
        step.from = {operand.vector};
        step.places = broadcastPlaces(operand.shape, shape);
        return add(std::move(step), shape);
    }
    Outcome asVector(const OnnxOperand& operand, const TensorShape& shape)
    {
        if (!operand.isConstant)
            return spread(operand, shape);
        NetworkStep step;
        step.kind = NetworkStep::Kind::Constant;
        auto values = fitted(operand.constant, shape);
        if (!values)
            return fail(values.error());
        step.shift = std::move(*values);
        return add(std::move(step), shape);
    }
    Result<TensorShape> common(const OnnxOperand& a, const OnnxOperand& b) const;
    Outcome combineConstants(char symbol);
    Outcome scaled(const OnnxOperand& x, std::vector<double> weights, std::vector<double> shift);
    Outcome product(const OnnxOperand& x, const std::vector<double>& weights, std::size_t depth,
                    std::size_t width, std::vector<double> shift);
    Outcome activated(const OnnxOperand& x, Activation activation, double a, double b);
    Result<std::size_t> axisOf(std::int64_t axis, std::size_t rank) const;

    OnnxTranslation& m_translation;
    const OnnxNode& m_node;
};

} // namespace twin
