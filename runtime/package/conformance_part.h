// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"

namespace twin {

/// Conformance vectors as arrays of a package: "conformance/inputs" (vectors x inputs) and, for output I of
/// the contract, "conformance/I-mean", "-lower", "-upper" (vectors x points; no bands where the output has no
/// confidence). Returns the part's JSON. Precondition: the vectors fit the contract.
nlohmann::json addConformance(const std::vector<ConformanceVector>& vectors, const Contract& contract,
                              ArrayStore& arrays);

/// Takes its arrays out of the store. Codes "package.conformance" when something is missing or of another
/// shape.
Result<std::vector<ConformanceVector>> takeConformance(const nlohmann::json& part, const Contract& contract,
                                                       ArrayStore& arrays, const std::string& location);

/// Whether a vector has a value for each input and, for each output, one for each point.
bool fitsContract(const ConformanceVector& vector, const Contract& contract);

} // namespace twin
