// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings.h"

#include "base/nearest_names.h"

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

std::vector<double> pointOf(const Contract& contract, const Settings& settings)
{
    std::vector<double> point = contract.startValues();
    for (const auto& [index, value] : settings)
        point[index] = value;
    return point;
}

} // namespace twin::cli
