// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expression/program.h"
#include "expression/syntax.h"

#include <string>
#include <vector>

namespace twin {

/// A part of an expression with its type and unit; conversions between units are already part of the tree.
struct TypedNode
{
    enum class Kind
    {
        Constant,
        Symbol,
        Axis,
        Operation,
        Aggregate
    };
    Kind kind = Kind::Constant;
    double constant = 0;
    std::size_t index = 0; ///< of the symbol; of PowerInteger's power, as in Instruction
    Op op = Op::None;
    Aggregate::Kind aggregate = Aggregate::Kind::Maximum;
    std::vector<TypedNode> children;

    Unit unit;
    bool isBare = false;   ///< a number without a unit: takes the unit of what it meets
    bool isSeries = false; ///< one value for each point of the axis
    bool isField = false;  ///< over both axes; only as what an aggregate is drawn from
    bool isCondition = false;
    bool isBoolean = false;    ///< a Boolean symbol: a number and a condition
    bool isDifference = false; ///< of two temperatures: has no place on their scale
    std::size_t column = 1;

    bool isConstant() const { return kind == Kind::Constant; }
    bool isOnScale() const { return unit.offset() != 0; }
};

/// Checks names, types and units, and computes what is constant. Errors as Expression::compile.
Result<TypedNode> checkExpression(const SyntaxNode& tree, const SymbolTable& symbols,
                                  const std::string& location);

} // namespace twin
