// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/guess_unit.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

namespace twin {

namespace {

struct Hint
{
    std::string_view word;
    std::string_view unit;
};

/// Last words of names that are units.
constexpr std::array<Hint, 28> suffixes = {{
    {"c", "Cel"},     {"degc", "Cel"}, {"celsius", "Cel"}, {"k", "K"},      {"kw", "kW"},  {"mw", "MW"},
    {"kwh", "kW.h"},  {"m3h", "m3/h"}, {"m3s", "m3/s"},    {"lps", "L/s"},  {"ls", "L/s"}, {"bar", "bar"},
    {"kpa", "kPa"},   {"mpa", "MPa"},  {"pa", "Pa"},       {"rpm", "/min"}, {"hz", "Hz"},  {"pct", "%"},
    {"percent", "%"}, {"hours", "h"},  {"hrs", "h"},       {"h", "h"},      {"s", "s"},    {"min", "min"},
    {"m", "m"},       {"mm", "mm"},    {"kg", "kg"},       {"days", "d"},
}};

/// Words anywhere in a name that suggest a unit.
constexpr std::array<Hint, 10> words = {{
    {"temperature", "Cel"},
    {"temp", "Cel"},
    {"age", "h"},
    {"power", "kW"},
    {"flow", "m3/h"},
    {"level", "m"},
    {"head", "m"},
    {"voltage", "V"},
    {"current", "A"},
    {"frequency", "Hz"},
}};

/// Words that say that a quantity has no unit, whatever else the name holds.
constexpr std::array<std::string_view, 8> plain = {"multiplier", "ratio", "factor",   "probability",
                                                   "fraction",   "count", "relative", "efficiency"};

std::vector<std::string> wordsOf(std::string_view name)
{
    std::vector<std::string> result(1);
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            result.back().push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
        else if (!result.back().empty())
            result.emplace_back();
    }
    if (result.size() > 1 && result.back().empty())
        result.pop_back();
    return result;
}

std::string identifierOf(std::string_view name)
{
    std::string result;
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '_')
            result.push_back(c);
        else if (!result.empty() && result.back() != '_')
            result.push_back('_');
    }
    while (!result.empty() && result.back() == '_')
        result.pop_back();
    if (result.empty() || std::isdigit(static_cast<unsigned char>(result.front())))
        result.insert(0, "v");
    return result.substr(0, 64);
}

std::string labelOf(std::string_view name)
{
    std::string label(name);
    std::replace(label.begin(), label.end(), '_', ' ');
    while (!label.empty() && label.back() == ' ')
        label.pop_back();
    if (!label.empty())
        label.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(label.front())));
    return label;
}

/// The name and the unit of "flow [m3/h]" and "flow (m3/h)"; the unit is empty without brackets.
std::pair<std::string_view, std::string_view> splitBrackets(std::string_view column)
{
    for (const auto& [open, close] : {std::pair('[', ']'), std::pair('(', ')')}) {
        const auto from = column.rfind(open);
        if (from != std::string_view::npos && from > 0 && column.back() == close)
            return {column.substr(0, from), column.substr(from + 1, column.size() - from - 2)};
    }
    return {column, {}};
}

} // namespace

NamedQuantity guessQuantity(std::string_view column, const Range& observed)
{
    const auto [name, written] = splitBrackets(column);
    NamedQuantity quantity;
    quantity.identifier = identifierOf(name);
    quantity.label = labelOf(name);
    if (!written.empty()) {
        if (const Result<Unit> unit = Unit::parse(written)) {
            quantity.unit = *unit;
            quantity.isCertain = true;
            return quantity;
        }
    }
    const std::vector<std::string> parts = wordsOf(name);
    const auto has = [&](std::string_view word) {
        return std::find(parts.begin(), parts.end(), word) != parts.end();
    };
    const auto take = [&](std::string_view code, bool certain) {
        if (const Result<Unit> unit = Unit::parse(code)) {
            quantity.unit = *unit;
            quantity.isCertain = certain;
        }
        return quantity;
    };
    if (std::any_of(plain.begin(), plain.end(), has))
        return take("1", false);
    if (parts.size() > 1) {
        for (const Hint& hint : suffixes) {
            if (parts.back() == hint.word) {
                quantity.label = labelOf(name.substr(0, name.find_last_of("_ .-")));
                return take(hint.unit, true);
            }
        }
    }
    if (has("time") && observed.minimum == 0 && observed.maximum <= 24)
        return take("h", false);
    for (const Hint& hint : words) {
        if (has(hint.word))
            return take(hint.unit, false);
    }
    return quantity;
}

} // namespace twin
