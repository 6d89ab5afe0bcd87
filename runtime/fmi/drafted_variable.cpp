// SPDX-License-Identifier: GPL-3.0-or-later
#include "fmi/drafted_variable.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace twin {

namespace {

/// What inputs and outputs have in common.
Variable draftCommon(const FmuVariable& source, const std::optional<Unit>& unit)
{
    Variable variable;
    variable.name = identifierOf(source.name);
    variable.label = source.name;
    variable.description = source.description;
    variable.unit = unit.value_or(Unit());
    variable.nominal = source.nominal && *source.nominal > 0 ? *source.nominal : 1;
    if (source.start && !source.nominal && *source.start != 0)
        variable.nominal = std::abs(*source.start);
    if (const Result<Unit> shown = Unit::parse(source.displayUnit);
        !source.displayUnit.empty() && shown && shown->isCompatibleWith(variable.unit) &&
        !(*shown == variable.unit) && !(source.isRelative && shown->offset() != variable.unit.offset()))
        variable.displayUnits.push_back(*shown);
    return variable;
}

Range rangeOf(const FmuVariable& source)
{
    const Range open;
    return {source.minimum.value_or(open.minimum), source.maximum.value_or(open.maximum)};
}

/// The position of the item that an enumeration starts with.
double startItem(const FmuVariable& source)
{
    const auto item = std::find_if(source.items.begin(), source.items.end(), [&](const FmuItem& one) {
        return source.start && double(one.value) == *source.start;
    });
    return item == source.items.end() ? 0 : double(item - source.items.begin());
}

} // namespace

std::string identifierOf(const std::string& name)
{
    static const std::set<std::string> reserved = {"and", "or", "not", "if", "pi", "true", "false", "time"};
    std::string made;
    for (const char c : name) {
        const bool isKept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (isKept || (!made.empty() && made.back() != '_'))
            made += isKept ? c : '_';
    }
    while (!made.empty() && made.back() == '_')
        made.pop_back();
    if (made.empty() || (made.front() >= '0' && made.front() <= '9'))
        made.insert(0, "v");
    if (reserved.contains(made))
        made += '_';
    return made.substr(0, 60);
}

Variable draftInput(const FmuVariable& source, const std::optional<Unit>& unit)
{
    Variable variable = draftCommon(source, unit);
    variable.causality = Causality::Input;
    variable.physical = rangeOf(source);
    switch (source.kind) {
    case FmuVariable::Kind::Boolean:
        variable.type = VariableType::Boolean;
        variable.physical = {0, 1};
        break;
    case FmuVariable::Kind::Enumeration:
        variable.type = VariableType::Enumeration;
        for (const FmuItem& item : source.items)
            variable.items.push_back({item.name, item.name});
        variable.physical = {0, double(source.items.size()) - 1};
        variable.start = startItem(source);
        return variable;
    case FmuVariable::Kind::Integer:
        variable.type = VariableType::Integer;
        break;
    default:
        break;
    }
    // Without one it begins at zero, or at the end of its range that is nearest to it.
    const double nearest = std::min(std::max(0.0, variable.physical.minimum), variable.physical.maximum);
    variable.start = source.start.value_or(nearest);
    return variable;
}

Variable draftOutput(const FmuVariable& source, const std::optional<Unit>& unit)
{
    Variable variable = draftCommon(source, unit);
    variable.causality = Causality::Output;
    if (source.kind == FmuVariable::Kind::Real || source.kind == FmuVariable::Kind::Integer)
        variable.plausibility.range = rangeOf(source);
    variable.isSeries = source.variability != "constant" && source.variability != "fixed";
    variable.confidence.reason = "the FMU computes one value and says nothing of its error";
    return variable;
}

void convertTo(const Unit& unit, Variable& variable)
{
    for (double* value : {&variable.start, &variable.physical.minimum, &variable.physical.maximum,
                          &variable.plausibility.range.minimum, &variable.plausibility.range.maximum}) {
        if (std::isfinite(*value))
            *value = variable.unit.to(unit, *value);
    }
    variable.nominal = std::abs(variable.unit.differenceTo(unit, variable.nominal));
    variable.unit = unit;
}

} // namespace twin
