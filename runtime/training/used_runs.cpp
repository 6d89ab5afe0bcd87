// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/used_runs.h"

#include "training/run_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <set>

namespace twin {

namespace {

/// Numbers that loggers, solvers and grids of data write where there is none.
constexpr std::array<double, 12> missingMarks = {-99,   -999,   -9999, -99999, -999999, 9999,
                                                 99999, 999999, 1e20,  -1e20,  1e30,    -1e30};
constexpr double farFromAll = 5; // of what all other values range over

bool saysMissing(std::string text, const Variable* variable)
{
    constexpr std::array<std::string_view, 13> words = {"",  "na", "n/a", "#n/a",    "nan",   "null",  "none",
                                                        "-", "?",  "bad", "no data", "error", "failed"};
    const std::string cell = text;
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::find(words.begin(), words.end(), text) == words.end())
        return false;
    return !variable ||
           std::none_of(variable->items.begin(), variable->items.end(),
                        [&](const EnumerationItem& item) { return item.name == cell || item.label == cell; });
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
        const std::optional<double> value = parseNumber(text);
        if (!value)
            return;
        values.push_back(*value);
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

std::optional<double> missingMark(const Table::Column& column)
{
    for (const double mark : missingMarks) {
        Range others{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
        std::size_t marked = 0;
        for (const double value : column.values) {
            if (value == mark) {
                ++marked;
            } else if (std::isfinite(value)) {
                others.minimum = std::min(others.minimum, value);
                others.maximum = std::max(others.maximum, value);
            }
        }
        const double away = mark < 0 ? others.minimum - mark : mark - others.maximum;
        if (marked > 0 && others.width() > 0 && away > farFromAll * others.width())
            return mark;
    }
    return std::nullopt;
}

Diagnostic markFound(const Table& table, const Table::Column& column, double mark)
{
    const auto first = std::find(column.values.begin(), column.values.end(), mark);
    const std::size_t line = table.lines[static_cast<std::size_t>(first - column.values.begin())];
    const auto count = std::count(column.values.begin(), column.values.end(), mark);
    return {
        Severity::Error, "runs.missing-mark", fmt::format("{}:{}", table.name, line),
        fmt::format("Column \"{}\" of {} holds {} in {}, first in line {}, far from all its other values: it "
                    "seems to stand for a value that is missing.",
                    column.name, table.name, mark, count == 1 ? "one row" : fmt::format("{} rows", count),
                    line),
        "Empty such cells, and write \"missing\": \"drop\" in the spec to train without these runs. If the "
        "number is right, declare it: \"physical\" of an input, \"plausibility\" of an output."};
}

Table withoutGaps(const Table& table, const Table::Column* runs, std::size_t* dropped)
{
    std::set<std::string> incomplete;
    for (const Table::Column& column : table.columns) {
        const auto numbers = std::count_if(column.texts.begin(), column.texts.end(),
                                           [](const std::string& text) { return parseNumber(text); });
        if (2 * numbers <= std::ptrdiff_t(column.texts.size()) && !column.isNumeric())
            continue; // words
        for (std::size_t row = 0; row < table.rows; ++row)
            if (isMissing(column, row, nullptr))
                incomplete.insert(runOf(runs, row));
    }
    *dropped = incomplete.size();
    if (incomplete.empty())
        return table;
    std::vector<bool> keep;
    for (std::size_t row = 0; row < table.rows; ++row)
        keep.push_back(!incomplete.contains(runOf(runs, row)));
    return rowsOf(table, keep);
}

namespace {

/// A column that is used, and what for.
struct Use
{
    const Table::Column* column;
    const Variable* variable; ///< none for an axis
    bool isInput;
};

/// An owner who says that such a value can be, is believed.
bool isDeclared(const Variable* variable, double value)
{
    if (!variable)
        return false;
    const Range& range =
        variable->causality == Causality::Output ? variable->plausibility.range : variable->physical;
    return range.isFinite() && range.contains(value);
}

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
    for (const Use& each : used)
        if (const auto mark = missingMark(*each.column); mark && !isDeclared(each.variable, *mark))
            return fail(markFound(table, *each.column, *mark));
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
