// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot_text.h"

#include "text_table.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin::cli {

namespace {

std::string number(double value)
{
    return fmt::format("{:.5g}", value);
}

std::string withUnit(double value, const Unit& unit)
{
    const std::string symbol = unit.symbol();
    return symbol.empty() ? number(value) : number(value) + " " + symbol;
}

std::string bandText(const OutputResult& result, std::size_t point)
{
    if (result.lower.empty())
        return "no band";
    return fmt::format("{} to {}", number(result.lower[point]), number(result.upper[point]));
}

std::string inputsText(const Contract& contract, const Settings& settings, const Snapshot& snapshot)
{
    TextTable table;
    for (int column = 0; column < 4; ++column)
        table.addColumn("");
    for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
        const Variable& input = contract.inputs[i];
        table.addRow({input.label, input.name, input.formatValue(snapshot.inputs[i]),
                      settings.contains(i) ? "" : "start value"});
    }
    return "Inputs\n" + table.text();
}

std::string rulesText(const Contract& contract, const Snapshot& snapshot)
{
    if (snapshot.verdicts.empty())
        return {};
    std::string text = "\nRules\n";
    for (const RuleVerdict& verdict : snapshot.verdicts) {
        text += fmt::format("  {}: {}{}{}\n", verdict.rule, toString(verdict.verdict),
                            verdict.message.empty() ? "" : ". ", verdict.message);
        for (const auto& [name, value] : verdict.nearest) {
            if (const Variable* input = contract.findInput(name))
                text += fmt::format("      nearest that passes: {} = {}\n", name, input->formatValue(value));
        }
    }
    return text;
}

std::string seriesText(const Contract& contract, const Snapshot& snapshot)
{
    const Axis& axis = *contract.axis;
    const std::size_t last = axis.values.size() - 1;
    const auto at = [&](std::size_t point) { return withUnit(axis.values[point], axis.unit); };
    TextTable table;
    table.addColumn(fmt::format("over {} {} to {}", axis.name, number(axis.values[0]), at(last)));
    table.addColumn("unit");
    for (const char* heading : {"first", "last", "band of the last", "lowest", "at", "highest", "at"})
        table.addColumn(heading, TextTable::Align::Right);
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        const OutputResult& result = snapshot.outputs[i];
        if (!contract.outputs[i].isSeries || !result.shown)
            continue;
        const auto [low, high] = std::minmax_element(result.mean.begin(), result.mean.end());
        table.addRow({contract.outputs[i].name, contract.outputs[i].unit.symbol(), number(result.mean[0]),
                      number(result.mean[last]), bandText(result, last), number(*low),
                      at(std::size_t(low - result.mean.begin())), number(*high),
                      at(std::size_t(high - result.mean.begin()))});
    }
    return table.isEmpty() ? "" : table.text();
}

std::string scalarsText(const Contract& contract, const Snapshot& snapshot)
{
    TextTable table;
    table.addColumn("");
    table.addColumn("");
    table.addColumn("", TextTable::Align::Right);
    table.addColumn("");
    for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
        const Variable& output = contract.outputs[i];
        const OutputResult& result = snapshot.outputs[i];
        if (output.isSeries || !result.shown)
            continue;
        if (output.isField) {
            const auto [low, high] = std::minmax_element(result.mean.begin(), result.mean.end());
            table.addRow({output.label, output.name,
                          fmt::format("{} to {}", number(*low), withUnit(*high, output.unit)),
                          "over the field"});
            continue;
        }
        table.addRow({output.label, output.name, withUnit(result.mean[0], output.unit), bandText(result, 0)});
    }
    return table.text();
}

std::string outputsText(const Contract& contract, const Snapshot& snapshot)
{
    const bool isShown = std::any_of(snapshot.outputs.begin(), snapshot.outputs.end(),
                                     [](const OutputResult& result) { return result.shown; });
    if (!isShown)
        return fmt::format("\nOutputs\n  None is shown as an answer: the verdict is {}.\n",
                           toString(snapshot.verdict));
    return "\nOutputs\n" + scalarsText(contract, snapshot) +
           (contract.axis ? seriesText(contract, snapshot) : "");
}

} // namespace

std::string snapshotText(const Contract& contract, const Settings& settings, const Snapshot& snapshot)
{
    const std::string closest =
        snapshot.closest ? fmt::format("         {}\n", describe(contract, *snapshot.closest)) : "";
    return fmt::format("{}, version {}\n\n{}\nZone     {}\nVerdict  {}\n         {}\n{}{}{}", contract.title,
                       contract.version, inputsText(contract, settings, snapshot), toString(snapshot.zone),
                       toString(snapshot.verdict), snapshot.reason, closest, rulesText(contract, snapshot),
                       outputsText(contract, snapshot));
}

} // namespace twin::cli
