// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/syntax.h"

#include <algorithm>
#include <fmt/format.h>
#include <initializer_list>

namespace twin {

namespace {

// What follows walks the tree by recursion, and a long sum is as deep as it has signs.
constexpr int deepestNesting = 48;
constexpr int mostOperators = 400;

using NodePointer = std::unique_ptr<SyntaxNode>;

/// Recursive descent, loosest first: or, and, not, comparison, sum, product, sign, power, primary.
class Parser
{
  public:
    Parser(const std::vector<Token>& tokens, const std::string& location)
        : m_tokens(tokens), m_location(location)
    {}

    Result<NodePointer> run()
    {
        if (current().kind == TokenKind::End)
            return failAt("expression.syntax", m_location, 1, "The expression is empty.",
                          "Write a condition or a formula.");
        Result<NodePointer> node = readOr();
        if (node && current().kind != TokenKind::End)
            return unexpected("an operator");
        return node;
    }

  private:
    using Reader = Result<NodePointer> (Parser::*)();

    const Token& current() const { return m_tokens[m_at]; }
    bool isOperator(std::string_view text) const
    {
        return current().kind == TokenKind::Operator && current().text == text;
    }

    tl::unexpected<Diagnostic> unexpected(const std::string& expected) const
    {
        const Token& token = current();
        if (token.kind == TokenKind::End)
            return failAt("expression.syntax", m_location, token.column,
                          fmt::format("The expression ends where {} is expected.", expected), "Complete it.");
        return failAt("expression.syntax", m_location, token.column,
                      fmt::format("Found \"{}\" where {} is expected.", token.text, expected),
                      "Correct it here.");
    }

    static NodePointer make(SyntaxNode::Kind kind, const Token& token)
    {
        auto node = std::make_unique<SyntaxNode>();
        node->kind = kind;
        node->text = token.text;
        node->column = token.column;
        return node;
    }

    Result<NodePointer> readBinary(Reader next, std::initializer_list<std::string_view> operators)
    {
        Result<NodePointer> left = (this->*next)();
        while (left &&
               std::any_of(operators.begin(), operators.end(), [&](auto text) { return isOperator(text); })) {
            if (++m_operators > mostOperators)
                return failAt("expression.syntax", m_location, current().column,
                              "The expression has too many operators.", "Split it into several rules.");
            NodePointer node = make(SyntaxNode::Kind::Binary, m_tokens[m_at++]);
            Result<NodePointer> right = (this->*next)();
            if (!right)
                return right;
            node->children.push_back(std::move(*left));
            node->children.push_back(std::move(*right));
            left = std::move(node);
        }
        return left;
    }

    Result<NodePointer> readOr() { return readBinary(&Parser::readAnd, {"or"}); }
    Result<NodePointer> readAnd() { return readBinary(&Parser::readNot, {"and"}); }
    Result<NodePointer> readSum() { return readBinary(&Parser::readProduct, {"+", "-"}); }
    Result<NodePointer> readProduct() { return readBinary(&Parser::readSign, {"*", "/"}); }

    /// Whatever recurses goes through here, so that no text can exhaust the stack.
    Result<NodePointer> nested(Reader reader)
    {
        if (++m_depth > deepestNesting)
            return failAt("expression.syntax", m_location, current().column,
                          "The expression is nested too deeply.", "Split it into several rules.");
        Result<NodePointer> node = (this->*reader)();
        --m_depth;
        return node;
    }

    Result<NodePointer> readUnary(Reader operand, const char* spelling)
    {
        NodePointer node = make(SyntaxNode::Kind::Unary, m_tokens[m_at++]);
        node->text = spelling;
        Result<NodePointer> child = nested(operand);
        if (!child)
            return child;
        node->children.push_back(std::move(*child));
        return node;
    }

    Result<NodePointer> readNot()
    {
        return isOperator("not") ? readUnary(&Parser::readNot, "not") : readComparison();
    }

    Result<NodePointer> readComparison()
    {
        static constexpr std::string_view comparisons[] = {"<=", ">=", "==", "!=", "<", ">"};
        const auto isComparison = [&] {
            return std::any_of(std::begin(comparisons), std::end(comparisons),
                               [&](auto text) { return isOperator(text); });
        };
        Result<NodePointer> left = readSum();
        if (!left || !isComparison())
            return left;
        NodePointer node = make(SyntaxNode::Kind::Binary, m_tokens[m_at++]);
        Result<NodePointer> right = readSum();
        if (!right)
            return right;
        if (isComparison())
            return failAt("expression.syntax", m_location, current().column,
                          "Two comparisons in a row have no meaning.",
                          "Join them with \"and\": 1 < x and x < 2.");
        node->children.push_back(std::move(*left));
        node->children.push_back(std::move(*right));
        return node;
    }

    Result<NodePointer> readSign()
    {
        if (isOperator("-"))
            return readUnary(&Parser::readSign, "-");
        if (isOperator("!"))
            return readUnary(&Parser::readSign, "not");
        if (isOperator("+")) {
            ++m_at;
            return nested(&Parser::readSign);
        }
        Result<NodePointer> base = readPrimary();
        if (!base || !isOperator("^"))
            return base;
        NodePointer node = make(SyntaxNode::Kind::Binary, m_tokens[m_at++]);
        Result<NodePointer> exponent = nested(&Parser::readSign);
        if (!exponent)
            return exponent;
        node->children.push_back(std::move(*base));
        node->children.push_back(std::move(*exponent));
        return node;
    }

    Result<NodePointer> readPrimary()
    {
        const Token& token = current();
        switch (token.kind) {
        case TokenKind::Number: {
            NodePointer node = make(SyntaxNode::Kind::Number, token);
            node->number = token.number;
            node->unit = token.unit;
            ++m_at;
            return node;
        }
        case TokenKind::Text:
            return make(SyntaxNode::Kind::Text, m_tokens[m_at++]);
        case TokenKind::Name:
            return readName();
        case TokenKind::Operator:
        case TokenKind::End:
            break;
        }
        if (!isOperator("("))
            return unexpected("a value");
        ++m_at;
        Result<NodePointer> inner = nested(&Parser::readOr);
        if (inner && !isOperator(")"))
            return unexpected("\")\"");
        if (inner)
            ++m_at;
        return inner;
    }

    Result<NodePointer> readName()
    {
        NodePointer node = make(SyntaxNode::Kind::Name, m_tokens[m_at++]);
        if (!isOperator("("))
            return node;
        node->kind = SyntaxNode::Kind::Call;
        ++m_at;
        while (!isOperator(")")) {
            if (!node->children.empty()) {
                if (!isOperator(","))
                    return unexpected("\",\" or \")\"");
                ++m_at;
            }
            Result<NodePointer> argument = nested(&Parser::readOr);
            if (!argument)
                return argument;
            node->children.push_back(std::move(*argument));
        }
        ++m_at;
        return node;
    }

    const std::vector<Token>& m_tokens;
    const std::string& m_location;
    std::size_t m_at = 0;
    int m_depth = 0;
    int m_operators = 0;
};

} // namespace

Result<NodePointer> parseExpression(const std::vector<Token>& tokens, const std::string& location)
{
    return Parser(tokens, location).run();
}

} // namespace twin
