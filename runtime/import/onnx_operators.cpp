// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/onnx_operators.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>

namespace twin {

namespace {

using Kind = NetworkStep::Kind;

constexpr std::size_t mostWidth = Network::mostWidth;
constexpr std::size_t mostWeights = std::size_t(1) << 24; ///< of a step
constexpr std::size_t mostNumbers = std::size_t(1) << 25; ///< of all steps and constants
constexpr std::size_t mostProducts = std::size_t(1) << 30;

/// One node being translated: access to its inputs and attributes, and the steps that it adds.
class Node
{
  public:
    Node(OnnxTranslation& translation, const OnnxNode& node) : m_translation(translation), m_node(node) {}

    using Outcome = Result<OnnxOperand>;

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
        if (step.width == 0 || step.width > mostWidth || step.weights.size() > mostWeights)
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
        step.kind = Kind::Pick;
        step.from = {operand.vector};
        step.places = broadcastPlaces(operand.shape, shape);
        return add(std::move(step), shape);
    }
    Outcome asVector(const OnnxOperand& operand, const TensorShape& shape)
    {
        if (!operand.isConstant)
            return spread(operand, shape);
        NetworkStep step;
        step.kind = Kind::Constant;
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

/// weights (width x depth) on each run of `depth` numbers; with several runs, as one matrix with the weights
/// along its diagonal.
Node::Outcome Node::product(const OnnxOperand& x, const std::vector<double>& weights, std::size_t depth,
                            std::size_t width, std::vector<double> shift)
{
    const std::size_t count = numbersOf(x.shape), groups = count / depth;
    if (width == 0 || count == 0 || groups * width > mostWidth || groups * width > mostWeights / count)
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

Node::Outcome Node::gemm()
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

Node::Outcome Node::matMul()
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

Result<TensorShape> Node::common(const OnnxOperand& a, const OnnxOperand& b) const
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

Node::Outcome Node::scaled(const OnnxOperand& x, std::vector<double> weights, std::vector<double> shift)
{
    NetworkStep step;
    step.kind = Kind::Scale;
    step.from = {x.vector};
    step.weights = std::move(weights);
    step.shift = std::move(shift);
    return add(std::move(step), x.shape);
}

Node::Outcome Node::combineConstants(char symbol)
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

Node::Outcome Node::combine()
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

Node::Outcome Node::activated(const OnnxOperand& x, Activation activation, double a, double b)
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

Node::Outcome Node::activation()
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

Node::Outcome Node::clip()
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

Node::Outcome Node::batchNormalization()
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

Result<std::size_t> Node::axisOf(std::int64_t axis, std::size_t rank) const
{
    const std::int64_t full = std::int64_t(rank) + 1;
    const std::int64_t place = axis < 0 ? axis + full : axis;
    if (place < 1 || place >= full)
        return wrong("onnx.shape",
                     fmt::format("works along axis {}; it must be behind the batch and inside", axis));
    return std::size_t(place - 1);
}

Node::Outcome Node::layerNormalization()
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

Node::Outcome Node::concat()
{
    std::size_t rank = 0;
    bool allKnown = true;
    for (std::size_t i = 0; i < inputs(); ++i) {
        if (!input(i).isConstant) {
            rank = input(i).shape.size();
            allKnown = false;
        }
    }
    if (!attribute("axis"))
        return wrong("onnx.attribute", "does not say along which axis");
    std::vector<TensorShape> shapes;
    for (std::size_t i = 0; i < inputs(); ++i) {
        TensorShape shape = input(i).isConstant ? input(i).constant.shape : input(i).shape;
        if (!allKnown && input(i).isConstant && shape.size() == rank + 1 && shape[0] == 1)
            shape.erase(shape.begin());
        shapes.push_back(std::move(shape));
    }
    std::size_t axis = 0;
    if (allKnown) {
        const std::int64_t size = std::int64_t(shapes[0].size()), wish = integer("axis", 0);
        const std::int64_t place = wish < 0 ? wish + size : wish;
        if (place < 0 || place >= size)
            return wrong("onnx.shape", fmt::format("has no axis {}", wish));
        axis = std::size_t(place);
    } else {
        const auto place = axisOf(integer("axis", 0), rank);
        if (!place)
            return fail(place.error());
        axis = *place;
    }
    TensorShape whole = shapes[0];
    for (std::size_t i = 1; i < shapes.size(); ++i) {
        TensorShape like = shapes[i];
        if (like.size() != whole.size())
            return misfit(whole, like);
        const std::size_t along = like[axis];
        like[axis] = whole[axis];
        if (like != whole)
            return misfit(whole, shapes[i]);
        whole[axis] += along;
    }
    if (numbersOf(whole) == 0 || numbersOf(whole) > mostWeights)
        return wrong("onnx.too-large", "joins no numbers or too many");
    const std::vector<std::size_t> places = concatenationPlaces(shapes, axis);
    if (allKnown) {
        std::vector<double> joined;
        for (std::size_t i = 0; i < inputs(); ++i)
            joined.insert(joined.end(), input(i).constant.values.begin(), input(i).constant.values.end());
        OnnxTensor result;
        result.type = input(0).constant.type;
        result.shape = whole;
        for (const std::size_t place : places)
            result.values.push_back(joined[place]);
        return known(std::move(result));
    }
    NetworkStep join;
    join.kind = Kind::Join;
    for (std::size_t i = 0; i < inputs(); ++i) {
        auto part = asVector(input(i), shapes[i]);
        if (!part)
            return part;
        join.from.push_back(part->vector);
    }
    auto joined = add(std::move(join), whole);
    if (!joined || std::is_sorted(places.begin(), places.end()))
        return joined;
    NetworkStep pick;
    pick.kind = Kind::Pick;
    pick.from = {joined->vector};
    pick.places = places;
    return add(std::move(pick), whole);
}

Node::Outcome Node::reshape()
{
    const OnnxOperand& x = input(0);
    const auto target = known(1, "shape");
    if (!target)
        return fail(target.error());
    const std::vector<double>& wish = (*target)->values;
    TensorShape before = x.isConstant ? x.constant.shape : x.shape;
    if (!x.isConstant)
        before.insert(before.begin(), 1);
    const std::size_t count = numbersOf(before);
    const bool zeroCopies = integer("allowzero", 0) == 0;
    TensorShape after;
    std::optional<std::size_t> open;
    std::size_t product = 1;
    for (std::size_t i = 0; i < wish.size() && i < 8; ++i) {
        double size = wish[i];
        if (size == 0 && zeroCopies && i < before.size())
            size = double(before[i]);
        else if (i == 0 && !x.isConstant && (size == -1 || size == double(m_translation.batch)))
            size = 1;
        if (size == -1 && !open) {
            open = i;
            size = 1;
        }
        if (!(size >= 1 && size <= double(mostWeights)) || product > mostWeights / std::size_t(size))
            return wrong("onnx.shape", fmt::format("asks for the shape [{}]", fmt::join(wish, ", ")));
        product *= std::size_t(size);
        after.push_back(std::size_t(size));
    }
    if (open && count % product == 0) {
        after[*open] = count / product;
        product = count;
    }
    const bool keepsBatch = x.isConstant || (!after.empty() && after[0] == 1);
    if (product != count || wish.size() > 8 || !keepsBatch)
        return wrong("onnx.shape", fmt::format("cannot give {} numbers a point the shape [{}] with the batch "
                                               "in front",
                                               count, fmt::join(wish, ", ")));
    OnnxOperand result = x;
    if (x.isConstant)
        result.constant.shape = after;
    else
        result.shape.assign(after.begin() + 1, after.end());
    return result;
}

Node::Outcome Node::flatten()
{
    OnnxOperand result = input(0);
    if (result.isConstant)
        return wrong("onnx.operator", "works on a constant");
    const std::int64_t axis = integer("axis", 1), rank = std::int64_t(result.shape.size()) + 1;
    if ((axis < 0 ? axis + rank : axis) != 1)
        return wrong("onnx.shape",
                     fmt::format("flattens at axis {}; the batch alone must stay in front", axis));
    result.shape = {numbersOf(result.shape)};
    return result;
}

Node::Outcome Node::constant()
{
    OnnxTensor tensor;
    tensor.type = OnnxType::Float32;
    if (const auto* value = attribute("value"); value && value->tensor)
        tensor = *value->tensor;
    else if (const auto* one = attribute("value_float"))
        tensor.values = {one->number};
    else if (const auto* whole = attribute("value_int"))
        tensor.values = {double(whole->integer)};
    else if (const auto* numbers = attribute("value_floats")) {
        tensor.values = numbers->numbers;
        tensor.shape = {tensor.values.size()};
    } else if (const auto* integers = attribute("value_ints")) {
        tensor.values.assign(integers->integers.begin(), integers->integers.end());
        tensor.shape = {tensor.values.size()};
    } else {
        return wrong("onnx.attribute", "holds no tensor of numbers");
    }
    return known(std::move(tensor));
}

struct Operator
{
    std::string_view name;
    Node::Outcome (Node::*translate)();
    std::size_t fewestInputs, mostInputs;
    int since = 9; ///< opset
    bool microsoft = false;
};

constexpr Operator operators[] = {
    {"Gemm", &Node::gemm, 2, 3},
    {"MatMul", &Node::matMul, 2, 2},
    {"Add", &Node::combine, 2, 2},
    {"Sub", &Node::combine, 2, 2},
    {"Mul", &Node::combine, 2, 2},
    {"Div", &Node::combine, 2, 2},
    {"Relu", &Node::activation, 1, 1},
    {"LeakyRelu", &Node::activation, 1, 1},
    {"Tanh", &Node::activation, 1, 1},
    {"Sigmoid", &Node::activation, 1, 1},
    {"Softplus", &Node::activation, 1, 1},
    {"Elu", &Node::activation, 1, 1},
    {"Gelu", &Node::activation, 1, 1, 20},
    {"Gelu", &Node::activation, 1, 1, 9, true},
    {"FastGelu", &Node::activation, 1, 2, 9, true},
    {"BatchNormalization", &Node::batchNormalization, 5, 5},
    {"LayerNormalization", &Node::layerNormalization, 2, 3, 17},
    {"Concat", &Node::concat, 1, 1000},
    {"Reshape", &Node::reshape, 2, 2},
    {"Flatten", &Node::flatten, 1, 1},
    {"Identity", &Node::identity, 1, 1},
    {"Clip", &Node::clip, 1, 3},
    {"Constant", &Node::constant, 0, 0},
};

} // namespace

Status translateNode(OnnxTranslation& translation, const OnnxNode& node)
{
    Node translated(translation, node);
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
