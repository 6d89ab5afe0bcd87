// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/onnx_translator.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

using Kind = NetworkStep::Kind;

static constexpr std::size_t mostProducts = std::size_t(1) << 30;

/// weights (width x depth) on each run of `depth` numbers; with several runs, as one matrix with the weights
/// along its diagonal.
OnnxTranslator::Outcome OnnxTranslator::product(const OnnxOperand& x, const std::vector<double>& weights,
                                                std::size_t depth, std::size_t width,
                                                std::vector<double> shift)
{
    const std::size_t count = numbersOf(x.shape), groups = count / depth;
    if (width == 0 || count == 0 || groups * width > Network::mostWidth ||
        groups * width > mostWeights / count)
        return wrong("onnx.too-large", "needs too many weights");
    NetworkStep step;
    step.kind = Kind::Dense;
    step.from = {x.vector};
    step.weights.assign(groups * width * count, 0);
    for (std::size_t g = 0; g < groups; ++g)
        for (std::size_t o = 0; o < width; ++o) {
            std::copy_n(weights.begin() + std::ptrdiff_t(o * depth), depth,
                        step.weights.begin() + std::ptrdiff_t((g * width + o) * count + g * depth));
            step.shift.push_back(shift.empty() ? 0 : shift[o]);
        }
    TensorShape shape = x.shape;
    shape.back() = width;
    return add(std::move(step), std::move(shape));
}

OnnxTranslator::Outcome OnnxTranslator::gemm()
{
    const OnnxOperand& x = input(0);
    if (x.isConstant || integer("transA", 0) != 0)
        return wrong("onnx.operator", "multiplies from the left by what is fixed, or transposes the batch");
    const auto b = known(1, "weights");
    if (!b)
        return fail(b.error());
    if (x.shape.size() != 1 || (*b)->shape.size() != 2)
        return wrong("onnx.shape", "needs an input and weights of two dimensions");
    const bool isTransposed = integer("transB", 0) != 0;
    const std::size_t depth = (*b)->shape[isTransposed ? 1 : 0], width = (*b)->shape[isTransposed ? 0 : 1];
    if (depth != x.shape[0])
        return misfit(x.shape, (*b)->shape);
    std::vector<double> weights = isTransposed ? (*b)->values : transposed((*b)->values, depth, width);
    const double alpha = number("alpha", 1), beta = number("beta", 1);
    for (double& weight : weights)
        weight *= alpha;
    std::vector<double> shift;
    if (has(2)) {
        const auto c = known(2, "bias");
        if (!c)
            return fail(c.error());
        auto values = fitted(**c, {width});
        if (!values)
            return fail(values.error());
        shift = std::move(*values);
        for (double& value : shift)
            value *= beta;
    }
    return product(x, weights, depth, width, std::move(shift));
}

OnnxTranslator::Outcome OnnxTranslator::matMul()
{
    const OnnxOperand& x = input(0);
    const auto b = known(1, "right side");
    if (!b)
        return fail(b.error());
    TensorShape shape = (*b)->shape;
    while (shape.size() > 2 && shape[0] == 1)
        shape.erase(shape.begin());
    if (shape.empty() || shape.size() > 2)
        return wrong("onnx.shape", "needs a right side of one or two dimensions");
    const std::size_t depth = shape[0], width = shape.size() == 2 ? shape[1] : 1;
    const TensorShape& left = x.isConstant ? x.constant.shape : x.shape;
    if (left.empty() || left.back() != depth || depth == 0)
        return misfit(left, shape);
    if (!x.isConstant) {
        auto made = product(x, transposed((*b)->values, depth, width), depth, width, {});
        if (made && shape.size() == 1)
            made->shape.pop_back();
        return made;
    }
    if (left.size() != 2 || shape.size() != 2 ||
        left[0] * depth > mostProducts / std::max<std::size_t>(width, 1))
        return wrong("onnx.operator", "multiplies constants that are no matrices or too large");
    OnnxTensor result;
    result.type = x.constant.type;
    result.shape = {left[0], width};
    result.values.assign(left[0] * width, 0);
    for (std::size_t i = 0; i < left[0]; ++i)
        for (std::size_t k = 0; k < depth; ++k)
            for (std::size_t j = 0; j < width; ++j)
                result.values[i * width + j] +=
                    x.constant.values[i * depth + k] * (*b)->values[k * width + j];
    return known(std::move(result));
}

OnnxTranslator::Outcome OnnxTranslator::batchNormalization()
{
    const OnnxOperand& x = input(0);
    if (x.isConstant || x.shape.empty())
        return wrong("onnx.shape", "needs an input with channels behind the batch");
    if (integer("training_mode", 0) != 0)
        return wrong("onnx.operator", "is in training mode");
    const std::size_t channels = x.shape[0], each = numbersOf(x.shape) / channels;
    std::vector<double> parts[4];
    for (std::size_t i = 0; i < 4; ++i) {
        const auto part = known(i + 1, "statistics");
        if (!part)
            return fail(part.error());
        if ((*part)->values.size() != channels)
            return misfit(x.shape, (*part)->shape);
        parts[i] = (*part)->values;
    }
    const double epsilon = number("epsilon", 1e-5);
    std::vector<double> weights, shift;
    for (std::size_t c = 0; c < channels; ++c) {
        const double weight = parts[0][c] / std::sqrt(parts[3][c] + epsilon);
        weights.insert(weights.end(), each, weight);
        shift.insert(shift.end(), each, parts[1][c] - parts[2][c] * weight);
    }
    return scaled(x, std::move(weights), std::move(shift));
}

OnnxTranslator::Outcome OnnxTranslator::layerNormalization()
{
    const OnnxOperand& x = input(0);
    if (x.isConstant)
        return wrong("onnx.operator", "works on a constant");
    for (std::size_t i = 1; i < m_node.outputs.size(); ++i)
        if (!m_node.outputs[i].empty())
            return wrong("onnx.operator", "gives its statistics as outputs");
    const auto axis = axisOf(integer("axis", -1), x.shape.size());
    if (!axis)
        return fail(axis.error());
    const TensorShape inner(x.shape.begin() + std::ptrdiff_t(*axis), x.shape.end());
    NetworkStep step;
    step.kind = Kind::Normalize;
    step.from = {x.vector};
    step.group = numbersOf(inner);
    step.epsilon = number("epsilon", 1e-5);
    if (!(step.epsilon >= 0 && step.epsilon <= 1e6))
        return wrong("onnx.attribute", "has an epsilon that cannot be");
    const std::size_t groups = numbersOf(x.shape) / step.group;
    for (std::size_t i = 1; i <= 2; ++i) {
        std::vector<double>& to = i == 1 ? step.weights : step.shift;
        std::vector<double> own(step.group, i == 1 ? 1 : 0);
        if (has(i)) {
            const auto part = known(i, "scale");
            if (!part)
                return fail(part.error());
            const auto values = broadcastTo(**part, inner);
            if (!values)
                return misfit(inner, (*part)->shape);
            own = *values;
        }
        for (std::size_t g = 0; g < groups; ++g)
            to.insert(to.end(), own.begin(), own.end());
    }
    return add(std::move(step), x.shape);
}

} // namespace twin
