// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/used_runs.h"

#include "training/run_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
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

Table rowsOf(const Table& table, const std::vector<bool>& keep)
{
    Table kept;
    kept.name = table.name;
    kept.sha256 = table.sha256;
    for (const Table::Column& column : table.columns) {
        Table::Column& to = kept.columns.emplace_back();
        to.name = column.name;
        for (std::size_t row = 0; row < table.rows; ++row) {
            if (!keep[row])
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
        if (keep[row])
            kept.lines.push_back(table.lines[row]);
    }
    kept.rows = kept.lines.size();
    return kept;
}

} // namespace

namespace {

/// Takes the runs out that the spec names.
Result<Table> withoutNamed(const Table& table, const TrainingSpec& spec, Diagnostics& findings)
{
    if (spec.leaveOut.empty())
        return table;
    const Table::Column* runs = spec.runColumn.empty() ? nullptr : table.find(spec.runColumn);
    std::vector<bool> keep(table.rows, true);
    std::set<std::string> known;
    for (std::size_t row = 0; row < table.rows; ++row) {
        const std::string run = runOf(runs, row);
        keep[row] = !spec.leaveOut.contains(run);
        known.insert(run);
    }
    for (const std::string& run : spec.leaveOut)
        if (!known.contains(run))
            return fail("spec.leave-out", "/leaveOut",
                        fmt::format("{} has no run \"{}\" that could be left out.", table.name, run),
                        runs ? fmt::format("Name runs as the column \"{}\" does.", spec.runColumn)
                             : "Name runs by their place in the table; the first is 1.");
    const std::vector<std::string> names(spec.leaveOut.begin(), spec.leaveOut.end());
    findings.push_back(
        {Severity::Info, "data.left-out", table.name,
         fmt::format("{} left out, as the spec says: {}.",
                     names.size() == 1 ? "One run is" : fmt::format("{} runs are", names.size()),
                     someOf(names)),
         ""});
    return rowsOf(table, keep);
}

} // namespace

Result<UsedRuns> usedRuns(const Table& original, const TrainingSpec& spec, Diagnostics& findings)
{
    Result<Table> named = withoutNamed(original, spec, findings);
    if (!named)
        return fail(named.error());
    Table& table = *named;
    struct Use
    {
        const Table::Column* column;
        const Variable* variable;
        bool isInput;
    };
    std::vector<Use> used;
    const auto use = [&](const std::string& name, const Variable* variable, bool isInput) {
        const auto mapped = spec.columns.find(name);
        if (const Table::Column* column = table.find(mapped == spec.columns.end() ? name : mapped->second))
            used.push_back({column, variable, isInput});
    };
    for (const Variable& input : spec.contract.inputs)
        use(input.name, &input, true);
    for (const Variable& output : spec.contract.outputs)
        use(output.name, &output, false);
    if (spec.contract.axis)
        use(spec.contract.axis->name, nullptr, false);
    const Table::Column* runs = spec.runColumn.empty() ? nullptr : table.find(spec.runColumn);
    std::set<std::string> incomplete, withoutInputs;
    std::vector<std::string> places;
    std::size_t firstLine = 0;
    for (std::size_t row = 0; row < table.rows; ++row) {
        for (const Use& each : used) {
            if (!isMissing(*each.column, row, each.variable))
                continue;
            const std::string run = runOf(runs, row);
            firstLine = firstLine ? firstLine : table.lines[row];
            if (each.isInput)
                withoutInputs.insert(run);
            if (incomplete.insert(run).second)
                places.push_back(
                    fmt::format("run {} (line {}, {})", run, table.lines[row], each.column->name));
        }
    }
    if (incomplete.empty())
        return UsedRuns{std::move(table), std::nullopt};
    const std::string location = fmt::format("{}:{}", table.name, firstLine);
    const std::string words =
        fmt::format("{} {} no value somewhere: {}.", incomplete.size(),
                    incomplete.size() == 1 ? "run has" : "runs have", someOf(places, 6));
    if (spec.missing == MissingValues::Refuse)
        return fail("runs.missing", location, words,
                    "Complete them, or write \"missing\": \"drop\" in the spec to train without these runs.");
    std::vector<bool> isComplete(table.rows), isUnanswered(table.rows);
    for (std::size_t row = 0; row < table.rows; ++row) {
        const std::string run = runOf(runs, row);
        isComplete[row] = !incomplete.contains(run);
        isUnanswered[row] = !isComplete[row] && !withoutInputs.contains(run);
    }
    if (std::none_of(isComplete.begin(), isComplete.end(), [](bool kept) { return kept; }))
        return fail("runs.missing", location, "Every run lacks a value somewhere. " + words,
                    "Check the names of the columns, or leave the variable out that has no values.");
    findings.push_back(
        {Severity::Warning, "data.dropped", location, words + " They are left out, as the spec says.",
         "Find out why they failed: if it is where the inputs are extreme, the twin knows nothing there."});
    UsedRuns kept{rowsOf(table, isComplete), std::nullopt};
    if (std::any_of(isUnanswered.begin(), isUnanswered.end(), [](bool is) { return is; }))
        kept.unanswered = rowsOf(table, isUnanswered);
    return kept;
}

} // namespace twin
