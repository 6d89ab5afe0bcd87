// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings.h"

#include "base/nearest_names.h"

#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin::cli {

namespace {

Diagnostic unknownInput(const Contract& contract, const std::string& name, const std::string& location)
{
    std::vector<std::string> known;
    for (const Variable& input : contract.inputs)
        known.push_back(input.name);
    std::string remedy = didYouMean(nearestNames(name, known));
    if (remedy.empty())
        remedy = fmt::format("The inputs are {}.", fmt::join(known, ", "));
    return {Severity::Error, "input.unknown", location,
            contract.findOutput(name) ? fmt::format("{} is an output; only inputs can be set.", name)
                                      : fmt::format("There is no input \"{}\".", name),
            std::move(remedy)};
}

} // namespace

Result<Settings> readSettings(const Contract& contract, const std::vector<std::string>& arguments)
{
    Settings settings;
    for (const std::string& argument : arguments) {
        const std::string location = "--set " + argument;
        const std::size_t equals = argument.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail("usage.set", location,
                        fmt::format("\"{}\" does not say which input gets which value.", argument),
                        "Write --set NAME=VALUE.");
        const std::string name = argument.substr(0, equals);
        const std::optional<std::size_t> index = contract.inputIndex(name);
        if (!index)
            return fail(unknownInput(contract, name, location));
        Result<double> value =
            contract.inputs[*index].parseValue(std::string_view(argument).substr(equals + 1));
        if (!value) {
            value.error().location = location;
            return fail(std::move(value.error()));
        }
        if (!settings.emplace(*index, *value).second)
            return fail("usage.set-twice", location, fmt::format("{} is set twice.", name),
                        "Set each input once.");
    }
    return settings;
}

Result<GridSetting> readGridSetting(const Contract& contract, const std::string& argument)
{
    const std::string location = "--grid " + argument;
    const char* remedy =
        "Write --grid NAME=FROM:TO:COUNT, with two numbers that differ and a count of 2 to 10000.";
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos)
        return fail("usage.grid", location, "It does not say which input gets which values.", remedy);
    const std::string name = argument.substr(0, equals);
    const std::optional<std::size_t> index = contract.inputIndex(name);
    if (!index)
        return fail(unknownInput(contract, name, location));
    if (contract.inputs[*index].type != VariableType::Real)
        return fail("usage.grid", location, fmt::format("{} takes no values in between.", name),
                    "Lay the grid over inputs that are real numbers.");
    double from = 0, to = 0;
    int count = 0, used = 0;
    if (std::sscanf(argument.c_str() + equals + 1, "%lf:%lf:%d%n", &from, &to, &count, &used) != 3 ||
        equals + 1 + std::size_t(used) != argument.size() || !std::isfinite(from) || !std::isfinite(to) ||
        from == to || count < 2 || count > 10000)
        return fail("usage.grid", location, "These are no values for a grid.", remedy);
    GridSetting grid{*index, {}};
    for (int i = 0; i < count; ++i)
        grid.values.push_back(from + (to - from) * i / (count - 1));
    return grid;
}

std::vector<double> pointOf(const Contract& contract, const Settings& settings)
{
    std::vector<double> point = contract.startValues();
    for (const auto& [index, value] : settings)
        point[index] = value;
    return point;
}

} // namespace twin::cli
