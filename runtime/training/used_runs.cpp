// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/used_runs.h"

#include "training/run_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace twin {

namespace {

/// Numbers that loggers, solvers and grids of data write where there is none.
constexpr std::array<double, 13> missingMarks = {-999.25, -99,    -999, -9999, -99999, -999999, 9999,
                                                 99999,   999999, 1e20, -1e20, 1e30,   -1e30};
constexpr double farFromAll = 5; // of what all other values range over

bool saysMissing(std::string text, const Variable* variable)
{
    constexpr std::array<std::string_view, 13> words = {"",  "na", "n/a", "#n/a",    "nan",   "null",  "none",
                                                        "-", "?",  "bad", "no data", "error", "failed"};
    if (variable && !variable->items.empty() && variable->itemOf(text))
        return false;
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<double> numberAt(const Table::Column& column, std::size_t row)
{
    return column.isNumeric() ? column.values[row] : parseNumber(column.texts[row]);
}

bool isMarked(const Table::Column& column, std::size_t row, const std::set<double>& marks)
{
    const std::optional<double> number = numberAt(column, row);
    return number && !std::isnan(*number) && marks.contains(*number); // a set finds a NaN in anything
}

bool isMissing(const Table::Column& column, std::size_t row, const Variable* variable,
               const std::set<double>& marks)
{
    const std::optional<double> number = numberAt(column, row);
    return isMarked(column, row, marks) ||
           (number ? std::isnan(*number) : saysMissing(column.texts[row], variable));
}

std::string runOf(const Table& table, const Table::Column* runs, std::size_t row)
{
    if (!runs)
        return fmt::format("{}", table.place(row));
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

/// `runs`: the column of their names, which stays a text if it is one.
Table rowsOf(const Table& table, const Table::Column* runs, const std::vector<bool>& keep)
{
    Table kept;
    kept.name = table.name;
    kept.sha256 = table.sha256;
    kept.hasDecimalCommas = table.hasDecimalCommas;
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
        if (!column.isNumeric() && &column != runs)
            makeNumeric(to);
    }
    for (std::size_t row = 0; row < table.rows; ++row) {
        if (keep[row]) {
            kept.lines.push_back(table.lines[row]);
            kept.places.push_back(table.place(row));
        }
    }
    kept.rows = kept.lines.size();
    return kept;
}

} // namespace

namespace {

struct ShortRun
{
    std::string run;
    std::size_t rows, full, first;
};

/// Runs with fewer rows than most have.
std::vector<ShortRun> shortRuns(const Table& table, const Table::Column* runs)
{
    if (!runs)
        return {};
    std::vector<ShortRun> all;
    std::map<std::string, std::size_t> known;
    for (std::size_t row = 0; row < table.rows; ++row) {
        const auto [at, isNew] = known.try_emplace(runOf(table, runs, row), all.size());
        if (isNew)
            all.push_back({at->first, 0, 0, row});
        ++all[at->second].rows;
    }
    std::map<std::size_t, std::size_t> lengths;
    for (const ShortRun& each : all)
        ++lengths[each.rows];
    const std::size_t full =
        std::max_element(lengths.begin(), lengths.end(), [](const auto& a, const auto& b) {
            return a.second < b.second;
        })->first;
    std::erase_if(all, [&](const ShortRun& each) { return each.rows >= full; });
    for (ShortRun& each : all)
        each.full = full;
    return all;
}

} // namespace

namespace {

/// The numbers that a column has in place of missing values: usual ones that are farther from all others than
/// five times what those range over, or large negative ones where all others are positive.
std::set<double> marksIn(const Table::Column& column)
{
    constexpr double large = -900;
    Range others{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    std::set<double> marks;
    for (std::size_t row = 0; row < std::max(column.values.size(), column.texts.size()); ++row) {
        const double value = numberAt(column, row).value_or(std::nan(""));
        if (std::find(missingMarks.begin(), missingMarks.end(), value) != missingMarks.end()) {
            marks.insert(value);
        } else if (std::isfinite(value)) {
            others.minimum = std::min(others.minimum, value);
            others.maximum = std::max(others.maximum, value);
        }
    }
    std::erase_if(marks, [&](double mark) {
        const double away = mark < 0 ? others.minimum - mark : mark - others.maximum;
        const bool isFar = away > farFromAll * others.width();
        return !(others.width() > 0) || !(isFar || (mark < large && others.minimum > 0));
    });
    return marks;
}

} // namespace

Table withoutGaps(const Table& table, const Table::Column* runs, std::size_t* dropped,
                  std::vector<std::string>* where)
{
    std::set<std::string> incomplete;
    for (const ShortRun& each : shortRuns(table, runs))
        incomplete.insert(each.run);
    for (const Table::Column& column : table.columns) {
        const auto isNumber = [](const std::string& text) { return parseNumber(text).has_value(); };
        const auto numbers = std::count_if(column.texts.begin(), column.texts.end(), isNumber);
        const auto gaps = std::count_if(column.texts.begin(), column.texts.end(),
                                        [](const std::string& text) { return saysMissing(text, nullptr); });
        if (&column == runs || (!column.isNumeric() && 2 * numbers <= std::ptrdiff_t(table.rows) - gaps))
            continue; // words
        const std::set<double> marks = marksIn(column);
        std::size_t missing = 0;
        for (std::size_t row = 0; row < table.rows; ++row)
            if (isMissing(column, row, nullptr, marks)) {
                incomplete.insert(runOf(table, runs, row));
                ++missing;
            }
        if (missing > 0)
            where->push_back(marks.empty() ? fmt::format("{} ({})", column.name, missing)
                                           : fmt::format("{} ({}, {} taken for one)", column.name, missing,
                                                         fmt::join(marks, " and ")));
    }
    *dropped = incomplete.size();
    if (incomplete.empty())
        return table;
    std::vector<bool> keep;
    for (std::size_t row = 0; row < table.rows; ++row)
        keep.push_back(!incomplete.contains(runOf(table, runs, row)));
    return rowsOf(table, runs, keep);
}

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
    return rowsOf(table, runs, keep);
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
        if (const Table::Column* column = table.find(mapped == spec.columns.end() ? name : mapped->second)) {
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
    UsedRuns kept{rowsOf(table, runs, isComplete), std::nullopt};
    if (std::any_of(isUnanswered.begin(), isUnanswered.end(), [](bool is) { return is; }))
        kept.unanswered = rowsOf(table, runs, isUnanswered);
    return kept;
}

} // namespace twin
