// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/variable.h"

#include "base/nearest_names.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

int decimalsOfStep(double step)
{
    return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 15);
}

tl::unexpected<Diagnostic> notAChoice(const Variable& variable, std::string_view text)
{
    std::vector<std::string> names;
    for (const EnumerationItem& item : variable.items)
        names.push_back(item.name);
    if (variable.type == VariableType::Boolean && names.empty())
        names = {"on", "off"};
    return fail("input.choice", variable.name, fmt::format("{} has no choice \"{}\".", variable.label, text),
                fmt::format("Choose one of {}.", fmt::join(names, ", ")));
}

} // namespace

bool Range::isFinite() const
{
    return std::isfinite(minimum) && std::isfinite(maximum);
}

double Variable::step() const
{
    if (type != VariableType::Real)
        return 1;
    const bool byNominal = causality == Causality::Output && nominal != 1;
    double magnitude = nominal;
    if (!byNominal)
        for (const Range& range : {validated, physical, plausibility.range})
            if (range.isFinite() && range.width() > 0) {
                magnitude = range.width();
                break;
            }
    const double step = std::pow(10.0, std::round(std::log10(magnitude)) - 3);
    return std::isfinite(step) && step > 0 ? step : 1e-3;
}

int Variable::decimals() const
{
    return decimalsOfStep(step());
}

std::string Variable::formatValue(double value, const Unit* displayUnit) const
{
    if (std::isnan(value))
        return "–";
    if (type == VariableType::Boolean || type == VariableType::Enumeration) {
        const auto index = static_cast<std::size_t>(std::max(0.0, value));
        if (index < items.size() && double(index) == value)
            return items[index].label.empty() ? items[index].name : items[index].label;
        if (type == VariableType::Boolean && (value == 0 || value == 1))
            return value == 1 ? "on" : "off";
        return fmt::format("{:g}", value);
    }
    const Unit& shown = displayUnit ? *displayUnit : unit;
    int digits = decimals();
    if (displayUnit && !(*displayUnit == unit)) {
        value = unit.to(shown, value);
        if (type == VariableType::Real || shown.factor() != unit.factor())
            digits = decimalsOfStep(std::abs(unit.differenceTo(shown, step())));
    }
    std::string text = fmt::format("{:.{}f}", value, digits);
    if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos)
        text.erase(0, 1);
    return text + shown.afterNumber();
}

std::optional<double> Variable::itemOf(std::string_view text) const
{
    for (std::size_t i = 0; i < items.size(); ++i)
        if (items[i].name == text)
            return double(i);
    for (std::size_t i = 0; i < items.size(); ++i)
        if (equalsIgnoringCase(items[i].label, text) || equalsIgnoringCase(items[i].name, text))
            return double(i);
    if (type == VariableType::Boolean) {
        for (const std::string_view yes : {"on", "true", "yes", "1"})
            if (equalsIgnoringCase(text, yes))
                return 1;
        for (const std::string_view no : {"off", "false", "no", "0"})
            if (equalsIgnoringCase(text, no))
                return 0;
    }
    return std::nullopt;
}

Result<double> Variable::parseValue(std::string_view given) const
{
    std::string_view text = trimmed(given);
    if (text.empty())
        return fail("input.number", name, fmt::format("{} needs a value.", label), "Type a value.");
    if (type == VariableType::Boolean || type == VariableType::Enumeration)
        if (const auto item = itemOf(text))
            return *item;

    const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const std::string_view rest = trimmed(digits.substr(static_cast<std::size_t>(end - digits.data())));
    const bool isNumber = error == std::errc() && std::isfinite(value);
    if (type == VariableType::Boolean || type == VariableType::Enumeration) {
        const bool isPosition = isNumber && rest.empty() && value == std::floor(value) && value >= 0 &&
                                value < double(items.size());
        if (!isPosition)
            return notAChoice(*this, text);
        return value;
    }
    if (!isNumber || rest.starts_with(','))
        return fail("input.number", name, fmt::format("\"{}\" is not a number for {}.", text, label),
                    rest.starts_with(',')
                        ? "Write numbers with a point and without separators: 1300 or 0.5."
                        : fmt::format("Type a number, for example {}.", formatValue(start)));
    if (!rest.empty()) {
        const Result<Unit> typed = Unit::parse(rest);
        if (!typed || !typed->isCompatibleWith(unit)) {
            std::vector<std::string> known{unit.code()};
            for (const Unit& other : displayUnits)
                known.push_back(other.code());
            return fail("input.unit", name,
                        typed ? fmt::format("{} is not measured in {}.", label, typed->symbol())
                              : fmt::format("{} cannot be read: {}", label, typed.error().message),
                        fmt::format("Use {}.", fmt::join(known, " or ")));
        }
        value = typed->to(unit, value);
    }
    if (type == VariableType::Integer && value != std::floor(value))
        return fail("input.integer", name,
                    fmt::format("{} must be a whole number; {:g} is not.", label, value),
                    fmt::format("Type {:.0f} or {:.0f}.", std::floor(value), std::ceil(value)));
    return value;
}

} // namespace twin
