// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/unit_reader.h"

#include "base/nearest_names.h"
#include "base/unit_table.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utility>

namespace twin {

namespace {

constexpr std::size_t longestCode = 128;
constexpr int deepestParentheses = 8;

void replaceAll(std::string& text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Typographic and everyday characters to those of UCUM.
std::string normalised(std::string_view given)
{
    static constexpr std::pair<std::string_view, std::string_view> spellings[] = {
        {"⁰", "0"},   {"¹", "1"},     {"²", "2"},    {"³", "3"},       {"⁴", "4"},   {"⁵", "5"},
        {"⁶", "6"},   {"⁷", "7"},     {"⁸", "8"},    {"⁹", "9"},       {"⁻", "-"},   {"−", "-"},
        {"·", "."},   {"⋅", "."},     {"×", "."},    {"µ", "u"},       {"μ", "u"},   {"Ω", "Ohm"},
        {"Ω", "Ohm"}, {"℃", "Cel"},   {"°C", "Cel"}, {"°F", "[degF]"}, {"°", "deg"}, {"‰", "[ppth]"},
        {"₂", "2"},   {"10^", "10*"}, {"**", "^"},   {" per ", "/"},
    };
    std::string text(given);
    for (const auto& [from, to] : spellings)
        replaceAll(text, from, to);
    std::string out;
    int braces = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        braces += (c == '{') - (c == '}');
        if (braces > 0 || c == '}') {
            out += c;
            continue;
        }
        if (c == ' ' || c == '\t') {
            // "kW h" is a product; blanks beside an operator say nothing
            std::size_t next = text.find_first_not_of(" \t", i);
            const bool beside = out.empty() || next == std::string::npos ||
                                std::string_view("./(").find(out.back()) != std::string_view::npos ||
                                std::string_view("./)*").find(text[next]) != std::string_view::npos;
            if (!beside)
                out += '.';
            if (next == std::string::npos)
                break;
            i = next - 1;
        } else if (c == '^') {
            continue;
        } else if (c == '*' && !out.ends_with("10")) {
            out += '.';
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace

std::string UnitFactor::code() const
{
    if (!atom)
        return annotation.empty() ? std::to_string(integer) : '{' + annotation + '}';
    return (prefix ? std::string(prefix->code) : std::string()) + std::string(atom->code);
}

Result<Unit> UnitReader::read(std::string_view given)
{
    std::string text = given.size() <= longestCode ? normalised(given) : std::string();
    if (given.size() > longestCode)
        return fail("unit.syntax", {}, "A unit's code is too long.",
                    "Write a UCUM code such as \"m3/h\" or \"Cel\".");
    if (text.empty() || text == "1")
        return Unit();
    UnitReader reader(std::move(text));
    if (Status status = reader.readTerm(1, 0); !status)
        return fail(std::move(status).error());
    if (reader.m_position != reader.m_text.size())
        return reader.syntax("unexpected text");

    Unit unit = compose(reader.m_factors);
    unit.m_code = reader.m_code;
    if (!std::isfinite(unit.m_factor) || unit.m_factor == 0)
        return fail("unit.syntax", {},
                    fmt::format("The unit \"{}\" is beyond what numbers can express.", reader.m_text),
                    "Use smaller exponents.");
    return unit;
}

std::vector<UnitFactor> UnitReader::factors(std::string_view code)
{
    if (code == "1")
        return {};
    UnitReader reader{std::string(code)};
    if (!reader.readTerm(1, 0))
        return {};
    return std::move(reader.m_factors);
}

Unit UnitReader::compose(const std::vector<UnitFactor>& factors)
{
    std::vector<UnitFactor> merged;
    for (const UnitFactor& factor : factors) {
        auto same = std::find_if(merged.begin(), merged.end(), [&](const UnitFactor& other) {
            return other.atom == factor.atom && other.prefix == factor.prefix &&
                   other.integer == factor.integer && (factor.atom || other.annotation == factor.annotation);
        });
        if (same != merged.end())
            same->exponent += factor.exponent;
        else
            merged.push_back(factor);
    }
    std::erase_if(merged, [](const UnitFactor& f) { return f.exponent == 0; });

    Unit unit;
    std::string numerator, denominator;
    for (const UnitFactor& factor : merged) {
        const double base =
            factor.atom ? factor.atom->factor * (factor.prefix ? factor.prefix->factor : 1) : factor.integer;
        unit.m_factor *= std::pow(base, factor.exponent);
        if (factor.atom)
            for (std::size_t i = 0; i < unit.m_dimension.size(); ++i)
                unit.m_dimension[i] += factor.exponent * factor.atom->dimension[i];

        const int power = std::abs(factor.exponent);
        std::string text = factor.code();
        if (!factor.atom)
            for (int i = 1; i < power; ++i)
                text += (factor.exponent > 0 ? "." : "/") + factor.code();
        else if (power != 1)
            text += std::to_string(power);
        if (factor.exponent > 0)
            numerator += (numerator.empty() ? "" : ".") + text;
        else
            denominator += '/' + text;
    }
    const bool alone = merged.size() == 1 && merged[0].exponent == 1 && merged[0].atom;
    unit.m_offset = alone ? merged[0].atom->offset : 0;
    unit.m_code = numerator + denominator;
    if (unit.m_code.empty())
        unit.m_code = "1";
    return unit;
}

Status UnitReader::readTerm(int sign, int depth)
{
    int next = sign;
    if (peek() == '/') {
        m_code += '/';
        ++m_position;
        next = -sign;
    }
    while (true) {
        if (Status status = readComponent(next, depth); !status)
            return status;
        if (peek() != '.' && peek() != '/')
            return {};
        // UCUM reads strictly from left to right: a/b.c is (a/b)·c
        next = peek() == '/' ? -sign : sign;
        m_code += m_text[m_position++];
    }
}

Status UnitReader::readComponent(int sign, int depth)
{
    if (peek() != '(')
        return readSymbol(sign);
    if (depth == deepestParentheses)
        return syntax("too many parentheses");
    m_code += m_text[m_position++];
    if (Status status = readTerm(sign, depth + 1); !status)
        return status;
    if (peek() != ')')
        return syntax("a closing parenthesis is missing");
    m_code += m_text[m_position++];
    return {};
}

Status UnitReader::readSymbol(int sign)
{
    const std::size_t start = m_position;
    bool bracket = false;
    while (m_position < m_text.size()) {
        const char c = m_text[m_position];
        if (c == '[' || c == ']')
            bracket = c == '[';
        else if (!bracket && std::string_view(".(){}/+-").find(c) != std::string_view::npos)
            break;
        ++m_position;
    }
    std::string_view symbol(m_text.data() + start, m_position - start);
    UnitFactor factor;
    int exponent = 1;

    if (symbol.empty() && peek() == '-' && start == 0 && m_text.size() == 1) {
        ++m_position;
        m_code = "1";
        return {};
    }
    if (symbol.starts_with("10*")) {
        m_position = start + 3;
        symbol = symbol.substr(0, 3);
    } else if (!symbol.empty() && std::all_of(symbol.begin(), symbol.end(), isDigit)) {
        if (symbol.size() > 9 || (factor.integer = std::stoi(std::string(symbol))) == 0)
            return syntax("a factor must be a whole number from 1 to 999999999");
        symbol = {};
    } else {
        std::size_t digits = symbol.size();
        while (digits > 0 && isDigit(symbol[digits - 1]))
            --digits;
        m_position = start + digits;
        symbol = symbol.substr(0, digits);
    }
    const bool isInteger = factor.integer != 1 || (m_position > start && symbol.empty());

    if (!symbol.empty()) {
        const auto aliases = unitAliases();
        const auto alias = std::find_if(aliases.begin(), aliases.end(),
                                        [&](const UnitAlias& a) { return a.spelling == symbol; });
        if (alias != aliases.end()) {
            const bool compound = alias->code.find_first_of("./{") != std::string_view::npos;
            UnitReader inner{std::string(alias->code)};
            if (Status status = inner.readTerm(sign, 0); !status)
                return status;
            if (compound || inner.m_factors.size() != 1) {
                if (isDigit(peek()) || peek() == '-' || peek() == '+')
                    return syntax(fmt::format("\"{}\" takes no exponent", symbol));
                const bool whole = start == 0 && m_position == m_text.size();
                const bool single = inner.m_factors.size() <= 1;
                m_code += whole || single ? inner.m_code : '(' + inner.m_code + ')';
                m_factors.insert(m_factors.end(), inner.m_factors.begin(), inner.m_factors.end());
                return {};
            }
            factor = inner.m_factors.front();
        } else if (!resolve(symbol, factor)) {
            return unknown(symbol);
        }
        const Result<int> read = readExponent();
        if (!read)
            return fail(read.error());
        exponent = *read;
        m_code += factor.code();
        if (exponent != 1 && factor.atom)
            m_code += std::to_string(exponent);
    } else if (isInteger) {
        m_code += std::to_string(factor.integer);
    } else if (peek() != '{') {
        return syntax(m_position == m_text.size() ? "it ends where a unit should follow"
                                                  : "a unit should stand here");
    }
    if (peek() == '{') {
        if (Status status = readAnnotation(factor.annotation); !status)
            return status;
        m_code += '{' + factor.annotation + '}';
    }
    factor.exponent = sign * exponent;
    m_factors.push_back(std::move(factor));
    return {};
}

Status UnitReader::readAnnotation(std::string& annotation)
{
    const std::size_t end = m_text.find('}', m_position);
    if (end == std::string::npos)
        return syntax("a closing brace is missing");
    annotation = m_text.substr(m_position + 1, end - m_position - 1);
    if (annotation.empty() || annotation.find('{') != std::string::npos)
        return syntax("braces hold a word, as in \"{pump}\"");
    m_position = end + 1;
    return {};
}

Result<int> UnitReader::readExponent()
{
    int sign = 1;
    if (peek() == '-' || peek() == '+') {
        sign = peek() == '-' ? -1 : 1;
        ++m_position;
        if (!isDigit(peek()))
            return syntax("a sign must be followed by an exponent");
    }
    if (!isDigit(peek()))
        return 1;
    int value = 0;
    for (int digits = 0; isDigit(peek()); ++digits, ++m_position) {
        if (digits == 2)
            return syntax("an exponent has at most two digits");
        value = value * 10 + (peek() - '0');
    }
    if (value == 0)
        return syntax("an exponent must not be 0");
    return sign * value;
}

bool UnitReader::resolve(std::string_view symbol, UnitFactor& factor) const
{
    const auto findAtom = [](std::string_view code) -> const UnitAtom* {
        for (const UnitAtom& atom : unitAtoms())
            if (atom.code == code)
                return &atom;
        return nullptr;
    };
    if ((factor.atom = findAtom(symbol)))
        return true;
    for (const UnitPrefix& prefix : unitPrefixes()) {
        if (!symbol.starts_with(prefix.code))
            continue;
        const UnitAtom* atom = findAtom(symbol.substr(prefix.code.size()));
        if (atom && atom->isMetric) {
            factor.prefix = &prefix;
            factor.atom = atom;
            return true;
        }
    }
    return false;
}

tl::unexpected<Diagnostic> UnitReader::syntax(const std::string& what) const
{
    return fail(
        "unit.syntax", {},
        fmt::format("The unit \"{}\" cannot be read at character {}: {}.", m_text, m_position + 1, what),
        "Write a UCUM code such as \"m3/h\", \"Cel\" or \"kW.h\".");
}

tl::unexpected<Diagnostic> UnitReader::unknown(std::string_view symbol) const
{
    std::vector<std::string> known;
    for (const UnitAtom& atom : unitAtoms())
        known.emplace_back(atom.code);
    for (const UnitAlias& alias : unitAliases())
        known.emplace_back(alias.spelling);
    for (const UnitPrefix& prefix : unitPrefixes())
        for (const UnitAtom& atom : unitAtoms())
            if (atom.isMetric && std::string_view("kMGmcun").find(prefix.code) != std::string_view::npos)
                known.push_back(std::string(prefix.code) + std::string(atom.code));
    std::vector<std::string> names = nearestNames(symbol, known);
    std::string message =
        symbol == m_text ? fmt::format("The unit \"{}\" is not known.", symbol)
                         : fmt::format("The unit \"{}\" is not known: there is no \"{}\".", m_text, symbol);
    std::string remedy = didYouMean(names);
    if (remedy.empty())
        remedy = "Write a UCUM code such as \"m3/h\", \"Cel\" or \"kW.h\"; a count is \"1\" or a word in "
                 "braces, \"{pump}\".";
    return fail("unit.unknown", {}, std::move(message), std::move(remedy));
}

} // namespace twin
