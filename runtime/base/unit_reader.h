// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/unit.h"

#include <string>
#include <string_view>
#include <vector>

namespace twin {

struct UnitAtom;
struct UnitPrefix;

/// One factor of a unit: "km" to the power -2, "{pump}", "10*" to the power 3, or the integer 24.
struct UnitFactor
{
    const UnitPrefix* prefix = nullptr;
    const UnitAtom* atom = nullptr; ///< null for an integer or an annotation alone
    int integer = 1;
    std::string annotation; ///< without its braces
    int exponent = 1;

    /// Prefix and atom, as one text: "km".
    std::string code() const;
};

/// Reads the grammar of UCUM codes: `.`, `/`, exponents, parentheses, annotations; everyday spellings on the
/// way.
class UnitReader
{
  public:
    static Result<Unit> read(std::string_view text);
    /// The factors of a code that `read` gave, parentheses resolved.
    static std::vector<UnitFactor> factors(std::string_view code);
    /// The unit of a product of factors, written in canonical form; like factors are merged, annotations
    /// beside an atom dropped.
    static Unit compose(const std::vector<UnitFactor>& factors);

  private:
    explicit UnitReader(std::string text) : m_text(std::move(text)) {}

    Status readTerm(int sign, int depth);
    Status readComponent(int sign, int depth);
    Status readSymbol(int sign);
    Status readAnnotation(std::string& annotation);
    Result<int> readExponent();
    bool resolve(std::string_view symbol, UnitFactor& factor) const;
    tl::unexpected<Diagnostic> syntax(const std::string& what) const;
    tl::unexpected<Diagnostic> unknown(std::string_view symbol) const;
    char peek() const { return m_position < m_text.size() ? m_text[m_position] : '\0'; }

    std::string m_text; ///< normalised
    std::size_t m_position = 0;
    std::string m_code;
    std::vector<UnitFactor> m_factors;
};

} // namespace twin
