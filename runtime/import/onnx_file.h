// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// Types of the numbers of a tensor, by their number in ONNX.
enum class OnnxType
{
    Undefined = 0,
    Float32 = 1,
    Int32 = 6,
    Int64 = 7,
    Float64 = 11
};

struct OnnxTensor
{
    std::string name;
    OnnxType type = OnnxType::Undefined;
    std::vector<std::size_t> shape;
    std::vector<double> values; ///< row-major; integers are exact up to 2^53
};

struct OnnxAttribute
{
    /// Which members were there: "number", "integer", ... as letters f i s F I t.
    std::string kinds;
    double number = 0;
    std::int64_t integer = 0;
    std::string text;
    std::vector<double> numbers;
    std::vector<std::int64_t> integers;
    std::optional<OnnxTensor> tensor;
};

struct OnnxNode
{
    std::string name;
    std::string type; ///< of operator: "Gemm"
    std::string domain;
    std::vector<std::string> inputs, outputs;
    std::map<std::string, OnnxAttribute, std::less<>> attributes;
};

/// An input or output of the graph. A dimension that is not fixed is -1.
struct OnnxValue
{
    std::string name;
    OnnxType type = OnnxType::Undefined;
    std::vector<std::int64_t> dimensions;
};

/// What is read of an ONNX file: one graph. Names of tensors tie it together.
struct OnnxGraph
{
    std::string file;
    std::string producer;
    int opset = 0; ///< of the default domain
    std::vector<OnnxNode> nodes;
    std::map<std::string, OnnxTensor, std::less<>> initializers;
    std::vector<OnnxValue> inputs; ///< those that no initializer gives
    std::vector<OnnxValue> outputs;
};

/// Reads a model file (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto); nothing in it is trusted.
/// `file` is its name for messages. Errors "onnx.format" (cut off, lengths that lie, no graph),
/// "onnx.tensor" (data that does not fit its shape, or too much of it), "onnx.type", "onnx.external-data",
/// "onnx.opset", "onnx.name".
Result<OnnxGraph> readOnnx(std::string_view bytes, const std::string& file);

/// A name from outside as messages show it: short, plain characters.
std::string printableName(std::string_view text);

} // namespace twin
