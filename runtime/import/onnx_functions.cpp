// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/onnx_translator.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

using Kind = NetworkStep::Kind;

Result<TensorShape> OnnxTranslator::common(const OnnxOperand& a, const OnnxOperand& b) const
{
    TensorShape left = a.isConstant ? a.constant.shape : a.shape;
    TensorShape right = b.isConstant ? b.constant.shape : b.shape;
    const std::size_t rank = a.isConstant ? right.size() : left.size();
    for (const auto& [operand, shape] : {std::pair{&a, &left}, std::pair{&b, &right}}) {
        if (operand->isConstant && shape->size() == rank + 1 && (*shape)[0] == 1)
            shape->erase(shape->begin());
        // With another number of dimensions the batch would meet a dimension that is none.
        if (operand->isConstant ? shape->size() > rank : shape->size() != rank)
            return misfit(left, right);
    }
    if (auto shape = broadcastShape(left, right))
        return *shape;
    return misfit(left, right);
}

OnnxTranslator::Outcome OnnxTranslator::scaled(const OnnxOperand& x, std::vector<double> weights,
                                               std::vector<double> shift)
{
    NetworkStep step;
    step.kind = Kind::Scale;
    step.from = {x.vector};
    step.weights = std::move(weights);
    step.shift = std::move(shift);
    return add(std::move(step), x.shape);
}

OnnxTranslator::Outcome OnnxTranslator::combineConstants(char symbol)
{
    const OnnxTensor &a = input(0).constant, &b = input(1).constant;
    const auto shape = broadcastShape(a.shape, b.shape);
    if (!shape)
        return misfit(a.shape, b.shape);
    OnnxTensor result;
    result.type = a.type;
    result.shape = *shape;
    const auto left = broadcastPlaces(a.shape, *shape), right = broadcastPlaces(b.shape, *shape);
    for (std::size_t i = 0; i < left.size(); ++i) {
        const double x = a.values[left[i]], y = b.values[right[i]];
        result.values.push_back(symbol == '+'   ? x + y
                                : symbol == '-' ? x - y
                                : symbol == '*' ? x * y
                                                : x / y);
    }
    return known(std::move(result));
}

OnnxTranslator::Outcome OnnxTranslator::combine()
{
    const char symbol = m_node.type == "Add"   ? '+'
                        : m_node.type == "Sub" ? '-'
                        : m_node.type == "Mul" ? '*'
                                               : '/';
    const OnnxOperand &a = input(0), &b = input(1);
    if (a.isConstant && b.isConstant)
        return combineConstants(symbol);
    const auto shape = common(a, b);
    if (!shape)
        return fail(shape.error());
    const std::size_t count = numbersOf(*shape);
    if (b.isConstant || (a.isConstant && symbol != '/')) {
        auto x = spread(a.isConstant ? b : a, *shape);
        auto constant = fitted(a.isConstant ? a.constant : b.constant, *shape);
        if (!x || !constant)
            return fail(x ? constant.error() : x.error());
        const std::vector<double> ones(count, 1), zeros(count, 0);
        if (symbol == '+')
            return scaled(*x, ones, std::move(*constant));
        if (symbol == '*')
            return scaled(*x, std::move(*constant), zeros);
        if (symbol == '-' && a.isConstant)
            return scaled(*x, std::vector<double>(count, -1), std::move(*constant));
        for (double& value : *constant)
            value = symbol == '-' ? -value : 1 / value;
        return symbol == '-' ? scaled(*x, ones, std::move(*constant))
                             : scaled(*x, std::move(*constant), zeros);
    }
    auto left = asVector(a, *shape), right = asVector(b, *shape);
    if (!left || !right)
        return fail(left ? right.error() : left.error());
    NetworkStep step;
    step.kind = symbol == '+'   ? Kind::Add
                : symbol == '-' ? Kind::Subtract
                : symbol == '*' ? Kind::Multiply
                                : Kind::Divide;
    step.from = {left->vector, right->vector};
    return add(std::move(step), *shape);
}

OnnxTranslator::Outcome OnnxTranslator::activated(const OnnxOperand& x, Activation activation, double a,
                                                  double b)
{
    if (!(std::fabs(a) <= 1e300 && std::fabs(b) <= 1e300))
        return wrong("onnx.attribute", "has a parameter that is no finite number");
    if (x.isConstant) {
        OnnxTensor result = x.constant;
        result.values.resize(result.values.size() + networkPadding);
        const std::size_t count = x.constant.values.size();
        networkKernelsOf(SimdLevel::Baseline).activate(activation, a, b, result.values.data(), count);
        result.values.resize(count);
        return known(std::move(result));
    }
    NetworkStep step;
    step.kind = Kind::Activate;
    step.from = {x.vector};
    step.activation = activation;
    step.a = a;
    step.b = b;
    return add(std::move(step), x.shape);
}

OnnxTranslator::Outcome OnnxTranslator::activation()
{
    const std::string& type = m_node.type;
    const OnnxOperand& x = input(0);
    if (type == "LeakyRelu")
        return activated(x, Activation::LeakyRelu, number("alpha", 0.01), 0);
    if (type == "Elu")
        return activated(x, Activation::Elu, number("alpha", 1), 0);
    if (type == "FastGelu") {
        if (has(1))
            return wrong("onnx.operator", "has a bias inside; add it by a node of its own");
        return activated(x, Activation::GeluTanh, 0, 0);
    }
    if (type == "Gelu") {
        const std::string form = attribute("approximate") ? attribute("approximate")->text : "none";
        if (form != "none" && form != "tanh")
            return wrong("onnx.attribute", "knows approximate \"none\" and \"tanh\" only");
        return activated(x, form == "tanh" ? Activation::GeluTanh : Activation::Gelu, 0, 0);
    }
    const Activation plain = type == "Relu"      ? Activation::Relu
                             : type == "Tanh"    ? Activation::Tanh
                             : type == "Sigmoid" ? Activation::Sigmoid
                                                 : Activation::Softplus;
    return activated(x, plain, 0, 0);
}

OnnxTranslator::Outcome OnnxTranslator::clip()
{
    double limits[] = {-1e300, 1e300};
    for (std::size_t i = 0; i < 2; ++i) {
        double limit = m_translation.opset < 11 ? number(i == 0 ? "min" : "max", limits[i]) : limits[i];
        if (m_translation.opset >= 11 && has(i + 1)) {
            const auto bound = known(i + 1, "limits");
            if (!bound)
                return fail(bound.error());
            if ((*bound)->values.size() != 1)
                return wrong("onnx.shape", "needs one number as each limit");
            limit = (*bound)->values[0];
        }
        if (std::isnan(limit))
            return wrong("onnx.attribute", "has a limit that is no number");
        limits[i] = std::clamp(limit, -1e300, 1e300);
    }
    return activated(input(0), Activation::Clip, limits[0], limits[1]);
}

} // namespace twin
