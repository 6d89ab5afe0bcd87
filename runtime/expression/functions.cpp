// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/functions.h"

namespace twin {

std::span<const FunctionDescriptor> functionTable()
{
    using Shape = FunctionDescriptor::Shape;
    using Draw = Aggregate::Kind;
    static constexpr FunctionDescriptor table[] = {
        {"abs", Shape::KeepsUnit, Op::Abs},
        {"floor", Shape::KeepsUnit, Op::Floor},
        {"ceil", Shape::KeepsUnit, Op::Ceil},
        {"round", Shape::KeepsUnit, Op::Round},
        {"sqrt", Shape::Root, Op::Sqrt},
        {"exp", Shape::OfNumber, Op::Exp},
        {"log", Shape::OfNumber, Op::Log},
        {"log10", Shape::OfNumber, Op::Log10},
        {"sinh", Shape::OfNumber, Op::Sinh},
        {"cosh", Shape::OfNumber, Op::Cosh},
        {"tanh", Shape::OfNumber, Op::Tanh},
        {"sin", Shape::OfNumber, Op::Sin},
        {"cos", Shape::OfNumber, Op::Cos},
        {"tan", Shape::OfNumber, Op::Tan},
        {"asin", Shape::GivesAngle, Op::Asin},
        {"acos", Shape::GivesAngle, Op::Acos},
        {"atan", Shape::GivesAngle, Op::Atan},
        {"atan2", Shape::AngleOf, Op::Atan2, Draw::Maximum, 2, 2},
        {"min", Shape::Combines, Op::Min, Draw::Minimum, 1, 64},
        {"max", Shape::Combines, Op::Max, Draw::Maximum, 1, 64},
        {"hypot", Shape::Combines, Op::Hypot, Draw::Maximum, 2, 2},
        {"mod", Shape::Combines, Op::Mod, Draw::Maximum, 2, 2},
        {"pow", Shape::Combines, Op::Power, Draw::Maximum, 2, 2},
        {"if", Shape::Choice, Op::Select, Draw::Maximum, 3, 3},
        {"mean", Shape::Draws, Op::None, Draw::Mean},
        {"first", Shape::Draws, Op::None, Draw::First},
        {"last", Shape::Draws, Op::None, Draw::Last},
        {"integral", Shape::Draws, Op::None, Draw::Integral},
        {"at", Shape::Position, Op::None, Draw::At, 2, 2},
        {"cumulative", Shape::Running, Op::Cumulative},
    };
    return table;
}

const FunctionDescriptor* findFunction(std::string_view name)
{
    for (const FunctionDescriptor& function : functionTable())
        if (function.name == name)
            return &function;
    return nullptr;
}

} // namespace twin
