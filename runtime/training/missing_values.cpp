// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/missing_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <set>

namespace twin {

namespace {

bool saysMissing(const std::string& text, const Variable* variable)
{
    constexpr std::array<std::string_view, 12> words = {"",     "NA",   "N/A",  "n/a",  "NaN", "nan",
                                                        "null", "NULL", "none", "None", "-",   "?"};
    if (std::find(words.begin(), words.end(), text) == words.end())
        return false;
    return !variable ||
           std::none_of(variable->items.begin(), variable->items.end(),
                        [&](const EnumerationItem& item) { return item.name == text || item.label == text; });
}

bool isMissing(const Table::Column& column, std::size_t row, const Variable* variable)
{
    return column.isNumeric() ? std::isnan(column.values[row]) : saysMissing(column.texts[row], variable);
}

std::string runOf(const Table::Column* runs, std::size_t row)
{
    if (!runs)
        return fmt::format("{}", row + 1);
    return runs->isNumeric() ? fmt::format("{}", runs->values[row]) : runs->texts[row];
}

/// A column that was text for the sake of the cells that are gone is numbers again.
void makeNumeric(Table::Column& column)
{
    std::vector<double> values;
    for (const std::string& text : column.texts) {
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size())
            return;
        values.push_back(value);
    }
    column.values = std::move(values);
    column.texts.clear();
}

Table keptRows(const Table& table, const std::vector<bool>& drop)
{
    Table kept;
    kept.name = table.name;
    kept.sha256 = table.sha256;
    for (const Table::Column& column : table.columns) {
        Table::Column& to = kept.columns.emplace_back();
        to.name = column.name;
        for (std::size_t row = 0; row < table.rows; ++row) {
            if (drop[row])
                continue;
            if (column.isNumeric())
                to.values.push_back(column.values[row]);
            else
                to.texts.push_back(column.texts[row]);
        }
        if (!column.isNumeric())
            makeNumeric(to);
    }
    for (std::size_t row = 0; row < table.rows; ++row) {
        if (!drop[row])
            kept.lines.push_back(table.lines[row]);
    }
    kept.rows = kept.lines.size();
    return kept;
}

} // namespace

std::string someOf(const std::vector<std::string>& names, std::size_t shown)
{
    const std::size_t count = std::min(names.size(), shown);
    const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(count));
    const std::string text = fmt::format("{}", fmt::join(first, ", "));
    return names.size() > count ? fmt::format("{} and {} more", text, names.size() - count) : text;
}

Result<Table> withoutMissing(const Table& table, const TrainingSpec& spec, Diagnostics& findings)
{
    std::vector<std::pair<const Table::Column*, const Variable*>> used;
    const auto use = [&](const std::string& name, const Variable* variable) {
        const auto mapped = spec.columns.find(name);
        if (const Table::Column* column = table.find(mapped == spec.columns.end() ? name : mapped->second))
            used.emplace_back(column, variable);
    };
    for (const auto* list : {&spec.contract.inputs, &spec.contract.outputs})
        for (const Variable& variable : *list)
            use(variable.name, &variable);
    if (spec.contract.axis)
        use(spec.contract.axis->name, nullptr);
    const Table::Column* runs = spec.runColumn.empty() ? nullptr : table.find(spec.runColumn);
    std::set<std::string> incomplete;
    std::vector<std::string> places, names;
    std::size_t firstLine = 0;
    for (std::size_t row = 0; row < table.rows; ++row) {
        for (const auto& [column, variable] : used) {
            if (!isMissing(*column, row, variable))
                continue;
            const std::string run = runOf(runs, row);
            firstLine = firstLine ? firstLine : table.lines[row];
            if (incomplete.insert(run).second) {
                names.push_back(run);
                places.push_back(fmt::format("run {} (line {}, {})", run, table.lines[row], column->name));
            }
        }
    }
    if (incomplete.empty())
        return table;
    std::vector<bool> drop(table.rows, false);
    for (std::size_t row = 0; row < table.rows; ++row)
        drop[row] = incomplete.contains(runOf(runs, row));
    const std::string location = fmt::format("{}:{}", table.name, firstLine);
    const std::string words =
        fmt::format("{} {} no value somewhere: {}.", incomplete.size(),
                    incomplete.size() == 1 ? "run has" : "runs have", someOf(places, 6));
    if (spec.missing == MissingValues::Refuse)
        return fail("runs.missing", location, words,
                    "Complete them, or write \"missing\": \"drop\" in the spec to train without these runs.");
    if (std::all_of(drop.begin(), drop.end(), [](bool gone) { return gone; }))
        return fail("runs.missing", location, "Every run lacks a value somewhere. " + words,
                    "Check the names of the columns, or leave the variable out that has no values.");
    findings.push_back(
        {Severity::Warning, "data.dropped", location, words + " They are left out, as the spec says.",
         "Find out why they failed: if it is where the inputs are extreme, the twin knows nothing there."});
    return keptRows(table, drop);
}

} // namespace twin
