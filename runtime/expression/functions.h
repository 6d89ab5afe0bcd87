// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expression/program.h"

#include <span>
#include <string_view>

namespace twin {

/// One function of the rule language: how its arguments and its value relate in unit.
struct FunctionDescriptor
{
    enum class Shape
    {
        KeepsUnit,  ///< one value; its unit stays
        Root,       ///< sqrt
        OfNumber,   ///< one number without a unit, or an angle
        GivesAngle, ///< one number; an angle in radians
        Combines,   ///< values of one kind, folded from the left; their unit stays
        AngleOf,    ///< atan2
        Choice,     ///< if(condition, a, b)
        Draws,      ///< one series; a single value
        Position,   ///< at(series, position)
        Running     ///< cumulative(series)
    };
    std::string_view name;
    Shape shape = Shape::KeepsUnit;
    Op op = Op::None;
    Aggregate::Kind aggregate = Aggregate::Kind::Maximum; ///< of max, min and those that draw
    int least = 1;
    int most = 1;
};

std::span<const FunctionDescriptor> functionTable();
const FunctionDescriptor* findFunction(std::string_view name);

} // namespace twin
