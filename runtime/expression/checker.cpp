// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/checker.h"

#include "base/nearest_names.h"
#include "expression/function_rules.h"
#include "expression/unit_rules.h"

#include <algorithm>
#include <fmt/format.h>
#include <numbers>
#include <optional>

namespace twin {

namespace {

using Shape = FunctionDescriptor::Shape;

class Checker
{
  public:
    Checker(const SymbolTable& symbols, const std::string& location)
        : m_symbols(symbols), m_location(location)
    {}

    Result<TypedNode> check(const SyntaxNode& node)
    {
        switch (node.kind) {
        case SyntaxNode::Kind::Number: {
            TypedNode number = constant(node.number, node.column);
            number.isBare = !node.unit;
            number.unit = node.unit.value_or(Unit());
            return number;
        }
        case SyntaxNode::Kind::Text:
            return typeError(node, "A quoted name can only be compared with an input that has choices.",
                             "Write mode == \"eco\".");
        case SyntaxNode::Kind::Name:
            return checkName(node);
        case SyntaxNode::Kind::Unary:
            return checkUnary(node);
        case SyntaxNode::Kind::Binary:
            return checkBinary(node);
        case SyntaxNode::Kind::Call:
            break;
        }
        return checkCall(node);
    }

  private:
    static TypedNode constant(double value, std::size_t column)
    {
        TypedNode node;
        node.constant = value;
        node.column = column;
        return node;
    }

    tl::unexpected<Diagnostic> typeError(const SyntaxNode& node, std::string message,
                                         std::string remedy) const
    {
        return failAt("expression.type", m_location, node.column, std::move(message), std::move(remedy));
    }

    Result<TypedNode> checkName(const SyntaxNode& node)
    {
        for (std::size_t i = 0; i < m_symbols.symbols.size(); ++i) {
            const Symbol& symbol = m_symbols.symbols[i];
            if (symbol.name != node.text)
                continue;
            if (symbol.isField)
                return typeError(
                    node, fmt::format("{} is a field over two axes, not a number.", symbol.name),
                    fmt::format("Draw one from it: max({0}), min({0}) or mean({0}).", symbol.name));
            TypedNode typed;
            typed.kind = TypedNode::Kind::Symbol;
            typed.index = i;
            typed.unit = symbol.unit;
            typed.isSeries = symbol.isSeries;
            typed.isBoolean = symbol.isBoolean;
            typed.column = node.column;
            return typed;
        }
        if (!m_symbols.axisValues.empty() && node.text == m_symbols.axisName) {
            TypedNode typed;
            typed.kind = TypedNode::Kind::Axis;
            typed.unit = m_symbols.axisUnit;
            typed.isSeries = true;
            typed.column = node.column;
            return typed;
        }
        if (node.text == "pi") {
            TypedNode typed = constant(std::numbers::pi, node.column);
            typed.isBare = true;
            return typed;
        }
        if (node.text == "true" || node.text == "false") {
            TypedNode typed = constant(node.text == "true" ? 1 : 0, node.column);
            typed.isCondition = true;
            return typed;
        }
        if (!m_symbols.secondAxisValues.empty() && node.text == m_symbols.secondAxisName)
            return failAt("expression.axis", m_location, node.column,
                          fmt::format("{} is the second axis, which only the formula of a field goes along.",
                                      node.text),
                          "Draw a number from a field: max(t), min(t) or mean(t).");
        return unknownName(node);
    }

    tl::unexpected<Diagnostic> unknownName(const SyntaxNode& node) const
    {
        if (const FunctionDescriptor* function = findFunction(node.text))
            return failAt("expression.syntax", m_location, node.column,
                          fmt::format("{} is a function and needs its arguments.", function->name),
                          fmt::format("Write {}(...).", function->name));
        std::vector<std::string> known;
        for (const Symbol& symbol : m_symbols.symbols)
            known.push_back(symbol.name);
        std::string remedy = didYouMean(nearestNames(node.text, known));
        if (remedy.empty() && !known.empty())
            remedy = fmt::format("There are {}.", fmt::join(known, ", "));
        return failAt("expression.name", m_location, node.column,
                      fmt::format("There is no variable \"{}\".", node.text), std::move(remedy));
    }

    Result<TypedNode> number(const SyntaxNode& node)
    {
        Result<TypedNode> typed = check(node);
        if (typed && typed->isCondition)
            return typeError(node, "A number is expected here, not a condition.",
                             "Write if(CONDITION, 1, 0).");
        return typed;
    }

    Result<TypedNode> condition(const SyntaxNode& node)
    {
        Result<TypedNode> typed = check(node);
        if (!typed || typed->isCondition)
            return typed;
        if (!typed->isBoolean)
            return typeError(node, "A condition is expected here, not a number.",
                             "Compare it with something: x > 0.");
        return asCondition(std::move(*typed));
    }

