// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/comparison.h"

#include "expression/syntax.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utility>

namespace twin {

namespace {

bool isComparison(const Token& token)
{
    static constexpr std::string_view signs[] = {"<", "<=", ">", ">=", "==", "!="};
    return token.kind == TokenKind::Operator &&
           std::find(std::begin(signs), std::end(signs), token.text) != std::end(signs);
}

struct Piece
{
    std::string_view whole, left, right;
    std::string sign;
};

/// Cuts at the operators that stand outside all parentheses. Empty when "or" or "not" is among them.
std::vector<Piece> cut(std::string_view text, const std::vector<Token>& tokens)
{
    std::vector<Piece> pieces;
    std::size_t start = 0; // of the comparison being read
    std::size_t signAt = 0, rightAt = 0;
    std::string sign;
    int depth = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        const std::size_t at = token.column - 1;
        const bool isOperator = token.kind == TokenKind::Operator;
        if (isOperator && (token.text == "(" || token.text == ")"))
            depth += token.text == "(" ? 1 : -1;
        if (depth != 0)
            continue;
        if (isOperator && (token.text == "or" || token.text == "not" || token.text == "!"))
            return {};
        if (isComparison(token)) {
            sign = token.text;
            signAt = at;
            rightAt = tokens[i + 1].column - 1;
        }
        if ((isOperator && token.text == "and") || token.kind == TokenKind::End) {
            if (sign.empty())
                return {};
            pieces.push_back({text.substr(start, at - start), text.substr(start, signAt - start),
                              text.substr(rightAt, at - rightAt), std::exchange(sign, {})});
            start = i + 1 < tokens.size() ? tokens[i + 1].column - 1 : at;
        }
    }
    return pieces;
}

std::string_view mirrored(std::string_view sign)
{
    return sign == "<" ? ">" : sign == "<=" ? ">=" : sign == ">" ? "<" : sign == ">=" ? "<=" : sign;
}

std::string_view inWords(std::string_view sign)
{
    if (sign == "<")
        return "less than";
    if (sign == "<=")
        return "at most";
    if (sign == ">")
        return "more than";
    if (sign == ">=")
        return "at least";
    return sign == "==" ? "exactly" : "other than";
}

std::string fixed(double value, int digits)
{
    std::string text = fmt::format("{:.{}f}", value, digits);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.')
            text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

} // namespace

std::string formatForSentence(double value, const Unit& unit, std::optional<double> other)
{
    std::string text;
    if (!std::isfinite(value)) {
        text = std::isnan(value) ? "not a number" : "beyond all limits";
    } else {
        const double size = std::abs(value);
        int digits = size > 0 ? std::clamp(3 - static_cast<int>(std::floor(std::log10(size))), 0, 12) : 0;
        if (size >= 1e9 || (size > 0 && size < 1e-9))
            text = fmt::format("{:.4g}", value);
        else
            text = fixed(value, digits);
        if (other && *other != value)
            while (digits < 15 && text == fixed(*other, digits))
                text = fixed(value, ++digits);
    }
    return text + unit.afterNumber();
}

std::string insideSentence(std::string label)
{
    const auto isCapital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (label.size() > 1 && isCapital(label[0]) && label[1] >= 'a' && label[1] <= 'z')
        label[0] = static_cast<char>(label[0] - 'A' + 'a');
    return label;
}

Comparison::Comparison(Expression whole, Expression left, Expression right, std::string sign)
    : m_whole(std::move(whole)), m_left(std::move(left)), m_right(std::move(right)), m_sign(std::move(sign))
{}

std::vector<Comparison> Comparison::split(std::string_view condition, const SymbolTable& symbols)
{
    const Result<std::vector<Token>> tokens = tokenize(condition, {});
    if (!tokens)
        return {};
    std::vector<Comparison> comparisons;
    for (const Piece& piece : cut(condition, *tokens)) {
        Result<Expression> whole = Expression::compile(piece.whole, symbols, {});
        Result<Expression> left = Expression::compile(piece.left, symbols, {});
        Result<Expression> right = Expression::compile(piece.right, symbols, {});
        const auto isNumber = [](const Result<Expression>& e) {
            return e && e->kind() == Expression::Kind::Number;
        };
        if (!whole || !isNumber(left) || !isNumber(right))
            return {};
        std::string sign = piece.sign;
        if (left->reads().empty() && !right->reads().empty()) {
            std::swap(*left, *right);
            sign = mirrored(sign);
        }
        comparisons.push_back(
            Comparison(std::move(*whole), std::move(*left), std::move(*right), std::move(sign)));
    }
    return comparisons;
}

std::string Comparison::explain(Values values) const
{
    double found = m_left.evaluate(values);
    double limit = m_right.evaluate(values);
    if (std::isnan(found) || std::isnan(limit))
        return {};
    // a limit written with a unit is what people think in; one without takes the other side's
    Unit unit = m_left.unit();
    if (m_right.unit().isCompatibleWith(unit)) {
        if (m_right.reads().empty() && m_right.unit().code() != "1") {
            found = unit.to(m_right.unit(), found);
            unit = m_right.unit();
        } else {
            limit = m_right.unit().to(unit, limit);
        }
    } else if (m_left.unit().code() == "1") {
        unit = m_right.unit();
    }
    return fmt::format("The value is {} and must be {} {}.", formatForSentence(found, unit, limit),
                       inWords(m_sign), formatForSentence(limit, unit, found));
}

} // namespace twin
