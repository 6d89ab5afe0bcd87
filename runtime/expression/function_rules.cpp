// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/function_rules.h"

#include "expression/unit_rules.h"

#include <fmt/format.h>

namespace twin {

namespace {

using Shape = FunctionDescriptor::Shape;

class FunctionRules
{
  public:
    FunctionRules(const SymbolTable& symbols, const std::string& location)
        : m_symbols(symbols), m_location(location)
    {}

    Result<TypedNode> apply(const FunctionDescriptor& function, std::vector<TypedNode> arguments,
                            const SyntaxNode& node) const
    {
        switch (function.shape) {
        case Shape::KeepsUnit:
            return operation(function.op, std::move(arguments), node.column);
        case Shape::Root: {
            const bool isBare = arguments[0].isBare;
            TypedNode half;
            half.constant = 0.5;
            half.column = node.column;
            half.isBare = true;
            Result<TypedNode> root = raiseNode(arguments[0], std::move(half), node.column, m_location);
            if (!root || root->isConstant())
                return root;
            // the square root itself is faster and exact to the last digit
            TypedNode radicand = std::move(root->children[0]);
            TypedNode typed = operation(Op::Sqrt, {std::move(radicand)}, node.column);
            typed.unit = root->unit;
            typed.isBare = isBare;
            typed.isDifference = false;
            return typed;
        }
        case Shape::OfNumber:
        case Shape::GivesAngle:
            return applyToNumber(function, std::move(arguments[0]), node);
        case Shape::AngleOf:
        case Shape::Combines:
            return combine(function, std::move(arguments), node);
        case Shape::Draws:
        case Shape::Position:
            return draw(function, std::move(arguments), node);
        case Shape::Running:
            return accumulate(std::move(arguments[0]), node);
        case Shape::Choice:
            break;
        }
        return operation(function.op, std::move(arguments), node.column);
    }

  private:
    tl::unexpected<Diagnostic> typeError(const SyntaxNode& node, std::string message,
                                         std::string remedy) const
    {
        return failAt("expression.type", m_location, node.column, std::move(message), std::move(remedy));
    }

    Result<TypedNode> applyToNumber(const FunctionDescriptor& function, TypedNode argument,
                                    const SyntaxNode& node) const
    {
        const std::string what = fmt::format("What {} is taken of", function.name);
        if (Status status = toNumber(argument, what, m_location); !status)
            return fail(std::move(status).error());
        const bool isBare = argument.isBare;
        TypedNode typed = operation(function.op, {std::move(argument)}, node.column);
        typed.isBare = isBare;
        typed.unit = function.shape == Shape::GivesAngle && !isBare ? *Unit::parse("rad") : Unit();
        typed.isDifference = false;
        return typed;
    }

    Result<TypedNode> combine(const FunctionDescriptor& function, std::vector<TypedNode> arguments,
                              const SyntaxNode& node) const
    {
        if (function.op == Op::Power)
            return raiseNode(std::move(arguments[0]), std::move(arguments[1]), node.column, m_location);
        if (arguments.size() == 1) {
            if (arguments[0].isSeries)
                return draw(function, std::move(arguments), node);
            return typeError(node, fmt::format("{} of one value needs a series.", function.name),
                             fmt::format("Give {} two values, or a series.", function.name));
        }
        TypedNode folded = std::move(arguments[0]);
        for (std::size_t i = 1; i < arguments.size(); ++i) {
            const std::string words = inWords(folded), otherWords = inWords(arguments[i]);
            if (!unify(folded, arguments[i]))
                return failAt(
                    "expression.unit", m_location, arguments[i].column,
                    fmt::format("{} of {} and {} has no meaning.", function.name, words, otherWords),
                    "Give all its arguments units of one kind.");
            folded = operation(function.op, {std::move(folded), std::move(arguments[i])}, node.column);
        }
        if (function.shape == Shape::AngleOf) {
            folded.unit = folded.isBare ? Unit() : *Unit::parse("rad");
            folded.isDifference = false;
        }
        return folded;
    }

    Result<TypedNode> draw(const FunctionDescriptor& function, std::vector<TypedNode> arguments,
                           const SyntaxNode& node) const
    {
        if (!arguments[0].isSeries)
            return typeError(*node.children[0],
                             fmt::format("{} needs a series, and this is a single value.", function.name),
                             "Name an output that varies along the axis.");
        if (function.aggregate == Aggregate::Kind::Integral)
            toAbsolute(arguments[0]);
        if (arguments.size() == 2) {
            TypedNode& position = arguments[1];
            if (position.isSeries)
                return typeError(*node.children[1], "The place on the axis must be a single value.",
                                 "Write one, such as 6 h.");
            if (!position.isBare && !position.unit.isCompatibleWith(m_symbols.axisUnit))
                return failAt("expression.unit", m_location, position.column,
                              fmt::format("The place must be on the axis \"{}\" in {}, not {}.",
                                          m_symbols.axisName, m_symbols.axisUnit.code(), inWords(position)),
                              "Give it the unit of the axis.");
            convert(position, m_symbols.axisUnit);
            const double first = m_symbols.axisValues.front(), last = m_symbols.axisValues.back();
            if (position.isConstant() && !(position.constant >= first && position.constant <= last))
                return failAt(
                    "expression.axis", m_location, position.column,
                    fmt::format("The place lies outside the axis, which reaches from {:g} to {:g} {}.", first,
                                last, m_symbols.axisUnit.code()),
                    "Choose a place on the axis.");
        }
        TypedNode typed;
        typed.kind = TypedNode::Kind::Aggregate;
        typed.aggregate = function.aggregate;
        typed.column = node.column;
        typed.isDifference = arguments[0].isDifference;
        typed.isBare = false;
        typed.unit = arguments[0].unit;
        if (function.aggregate == Aggregate::Kind::Integral)
            finishIntegral(typed);
        typed.children = std::move(arguments);
        return typed;
    }

    Result<TypedNode> accumulate(TypedNode argument, const SyntaxNode& node) const
    {
        if (m_symbols.axisValues.empty())
            return typeError(node, "There is no axis to sum up along.", "Give the contract an axis.");
        toAbsolute(argument);
        const Unit unit = argument.unit;
        TypedNode typed = operation(Op::Cumulative, {std::move(argument)}, node.column);
        typed.kind = TypedNode::Kind::Operation;
        typed.isSeries = true;
        typed.isBare = false;
        typed.unit = unit;
        finishIntegral(typed);
        return typed;
    }

    /// The integrand's unit times the axis'.
    void finishIntegral(TypedNode& node) const
    {
        node.unit = node.unit.times(m_symbols.axisUnit);
        node.isDifference = false;
    }

    const SymbolTable& m_symbols;
    const std::string& m_location;
};

} // namespace

Result<TypedNode> applyFunction(const FunctionDescriptor& function, std::vector<TypedNode> arguments,
                                const SyntaxNode& node, const SymbolTable& symbols,
                                const std::string& location)
{
    return FunctionRules(symbols, location).apply(function, std::move(arguments), node);
}

} // namespace twin