    static TypedNode asCondition(TypedNode boolean)
    {
        const std::size_t column = boolean.column;
        TypedNode node = operation(Op::NotEqual, {std::move(boolean), constant(0, column)}, column);
        node.isCondition = true;
        return node;
    }

    Result<TypedNode> checkUnary(const SyntaxNode& node)
    {
        const bool isNot = node.text == "not";
        Result<TypedNode> operand = isNot ? condition(*node.children[0]) : number(*node.children[0]);
        if (!operand)
            return operand;
        TypedNode typed = operation(isNot ? Op::Not : Op::Negate, {std::move(*operand)}, node.column);
        typed.isCondition = isNot;
        return typed;
    }

    Result<TypedNode> checkBinary(const SyntaxNode& node)
    {
        const std::string& text = node.text;
        if (text == "and" || text == "or") {
            Result<TypedNode> left = condition(*node.children[0]);
            if (!left)
                return left;
            Result<TypedNode> right = condition(*node.children[1]);
            if (!right)
                return right;
            TypedNode typed = operation(text == "and" ? Op::And : Op::Or,
                                        {std::move(*left), std::move(*right)}, node.column);
            typed.isCondition = true;
            return typed;
        }
        if (text == "==" || text == "!=") {
            for (const std::size_t quoted : {0, 1})
                if (node.children[quoted]->kind == SyntaxNode::Kind::Text)
                    return compareWithItem(node, *node.children[1 - quoted], *node.children[quoted]);
            return checkEquality(node);
        }
        Result<TypedNode> left = number(*node.children[0]);
        if (!left)
            return left;
        Result<TypedNode> right = number(*node.children[1]);
        if (!right)
            return right;
        if (text == "+" || text == "-")
            return addNodes(text == "+" ? Op::Add : Op::Subtract, std::move(*left), std::move(*right),
                            node.column, m_location);
        if (text == "*" || text == "/")
            return multiplyNodes(text == "*" ? Op::Multiply : Op::Divide, std::move(*left), std::move(*right),
                                 node.column);
        if (text == "^")
            return raiseNode(std::move(*left), std::move(*right), node.column, m_location);
        const Op op = text == "<"    ? Op::Less
                      : text == "<=" ? Op::LessEqual
                      : text == ">"  ? Op::Greater
                                     : Op::GreaterEqual;
        return compare(op, std::move(*left), std::move(*right), node);
    }

    Result<TypedNode> compare(Op op, TypedNode left, TypedNode right, const SyntaxNode& node)
    {
        const std::string leftWords = inWords(left), rightWords = inWords(right);
        const bool isDifferenceOnScale = left.isDifference || right.isDifference;
        if (!unify(left, right))
            return failAt("expression.unit", m_location, node.column,
                          fmt::format("{} cannot be compared with {}.", leftWords, rightWords),
                          isDifferenceOnScale
                              ? "Compare a difference of temperatures with kelvins, such as 10 K."
                              : "Give both sides units of one kind.");
        TypedNode typed = operation(op, {std::move(left), std::move(right)}, node.column);
        typed.unit = Unit();
        typed.isCondition = true;
        typed.isBare = false;
        typed.isDifference = false;
        return typed;
    }

    Result<TypedNode> checkEquality(const SyntaxNode& node)
    {
        Result<TypedNode> left = check(*node.children[0]);
        if (!left)
            return left;
        Result<TypedNode> right = check(*node.children[1]);
        if (!right)
            return right;
        const Op op = node.text == "==" ? Op::Equal : Op::NotEqual;
        if (left->isCondition != right->isCondition) {
            TypedNode& value = left->isCondition ? *right : *left;
            if (!value.isBoolean)
                return typeError(node, "A condition cannot be compared with a number.",
                                 "Compare two of one kind.");
            value = asCondition(std::move(value));
        }
        return compare(op, std::move(*left), std::move(*right), node);
    }

    Result<TypedNode> compareWithItem(const SyntaxNode& node, const SyntaxNode& variable,
                                      const SyntaxNode& item)
    {
        if (variable.kind == SyntaxNode::Kind::Name)
            for (std::size_t i = 0; i < m_symbols.symbols.size(); ++i) {
                const Symbol& symbol = m_symbols.symbols[i];
                if (symbol.name != variable.text || symbol.items.empty())
                    continue;
                const auto found = std::find(symbol.items.begin(), symbol.items.end(), item.text);
                if (found == symbol.items.end())
                    return failAt("expression.name", m_location, item.column,
                                  fmt::format("{} has no choice \"{}\".", symbol.name, item.text),
                                  fmt::format("It has {}.", fmt::join(symbol.items, ", ")));
                Result<TypedNode> left = checkName(variable);
                TypedNode right = constant(double(found - symbol.items.begin()), item.column);
                right.isBare = true;
                return compare(node.text == "==" ? Op::Equal : Op::NotEqual, std::move(*left),
                               std::move(right), node);
            }
        return typeError(item, "A quoted name can only be compared with an input that has choices.",
                         "Write the name of such an input on the other side.");
    }

