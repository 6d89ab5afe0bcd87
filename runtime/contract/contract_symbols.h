// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "expression/expression.h"

namespace twin {

/// What expressions over a contract may name: its inputs in contract order, then (when asked for) its
/// outputs, and the axis.
SymbolTable symbolTable(const Contract& contract, bool withOutputs);

} // namespace twin
