// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "import/onnx_constant.h"
#include "import/onnx_file.h"
#include "model/network.h"

#include <map>
#include <string>
#include <vector>

namespace twin {

/// What a name of the graph stands for: numbers that are known, or a vector of the network, which is one
/// point's part of a tensor whose first dimension is the batch.
struct OnnxOperand
{
    bool isConstant = false;
    OnnxTensor constant;
    std::size_t vector = 0;
    TensorShape shape; ///< of the vector, without the batch
};

/// A graph on its way into a network. Names are given values in the order of the nodes.
struct OnnxTranslation
{
    std::string file;
    int opset = 0;
    std::int64_t batch = -1; ///< the batch as the graph fixes it, or -1
    Network network;
    std::map<std::string, OnnxOperand, std::less<>> values;
    std::size_t numbers = 0; ///< that steps and constants hold by now
};

/// Adds what one node does. Its inputs have values. Errors, with the node's name: "onnx.operator" (not one of
/// those that can be imported, or a form of it that cannot), "onnx.shape", "onnx.attribute",
/// "onnx.too-large".
Status translateNode(OnnxTranslation& translation, const OnnxNode& node);

} // namespace twin