    Result<TypedNode> checkCall(const SyntaxNode& node)
    {
        const FunctionDescriptor* function = findFunction(node.text);
        if (!function) {
            std::vector<std::string> known;
            for (const FunctionDescriptor& other : functionTable())
                known.emplace_back(other.name);
            std::string remedy = didYouMean(nearestNames(node.text, known));
            return failAt("expression.name", m_location, node.column,
                          fmt::format("There is no function \"{}\".", node.text),
                          remedy.empty() ? fmt::format("There are {}.", fmt::join(known, ", ")) : remedy);
        }
        const int count = static_cast<int>(node.children.size());
        if (count < function->least || count > function->most) {
            const std::string wanted = function->least == function->most
                                           ? std::to_string(function->least)
                                           : fmt::format("at least {}", function->least);
            return typeError(node,
                             fmt::format("{} takes {} argument{}, not {}.", function->name, wanted,
                                         wanted == "1" || wanted == "at least 1" ? "" : "s", count),
                             "Correct its arguments.");
        }
        if (function->shape == Shape::Choice)
            return checkChoice(node);
        if (const auto field = findField(*node.children[0]);
            field && (function->shape == Shape::Draws || function->shape == Shape::Position ||
                      function->shape == Shape::Running || (drawsExtreme(*function) && count == 1)))
            return drawFromField(*function, *field, node);
        std::vector<TypedNode> arguments;
        for (const auto& child : node.children) {
            Result<TypedNode> argument = number(*child);
            if (!argument)
                return argument;
            arguments.push_back(std::move(*argument));
        }
        return applyFunction(*function, std::move(arguments), node, m_symbols, m_location);
    }

    Result<TypedNode> checkChoice(const SyntaxNode& node)
    {
        Result<TypedNode> choice = condition(*node.children[0]);
        if (!choice)
            return choice;
        Result<TypedNode> yes = check(*node.children[1]);
        if (!yes)
            return yes;
        Result<TypedNode> no = check(*node.children[2]);
        if (!no)
            return no;
        if (yes->isCondition != no->isCondition)
            return typeError(node, "Both answers of if must be of one kind.",
                             "Give it two numbers or two conditions.");
        const std::string yesWords = inWords(*yes), noWords = inWords(*no);
        if (!unify(*yes, *no))
            return failAt("expression.unit", m_location, node.column,
                          fmt::format("The answers of if differ in unit: {} and {}.", yesWords, noWords),
                          "Give both units of one kind.");
        const Unit unit = yes->unit;
        const bool isCondition = yes->isCondition, isBare = yes->isBare && no->isBare,
                   isDifference = yes->isDifference;
        TypedNode typed =
            operation(Op::Select, {std::move(*choice), std::move(*yes), std::move(*no)}, node.column);
        typed.unit = unit;
        typed.isCondition = isCondition;
        typed.isBare = isBare;
        typed.isDifference = isDifference;
        return typed;
    }

    static bool drawsExtreme(const FunctionDescriptor& function)
    {
        return function.op == Op::Min || function.op == Op::Max;
    }

    /// The symbol of a field that stands alone.
    std::optional<std::size_t> findField(const SyntaxNode& node) const
    {
        for (std::size_t i = 0; i < m_symbols.symbols.size(); ++i)
            if (node.kind == SyntaxNode::Kind::Name && m_symbols.symbols[i].isField &&
                m_symbols.symbols[i].name == node.text)
                return i;
        return std::nullopt;
    }

    Result<TypedNode> drawFromField(const FunctionDescriptor& function, std::size_t symbol,
                                    const SyntaxNode& node)
    {
        const std::string& name = m_symbols.symbols[symbol].name;
        const bool drawsMean = function.shape == Shape::Draws && function.aggregate == Aggregate::Kind::Mean;
        if (!drawsMean && !drawsExtreme(function))
            return failAt(
                "expression.axis", m_location, node.column,
                fmt::format("{} goes along one axis, and {} is a field over two.", function.name, name),
                fmt::format("From a field, draw max({0}), min({0}) or mean({0}).", name));
        TypedNode field;
        field.kind = TypedNode::Kind::Symbol;
        field.index = symbol;
        field.unit = m_symbols.symbols[symbol].unit;
        field.isField = true;
        TypedNode typed;
        typed.kind = TypedNode::Kind::Aggregate;
        typed.aggregate = function.aggregate;
        typed.column = node.column;
        typed.unit = field.unit;
        typed.children.push_back(std::move(field));
        return typed;
    }

    const SymbolTable& m_symbols;
    const std::string& m_location;
};

} // namespace

Result<TypedNode> checkExpression(const SyntaxNode& tree, const SymbolTable& symbols,
                                  const std::string& location)
{
    return Checker(symbols, location).check(tree);
}

} // namespace twin
