// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

RuleVerdict refuse(std::string rule, std::string message, const Variable& variable,
                   std::optional<double> nearest)
{
    RuleVerdict verdict{std::move(rule), Verdict::Block, std::move(message), {}};
    if (nearest)
        verdict.nearest.emplace(variable.name, *nearest);
    return verdict;
}

bool isWholeNumbered(const Variable& variable)
{
    return variable.type != VariableType::Real;
}

} // namespace

std::optional<RuleVerdict> refusalOf(const Variable& variable, double value)
{
    const std::string type = "type:" + variable.name;
    if (!std::isfinite(value))
        return refuse(type, fmt::format("{} needs a number.", variable.label), variable, variable.start);
    if (variable.type == VariableType::Boolean && value != 0 && value != 1)
        return refuse(type, fmt::format("{} is either on or off.", variable.label), variable,
                      value > 0 ? 1 : 0);
    if (variable.type == VariableType::Enumeration &&
        (value != std::floor(value) || value < 0 || value >= double(variable.items.size())))
        return refuse(type, fmt::format("{} has no choice number {}.", variable.label, value), variable,
                      variable.start);
    if (isWholeNumbered(variable) && value != std::floor(value)) {
        const double whole = std::round(value);
        return refuse(type, fmt::format("{} takes whole numbers only, not {}.", variable.label, value),
                      variable, variable.physical.contains(whole) ? std::optional(whole) : std::nullopt);
    }
    if (variable.physical.contains(value))
        return std::nullopt;
    const bool above = value > variable.physical.maximum;
    const double limit = above ? variable.physical.maximum : variable.physical.minimum;
    return refuse("physical:" + variable.name,
                  fmt::format("{} {} is {} {}, the {} that can exist.", variable.label,
                              variable.formatValue(value), above ? "above" : "below",
                              variable.formatValue(limit), above ? "most" : "least"),
                  variable, limit);
}

} // namespace twin
