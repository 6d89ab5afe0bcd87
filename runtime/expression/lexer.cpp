// SPDX-License-Identifier: GPL-3.0-or-later
#include "expression/syntax.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <utility>

namespace twin {

namespace {

constexpr std::size_t longestExpression = 4096;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isName(char c)
{
    return isNameStart(c) || isDigit(c);
}

bool isKeyword(std::string_view word)
{
    static constexpr std::array<std::string_view, 3> keywords = {"and", "or", "not"};
    return std::find(keywords.begin(), keywords.end(), word) != keywords.end();
}

class Lexer
{
  public:
    Lexer(std::string_view text, const std::string& location) : m_text(text), m_location(location) {}

    Result<std::vector<Token>> run()
    {
        if (m_text.size() > longestExpression)
            return failAt("expression.syntax", m_location, 1, "The expression is too long.",
                          "Split it into several rules.");
        while (true) {
            while (m_at < m_text.size() &&
                   std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos)
                ++m_at;
            if (m_at == m_text.size())
                break;
            if (Status status = readOne(); !status)
                return fail(std::move(status).error());
        }
        Token end;
        end.column = m_text.size() + 1;
        m_tokens.push_back(std::move(end));
        return std::move(m_tokens);
    }

  private:
    Status readOne()
    {
        const char c = m_text[m_at];
        if (isDigit(c) || (c == '.' && m_at + 1 < m_text.size() && isDigit(m_text[m_at + 1])))
            return readNumber();
        if (isNameStart(c)) {
            std::size_t end = m_at;
            while (end < m_text.size() && isName(m_text[end]))
                ++end;
            push(TokenKind::Name, end - m_at);
            if (isKeyword(m_tokens.back().text))
                m_tokens.back().kind = TokenKind::Operator;
            return {};
        }
        if (c == '"' || c == '\'')
            return readText(c);
        return readOperator();
    }

    Status readNumber()
    {
        Token token;
        token.kind = TokenKind::Number;
        token.column = m_at + 1;
        const char* first = m_text.data() + m_at;
        const auto [end, error] = std::from_chars(first, m_text.data() + m_text.size(), token.number);
        if (error != std::errc() || !std::isfinite(token.number))
            return failAt("expression.syntax", m_location, m_at + 1,
                          "This number is beyond what can be computed with.", "Write a smaller number.");
        m_at += static_cast<std::size_t>(end - first);
        token.text = std::string(first, end);
        if (Status status = readUnit(token); !status)
            return status;
        m_tokens.push_back(std::move(token));
        return {};
    }

    /// The unit literal behind a number, if any.
    Status readUnit(Token& token)
    {
        std::size_t start = m_at;
        while (start < m_text.size() && m_text[start] == ' ')
            ++start;
        std::vector<std::size_t> ends; // where a unit may end, growing
        int depth = 0;
        std::size_t end = start;
        bool bracket = false;
        for (; end < m_text.size(); ++end) {
            const char c = m_text[end];
            if (startsSign(m_text.substr(end)))
                break;
            const bool isLetter = isName(c) || c == '%' || static_cast<unsigned char>(c) >= 0x80;
            if (c == '[' || c == '{') {
                bracket = true;
            } else if (c == ']' || c == '}') {
                bracket = false;
            } else if (bracket) {
                continue;
            } else if (c == '/' || c == '.') {
                if (depth == 0)
                    ends.push_back(end);
            } else if (c == '(' && end > start && m_text[end - 1] == '/') {
                ++depth;
            } else if (c == ')' && depth > 0) {
                --depth;
            } else if (!isLetter) {
                break;
            }
        }
        ends.push_back(end);
        const std::string_view first = m_text.substr(start, ends.front() - start);
        if (first.empty() || isKeyword(first))
            return {};
        for (auto at = ends.rbegin(); at != ends.rend(); ++at) {
            const std::string_view text = m_text.substr(start, *at - start);
            if (Result<Unit> unit = Unit::parse(text)) {
                token.unit = *unit;
                m_at = *at;
                if (m_at < m_text.size() && m_text[m_at] == '^')
                    return failAt(
                        "expression.syntax", m_location, m_at + 1,
                        fmt::format(
                            "It is not clear whether the power belongs to the number or to the unit \"{}\".",
                            text),
                        fmt::format("Write {}2 for the unit, or put number and unit in parentheses.", text));
                return {};
            }
        }
        const Diagnostic why = Unit::parse(first).error();
        return failAt("expression.unit", m_location, start + 1, why.message, why.remedy);
    }

