// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "expression/expression.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// One comparison of a rule's condition, taken apart so that a message can say what was found and what the
/// limit is.
class Comparison
{
  public:
    /// The comparisons of a condition that is one, or several joined with "and"; none of any other condition.
    static std::vector<Comparison> split(std::string_view condition, const SymbolTable& symbols);

    using Values = std::span<const std::span<const double>>;
    bool holds(Values values) const { return m_whole.test(values) == Truth::True; }
    /// "The value is 875.2 m³/h and must be at most 700 m³/h." Empty when a side is unknown.
    std::string explain(Values values) const;

  private:
    Comparison(Expression whole, Expression left, Expression right, std::string sign);

    Expression m_whole;
    Expression m_left;
    Expression m_right;
    std::string m_sign; ///< "<", "<=", ...
};

/// A number for a sentence: four significant digits, and more where `other` would read the same but is not.
std::string formatForSentence(double value, const Unit& unit, std::optional<double> other = std::nullopt);

/// A label inside a sentence: "mean incoming flow"; abbreviations keep their capitals.
std::string insideSentence(std::string label);

} // namespace twin
