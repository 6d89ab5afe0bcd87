// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/unit.h"

#include "base/unit_reader.h"
#include "base/unit_table.h"

#include <cmath>
#include <cstdlib>

namespace twin {

namespace {

std::string superscript(int exponent)
{
    static constexpr const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text;
    for (const char c : std::to_string(exponent))
        text += c == '-' ? "⁻" : digits[c - '0'];
    return text;
}

std::string symbolOf(const UnitFactor& factor)
{
    if (!factor.atom)
        return factor.annotation.empty() ? std::to_string(factor.integer) : factor.annotation;
    std::string text;
    if (factor.prefix)
        text += factor.prefix->symbol;
    text += factor.atom->symbol;
    const int power = std::abs(factor.exponent);
    if (power != 1)
        text += superscript(power);
    if (!factor.annotation.empty())
        text += ' ' + factor.annotation;
    return text;
}

} // namespace

Result<Unit> Unit::parse(std::string_view text)
{
    return UnitReader::read(text);
}

std::string Unit::symbol() const
{
    if (m_code == "1")
        return {};
    for (const UnitAlias& custom : unitCustomarySymbols())
        if (custom.spelling == m_code)
            return std::string(custom.code);
    std::string above, below;
    int count = 0;
    for (const UnitFactor& factor : UnitReader::factors(m_code)) {
        std::string text = symbolOf(factor);
        if (factor.exponent > 0) {
            above += (above.empty() ? "" : "·") + text;
        } else {
            below += (below.empty() ? "" : "·") + text;
            ++count;
        }
    }
    if (below.empty())
        return above;
    if (count > 1)
        below = '(' + below + ')';
    return (above.empty() ? "1" : above) + '/' + below;
}

std::string Unit::afterNumber() const
{
    const std::string text = symbol();
    return text.empty() || text == "°" ? text : ' ' + text;
}

double Unit::to(const Unit& other, double value) const
{
    if (m_factor == other.m_factor && m_offset == other.m_offset)
        return value;
    return (value * m_factor + (m_offset - other.m_offset)) / other.m_factor;
}

double Unit::differenceTo(const Unit& other, double difference) const
{
    return m_factor == other.m_factor ? difference : difference * m_factor / other.m_factor;
}

Unit Unit::times(const Unit& other) const
{
    std::vector<UnitFactor> factors = UnitReader::factors(m_code);
    for (UnitFactor& factor : UnitReader::factors(other.m_code))
        factors.push_back(std::move(factor));
    std::erase_if(factors, [](const UnitFactor& f) { return !f.atom && !f.annotation.empty(); });
    Unit product = UnitReader::compose(factors);
    product.m_offset = 0;
    return product;
}

Unit Unit::over(const Unit& other) const
{
    return times(other.power(-1));
}

Unit Unit::power(int exponent) const
{
    std::vector<UnitFactor> factors = UnitReader::factors(m_code);
    std::erase_if(factors, [](const UnitFactor& f) { return !f.atom && !f.annotation.empty(); });
    for (UnitFactor& factor : factors)
        factor.exponent *= exponent;
    Unit unit = UnitReader::compose(factors);
    unit.m_offset = 0;
    return unit;
}

std::optional<Unit> Unit::root(int degree) const
{
    std::vector<UnitFactor> factors = UnitReader::factors(power(1).m_code);
    for (UnitFactor& factor : factors) {
        if (factor.exponent % degree != 0)
            return std::nullopt;
        factor.exponent /= degree;
    }
    Unit unit = UnitReader::compose(factors);
    unit.m_offset = 0;
    return unit;
}

} // namespace twin
