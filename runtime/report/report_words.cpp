// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report_words.h"

#include "guardrail/comparison.h"

#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

/// "6.57×10⁻⁸"
std::string powerOfTen(double value)
{
    constexpr std::string_view raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    const std::string text = fmt::format("{:.2e}", value);
    const std::size_t exponent = text.find('e');
    std::string words = text.substr(0, exponent) + "×10";
    if (text[exponent + 1] == '-')
        words += "⁻";
    const std::size_t first = text.find_first_not_of("-+0", exponent + 1);
    for (std::size_t i = first; i < text.size(); ++i)
        words += raised[text[i] - '0'];
    return words;
}

} // namespace

std::string figure(double value)
{
    if (!std::isfinite(value))
        return "–";
    const double size = std::abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e7))
        return powerOfTen(value);
    const int digits = size == 0 ? 0 : 2 - static_cast<int>(std::floor(std::log10(size) + 1e-12));
    return fmt::format("{:.{}f}", value, std::max(0, digits));
}

std::string figureWithUnit(double value, const Unit& unit)
{
    return std::isfinite(value) ? figure(value) + unit.afterNumber() : figure(value);
}

std::string given(double value, const Unit& unit)
{
    return fmt::format("{:.6g}{}", value, unit.afterNumber());
}

std::string titleOf(const std::string& words, const Unit& unit)
{
    const std::string symbol = unit.symbol();
    return symbol.empty() ? words : fmt::format("{} [{}]", words, symbol);
}

std::string percentage(double share)
{
    return std::isfinite(share) ? fmt::format("{:.1f} %", 100 * share) : "–";
}

std::string intervalInWords(const Variable& variable, double from, double to)
{
    if (variable.type != VariableType::Real && to - from <= 1)
        return variable.formatValue(std::round((from + to) / 2));
    return fmt::format("{} to {}", figure(from), figureWithUnit(to, variable.unit));
}

std::string wholeNumber(double value)
{
    return std::isfinite(value) ? fmt::format("{:.0f}", value) : "–";
}

std::string inputsInWords(const Contract& contract, const std::map<std::string, double>& inputs)
{
    std::string words;
    for (const Variable& input : contract.inputs) {
        const auto found = inputs.find(input.name);
        if (found == inputs.end())
            continue;
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ",
                             words.empty() ? input.label : insideSentence(input.label),
                             input.formatValue(found->second));
    }
    return words;
}

} // namespace twin
