// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/onnx_translator.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>

namespace twin {

using Kind = NetworkStep::Kind;

Result<std::size_t> OnnxTranslator::axisOf(std::int64_t axis, std::size_t rank) const
{
    const std::int64_t full = std::int64_t(rank) + 1;
    const std::int64_t place = axis < 0 ? axis + full : axis;
    if (place < 1 || place >= full)
        return wrong("onnx.shape",
                     fmt::format("works along axis {}; it must be behind the batch and inside", axis));
    return std::size_t(place - 1);
}

OnnxTranslator::Outcome OnnxTranslator::concat()
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

OnnxTranslator::Outcome OnnxTranslator::reshape()
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

OnnxTranslator::Outcome OnnxTranslator::flatten()
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

OnnxTranslator::Outcome OnnxTranslator::constant()
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

} // namespace twin
