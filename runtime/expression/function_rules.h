// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expression/checker.h"
#include "expression/functions.h"

#include <string>
#include <vector>

namespace twin {

/// What a function makes of its arguments, which are numbers and as many as it takes: checks their units and
/// shapes, and says those of the answer. Choices are none of these functions: they take conditions. `node` is
/// the call, for the places of errors. Codes "expression.type", "expression.unit", "expression.axis".
Result<TypedNode> applyFunction(const FunctionDescriptor& function, std::vector<TypedNode> arguments,
                                const SyntaxNode& node, const SymbolTable& symbols,
                                const std::string& location);

} // namespace twin
