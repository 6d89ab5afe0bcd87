// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "import/onnx_file.h"
#include "model/network.h"

#include <string>
#include <vector>

namespace twin {

/// A tensor at the edge of a graph: its numbers for one point.
struct OnnxEdge
{
    std::string name;
    std::size_t width = 0;
};

/// A graph as a network: the inputs behind one another are its input, the outputs behind one another its
/// answer.
struct OnnxNetwork
{
    Network network;
    std::vector<OnnxEdge> inputs, outputs;
};

/// Translates a graph, whatever the order of its nodes. Errors "onnx.cycle", "onnx.missing" (a tensor that
/// nothing gives), "onnx.name", "onnx.type", "onnx.shape" (no batch in front, open dimensions behind it),
/// "onnx.not-finite", and those of translateNode.
Result<OnnxNetwork> networkOf(const OnnxGraph& graph);

} // namespace twin
