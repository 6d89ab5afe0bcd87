// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "import/onnx_file.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace twin {

/// Shapes and arithmetic of tensors by the rules of numpy and ONNX
/// (https://github.com/onnx/onnx/blob/main/docs/Broadcasting.md).

using TensorShape = std::vector<std::size_t>;

/// Numbers in a tensor of this shape. Callers bound shapes before: see onnx_file.h.
std::size_t numbersOf(const TensorShape& shape);

/// The shape that both are brought to, none when they do not fit or the result has more than `most` numbers.
std::optional<TensorShape> broadcastShape(const TensorShape& a, const TensorShape& b,
                                          std::size_t most = std::size_t(1) << 22);
/// For each number of a tensor of shape `to`, its place in one of shape `from` that is broadcast to it.
std::vector<std::size_t> broadcastPlaces(const TensorShape& from, const TensorShape& to);
/// The numbers of `tensor` brought to `shape`; none when it does not fit.
std::optional<std::vector<double>> broadcastTo(const OnnxTensor& tensor, const TensorShape& shape);

/// The places that bring tensors joined one behind the other into the order of their concatenation along
/// `axis`.
std::vector<std::size_t> concatenationPlaces(const std::vector<TensorShape>& parts, std::size_t axis);

/// Row-major transpose of a matrix.
std::vector<double> transposed(const std::vector<double>& matrix, std::size_t rows, std::size_t columns);

} // namespace twin
