// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "import/onnx_network.h"
#include "model/network_model.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace twin {

/// Which variables of a contract a network is given and answers, as an import spec says (importOnnx). Every
/// number of every tensor has one, and every variable is used once. Errors "import.spec" with the pointer
/// into the spec.
Result<std::vector<NetworkInput>> wireInputs(const nlohmann::json& spec, const Contract& contract,
                                             const std::vector<OnnxEdge>& edges);
Result<std::vector<NetworkOutput>> wireOutputs(const nlohmann::json& spec, const Contract& contract,
                                               const std::vector<OnnxEdge>& edges);

} // namespace twin
