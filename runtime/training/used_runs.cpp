// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/used_runs.h"

#include "training/missing_values.h"
#include "training/run_columns.h"
#include "training/run_words.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace twin {

namespace {

/// A column that is used, and what for.
struct Use
{
    const Table::Column* column;
    const Variable* variable; ///< none for an axis
    bool isInput;
    std::set<double> marks; ///< numbers that stand for missing values
};

/// An owner who says that such a value can be, is believed.
bool isDeclared(const Variable& variable, double value)
{
    const Range& range =
        variable.causality == Causality::Output ? variable.plausibility.range : variable.physical;
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
    std::vector<std::string> names;
    for (std::size_t row = 0; row < table.rows; ++row) {
        const std::string run = runOf(table, runs, row);
        keep[row] = !spec.leaveOut.contains(run);
        if (known.insert(run).second && !keep[row])
            names.push_back(fmt::format("run {} (line {})", run, table.lines[row]));
    }
    for (const std::string& run : spec.leaveOut)
        if (!known.contains(run))
            return fail("spec.leave-out", "/leaveOut",
                        fmt::format("{} has no run \"{}\" that could be left out.", table.name, run),
                        runs ? fmt::format("Name runs as the column \"{}\" does.", spec.runColumn)
                             : "Name runs by their place in the table; the first is 1.");
    findings.push_back(
        {Severity::Info, "data.left-out", table.name,
         fmt::format("{} left out, as the spec says: {}.",
                     names.size() == 1 ? "One run is" : fmt::format("{} runs are", names.size()),
                     someOf(names)),
         ""});
    return completeRows(table, runs, keep);
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
        if (const Table::Column* column = table.find(columnOf(spec.columns, name))) {
            used.push_back({column, variable, isInput, {}});
            if (!variable) // the points of an axis are what they are
                return;
            used.back().marks = marksIn(*column);
            std::erase_if(used.back().marks, [&](double mark) { return isDeclared(*variable, mark); });
        }
    };
    for (const Variable& input : spec.contract.inputs)
        use(input.name, &input, true);
    for (const Variable& output : spec.contract.outputs)
        use(output.name, &output, false);
    for (const std::optional<Axis>* axis : {&spec.contract.axis, &spec.contract.axis2})
        if (*axis)
            use((*axis)->name, nullptr, false);
    const Table::Column* runs = spec.runColumn.empty() ? nullptr : table.find(spec.runColumn);
    std::set<std::string> incomplete, withoutInputs;
    std::vector<std::string> places;
    std::size_t firstLine = 0;
    if (spec.missing == MissingValues::Drop)
        for (const auto& [run, rows, full, row] : shortRuns(table, runs)) {
            firstLine = firstLine ? firstLine : table.lines[row];
            incomplete.insert(run);
            places.push_back(
                fmt::format("run {} (line {}, {} rows of {})", run, table.lines[row], rows, full));
        }
    for (std::size_t row = 0; row < table.rows; ++row) {
        for (const Use& each : used) {
            if (!isMissing(*each.column, row, each.variable, each.marks))
                continue;
            const std::string run = runOf(table, runs, row);
            const bool isMark = isMarked(*each.column, row, each.marks);
            firstLine = firstLine ? firstLine : table.lines[row];
            if (each.isInput)
                withoutInputs.insert(run);
            if (incomplete.insert(run).second)
                places.push_back(
                    isMark ? fmt::format("run {} (line {}, {} is {}, far from all others)", run,
                                         table.lines[row], each.column->name, *numberAt(*each.column, row))
                           : fmt::format("run {} (line {}, {})", run, table.lines[row], each.column->name));
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
                    "Complete them, or write \"missing\": \"drop\" in the spec to train without these runs. "
                    "A number that is "
                    "right though it looks like a mark for nothing is declared: \"physical\" of an input, "
                    "\"plausibility\" of an output.");
    std::vector<bool> isComplete(table.rows), isUnanswered(table.rows);
    for (std::size_t row = 0; row < table.rows; ++row) {
        const std::string run = runOf(table, runs, row);
        isComplete[row] = !incomplete.contains(run);
        isUnanswered[row] = !isComplete[row] && !withoutInputs.contains(run);
    }
    if (std::none_of(isComplete.begin(), isComplete.end(), [](bool kept) { return kept; }))
        return fail("runs.missing", location, "Every run lacks a value somewhere. " + words,
                    "Check the names of the columns, or leave the variable out that has no values.");
    findings.push_back(
        {Severity::Warning, "data.dropped", location, words + " They are left out, as the spec says.",
         "Find out why they failed: if it is where the inputs are extreme, the twin knows nothing there."});
    UsedRuns kept{completeRows(table, runs, isComplete), std::nullopt};
    if (std::any_of(isUnanswered.begin(), isUnanswered.end(), [](bool is) { return is; }))
        kept.unanswered = completeRows(table, runs, isUnanswered);
    return kept;
}

} // namespace twin
