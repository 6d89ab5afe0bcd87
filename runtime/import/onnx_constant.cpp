// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/onnx_constant.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace twin {

std::size_t numbersOf(const TensorShape& shape)
{
    return std::accumulate(shape.begin(), shape.end(), std::size_t(1), std::multiplies<>());
}

std::optional<TensorShape> broadcastShape(const TensorShape& a, const TensorShape& b, std::size_t most)
{
    TensorShape shape(std::max(a.size(), b.size()));
    std::size_t count = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const std::size_t back = shape.size() - i;
        const std::size_t left = back <= a.size() ? a[a.size() - back] : 1;
        const std::size_t right = back <= b.size() ? b[b.size() - back] : 1;
        if (left != right && left != 1 && right != 1)
            return std::nullopt;
        shape[i] = left == 1 ? right : left;
        if (shape[i] == 0 || count > most / shape[i])
            return std::nullopt;
        count *= shape[i];
    }
    return shape;
}

std::vector<std::size_t> broadcastPlaces(const TensorShape& from, const TensorShape& to)
{
    // Strides of `from` along the axes of `to`; 0 where it is repeated.
    TensorShape strides(to.size(), 0);
    std::size_t stride = 1;
    for (std::size_t back = 1; back <= from.size(); ++back) {
        const std::size_t size = from[from.size() - back];
        strides[to.size() - back] = size == 1 ? 0 : stride;
        stride *= size;
    }
    std::vector<std::size_t> places(numbersOf(to)), at(to.size(), 0);
    std::size_t place = 0;
    for (std::size_t& each : places) {
        each = place;
        for (std::size_t axis = to.size(); axis > 0; --axis) {
            place += strides[axis - 1];
            if (++at[axis - 1] < to[axis - 1])
                break;
            place -= strides[axis - 1] * to[axis - 1];
            at[axis - 1] = 0;
        }
    }
    return places;
}

std::optional<std::vector<double>> broadcastTo(const OnnxTensor& tensor, const TensorShape& shape)
{
    const auto common = broadcastShape(tensor.shape, shape);
    if (!common || *common != shape)
        return std::nullopt;
    std::vector<double> values;
    for (const std::size_t place : broadcastPlaces(tensor.shape, shape))
        values.push_back(tensor.values[place]);
    return values;
}

std::vector<std::size_t> concatenationPlaces(const std::vector<TensorShape>& parts, std::size_t axis)
{
    std::size_t outer = 1;
    for (std::size_t i = 0; i < axis; ++i)
        outer *= parts.front()[i];
    std::vector<std::size_t> places;
    for (std::size_t o = 0; o < outer; ++o) {
        std::size_t begin = 0;
        for (const TensorShape& part : parts) {
            const std::size_t count = numbersOf(part);
            const std::size_t chunk = count / outer;
            for (std::size_t i = 0; i < chunk; ++i)
                places.push_back(begin + o * chunk + i);
            begin += count;
        }
    }
    return places;
}

std::vector<double> transposed(const std::vector<double>& matrix, std::size_t rows, std::size_t columns)
{
    std::vector<double> result(matrix.size());
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j)
            result[j * rows + i] = matrix[i * columns + j];
    return result;
}

} // namespace twin
