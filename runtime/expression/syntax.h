// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/unit.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

enum class TokenKind
{
    Number,
    Text,
    Name,
    Operator,
    End
};

/// A piece of an expression's text. `column` counts from 1, in bytes.
struct Token
{
    TokenKind kind = TokenKind::End;
    std::string text; ///< operator, name, or the content of a quoted text
    double number = 0;
    std::optional<Unit> unit; ///< of a number with a unit literal
    std::size_t column = 1;
};

/// Splits an expression into tokens, the last of kind End. A unit literal follows its number and holds no
/// blanks and no sign; it reaches as far as it can be read: in "6 h/n" it is "h". Errors "expression.syntax",
/// "expression.unit".
Result<std::vector<Token>> tokenize(std::string_view text, const std::string& location);

/// What stands at one place of an expression.
struct SyntaxNode
{
    enum class Kind
    {
        Number,
        Text,
        Name,
        Unary,
        Binary,
        Call
    };
    Kind kind = Kind::Number;
    std::string text; ///< name, operator, function, or the content of a quoted text
    double number = 0;
    std::optional<Unit> unit;
    std::size_t column = 1;
    std::vector<std::unique_ptr<SyntaxNode>> children;
};

/// Reads tokens into a tree. Operators are spelt "and", "or", "not", "==", "!=", "<", "<=", ">", ">=", "+",
/// "-", "*", "/", "^" whatever the user wrote. Errors "expression.syntax".
Result<std::unique_ptr<SyntaxNode>> parseExpression(const std::vector<Token>& tokens,
                                                    const std::string& location);

/// An error at a column of an expression; its location is "LOCATION:COLUMN".
tl::unexpected<Diagnostic> failAt(std::string code, const std::string& location, std::size_t column,
                                  std::string message, std::string remedy = {});

} // namespace twin
