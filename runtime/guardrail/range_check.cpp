// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/range_check.h"

#include "guardrail/comparison.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

constexpr double tolerance = 1e-9;

bool isMember(const Variable& variable, double value)
{
    switch (variable.type) {
    case VariableType::Real:
        return std::isfinite(value);
    case VariableType::Integer:
        return std::isfinite(value) && value == std::floor(value);
    case VariableType::Boolean:
        return value == 0 || value == 1;
    case VariableType::Enumeration:
        break;
    }
    return value >= 0 && value < double(variable.items.size()) && value == std::floor(value);
}

bool isChoice(const Variable& variable)
{
    return variable.type == VariableType::Boolean || variable.type == VariableType::Enumeration;
}

std::string place(const Contract& contract, const Variable& output, std::size_t point)
{
    if (output.isField && contract.axis && contract.axis2) {
        const std::size_t width = contract.axis2->values.size();
        return " at " + formatForSentence(contract.axis->values[point / width], contract.axis->unit) +
               " and " + formatForSentence(contract.axis2->values[point % width], contract.axis2->unit);
    }
    if (!output.isSeries || !contract.axis)
        return {};
    return " at " + formatForSentence(contract.axis->values[point], contract.axis->unit);
}

} // namespace

Standing standingOf(const Variable& variable, double value)
{
    if (!isMember(variable, value) || !variable.physical.contains(value))
        return Standing::Impossible;
    return variable.validated.contains(value) ? Standing::Validated : Standing::Unvalidated;
}

std::string valueInSentence(const Variable& variable, double value, std::optional<double> other)
{
    return isChoice(variable) ? variable.formatValue(value) : formatForSentence(value, variable.unit, other);
}

std::string explainStanding(const Variable& variable, double value)
{
    const std::string& label = variable.label.empty() ? variable.name : variable.label;
    if (std::isnan(value))
        return fmt::format("{} has no value.", label);
    if (!isMember(variable, value))
        return isChoice(variable) ? fmt::format("{} has no choice number {:g}.", label, value)
                                  : fmt::format("{} must be a whole number; {:g} is not.", label, value);
    const bool isPossible = variable.physical.contains(value);
    const Range& range = isPossible ? variable.validated : variable.physical;
    const bool isAbove = value > range.maximum;
    const double limit = isAbove ? range.maximum : range.minimum;
    const std::string found = valueInSentence(variable, value, limit),
                      edge = valueInSentence(variable, limit, value);
    if (isPossible && isChoice(variable))
        return fmt::format("The twin is not validated for {} at \"{}\".", insideSentence(label), found);
    if (isPossible)
        return fmt::format("{} is {}; the twin is not validated {} {}.", label, found,
                           isAbove ? "above" : "below", edge);
    return fmt::format("{} is {}; it cannot be {} {}.", label, found, isAbove ? "above" : "below", edge);
}

namespace {

struct Implausible
{
    enum class Kind
    {
        None,
        NotFinite,
        Range,
        Direction
    };
    Kind kind = Kind::None;
    std::size_t point = 0;
};

/// +1 for outputs that may only rise, -1 for those that may only fall.
double directionOf(const Variable& output)
{
    return output.plausibility.monotone == Monotone::Increasing   ? 1
           : output.plausibility.monotone == Monotone::Decreasing ? -1
                                                                  : 0;
}

/// How far beyond a range rounding may take a value.
double slackOf(const Variable& output, double largest)
{
    for (const double end : {output.plausibility.range.minimum, output.plausibility.range.maximum})
        if (std::isfinite(end))
            largest = std::max(largest, std::abs(end));
    return tolerance * largest;
}

Implausible firstImplausible(const Variable& output, std::span<const double> values)
{
    using Kind = Implausible::Kind;
    double size = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i]))
            return {Kind::NotFinite, i};
        size = std::max(size, std::abs(values[i]));
    }
    const Range& range = output.plausibility.range;
    const double slack = slackOf(output, size);
    const double direction = directionOf(output);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] > range.maximum + slack || values[i] < range.minimum - slack)
            return {Kind::Range, i};
        if (i > 0 && direction * (values[i] - values[i - 1]) < -slack)
            return {Kind::Direction, i};
    }
    return {};
}

} // namespace

bool isPlausible(const Variable& output, std::span<const double> values)
{
    return firstImplausible(output, values).kind == Implausible::Kind::None;
}

std::string findImplausible(const Contract& contract, const Variable& output, std::span<const double> values)
{
    const auto [kind, i] = firstImplausible(output, values);
    switch (kind) {
    case Implausible::Kind::None:
        break;
    case Implausible::Kind::NotFinite:
        return fmt::format("The model gives no number for {}{}.", insideSentence(output.label),
                           place(contract, output, i));
    case Implausible::Kind::Range: {
        const Range& range = output.plausibility.range;
        const bool isAbove = values[i] > range.maximum;
        const double limit = isAbove ? range.maximum : range.minimum;
        return fmt::format("The model gives {} of {}{}, {} {}, which cannot be believed.",
                           insideSentence(output.label), formatForSentence(values[i], output.unit, limit),
                           place(contract, output, i), isAbove ? "above" : "below",
                           formatForSentence(limit, output.unit, values[i]));
    }
    case Implausible::Kind::Direction:
        return fmt::format("The model lets {} {} from {} to {}{}, which cannot be believed.",
                           insideSentence(output.label), directionOf(output) > 0 ? "fall" : "rise",
                           formatForSentence(values[i - 1], output.unit, values[i]),
                           formatForSentence(values[i], output.unit, values[i - 1]),
                           place(contract, output, i));
    }
    return {};
}

} // namespace twin