    /// An operator in its typographic form. "·" is left to units: "kW·h".
    static bool startsSign(std::string_view text)
    {
        static constexpr std::string_view signs[] = {"≤", "≥", "≠", "×", "−"};
        return std::any_of(std::begin(signs), std::end(signs),
                           [&](std::string_view sign) { return text.starts_with(sign); });
    }

    Status readText(char quote)
    {
        const std::size_t end = m_text.find(quote, m_at + 1);
        if (end == std::string_view::npos)
            return failAt("expression.syntax", m_location, m_at + 1, "A closing quote is missing.",
                          "Close the quoted name.");
        Token token;
        token.kind = TokenKind::Text;
        token.column = m_at + 1;
        token.text = std::string(m_text.substr(m_at + 1, end - m_at - 1));
        m_tokens.push_back(std::move(token));
        m_at = end + 1;
        return {};
    }

    Status readOperator()
    {
        static constexpr std::pair<std::string_view, std::string_view> operators[] = {
            {"<=", "<="}, {">=", ">="}, {"==", "=="}, {"!=", "!="}, {"&&", "and"}, {"||", "or"},
            {"≤", "<="},  {"≥", ">="},  {"≠", "!="},  {"·", "*"},   {"×", "*"},    {"−", "-"},
            {"<", "<"},   {">", ">"},   {"+", "+"},   {"-", "-"},   {"*", "*"},    {"/", "/"},
            {"^", "^"},   {"!", "!"},   {"(", "("},   {")", ")"},   {",", ","},
        };
        const std::string_view rest = m_text.substr(m_at);
        for (const auto& [written, meaning] : operators)
            if (rest.starts_with(written)) {
                push(TokenKind::Operator, written.size());
                m_tokens.back().text = meaning;
                return {};
            }
        if (rest.front() == '=')
            return failAt("expression.syntax", m_location, m_at + 1, "A single \"=\" has no meaning here.",
                          "Write \"==\" to compare.");
        std::size_t length = 1;
        while (length < rest.size() && (static_cast<unsigned char>(rest[length]) & 0xC0) == 0x80)
            ++length;
        const bool isVisible = static_cast<unsigned char>(rest.front()) > ' ' && rest.front() != '\x7f';
        return failAt("expression.syntax", m_location, m_at + 1,
                      isVisible ? fmt::format("\"{}\" has no meaning here.", rest.substr(0, length))
                                : std::string("A character that cannot be seen stands here."),
                      "Remove it.");
    }

    void push(TokenKind kind, std::size_t length)
    {
        Token token;
        token.kind = kind;
        token.column = m_at + 1;
        token.text = std::string(m_text.substr(m_at, length));
        m_tokens.push_back(std::move(token));
        m_at += length;
    }

    std::string_view m_text;
    const std::string& m_location;
    std::size_t m_at = 0;
    std::vector<Token> m_tokens;
};

} // namespace

Result<std::vector<Token>> tokenize(std::string_view text, const std::string& location)
{
    return Lexer(text, location).run();
}

tl::unexpected<Diagnostic> failAt(std::string code, const std::string& location, std::size_t column,
                                  std::string message, std::string remedy)
{
    return fail(std::move(code), fmt::format("{}:{}", location, column),
                fmt::format("At position {}: {}", column, message), std::move(remedy));
}

} // namespace twin
