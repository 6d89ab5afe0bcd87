// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/column_role.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>
#include <set>

namespace twin {

namespace {

constexpr std::array<std::string_view, 14> runNames = {
    "run",  "run_id",  "runid",  "run id",   "run_no", "run no",     "run number",
    "case", "case_id", "sample", "scenario", "sim",    "simulation", "experiment"};
/// Names that may be a quantity's as well (NO, a current i_d): of runs only if the values are.
constexpr std::array<std::string_view, 15> numberNames = {
    "column 1", "unnamed: 0", "index", "row", "line", "lfd.nr", "lfd. nr.", "nr",
    "nr.",      "no",         "no.",   "id",  "#",    "number", "trial"};
constexpr std::array<std::string_view, 4> splitNames = {"set", "split", "subset", "part"};
constexpr std::array<std::string_view, 6> heldOutWords = {"validation", "valid", "held-out",
                                                          "heldout",    "test",  "holdout"};
constexpr std::array<std::string_view, 10> resultWords = {"max",  "min",   "mean", "total",  "sum",
                                                          "peak", "final", "out",  "output", "result"};
constexpr std::size_t mostItems = 20;

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

template <class List>
bool contains(const List& list, std::string_view text)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool sameCell(const Table::Column& column, std::size_t a, std::size_t b)
{
    return column.isNumeric() ? column.values[a] == column.values[b] : column.texts[a] == column.texts[b];
}

/// First rows of the stretches of rows over which the column does not change, and the number of rows at the
/// end.
std::vector<std::size_t> stretches(const Table& table, const Table::Column& column)
{
    std::vector<std::size_t> starts;
    for (std::size_t row = 0; row < table.rows; ++row) {
        if (row == 0 || !sameCell(column, row - 1, row))
            starts.push_back(row);
    }
    starts.push_back(table.rows);
    return starts;
}

bool varies(const Table& table, const Table::Column& column)
{
    return stretches(table, column).size() > 2;
}

bool isConstantWithin(const Table::Column& column, const std::vector<std::size_t>& starts)
{
    for (std::size_t run = 0; run + 1 < starts.size(); ++run) {
        for (std::size_t row = starts[run] + 1; row < starts[run + 1]; ++row) {
            if (!sameCell(column, row - 1, row))
                return false;
        }
    }
    return true;
}

/// Rises within every run, and is the same in each.
bool isAxis(const Table::Column& column, const std::vector<std::size_t>& starts)
{
    if (!column.isNumeric())
        return false;
    for (std::size_t run = 0; run + 1 < starts.size(); ++run) {
        const std::size_t length = starts[run + 1] - starts[run];
        if (length < 2 || length != starts[1])
            return false;
        for (std::size_t i = 0; i < length; ++i) {
            const double here = column.values[starts[run] + i];
            if (here != column.values[i] || (i > 0 && here <= column.values[starts[run] + i - 1]))
                return false;
        }
    }
    return true;
}

/// How many rows long the rise is that the column goes through over and over in every run, the same in each;
/// 0 where it does not.
std::size_t repeatedRise(const Table::Column& column, const std::vector<std::size_t>& starts)
{
    const std::size_t length = starts[1];
    if (!column.isNumeric() || length < 4)
        return 0;
    std::size_t width = 1;
    while (width < length && column.values[width] > column.values[width - 1])
        ++width;
    if (width < 2 || width == length || length % width != 0)
        return 0;
    for (std::size_t run = 0; run + 1 < starts.size(); ++run) {
        if (starts[run + 1] - starts[run] != length)
            return 0;
        for (std::size_t i = 0; i < length; ++i)
            if (column.values[starts[run] + i] != column.values[i % width])
                return 0;
    }
    return width;
}

/// The same over every `width` rows of a run.
bool isConstantOver(const Table::Column& column, const std::vector<std::size_t>& starts, std::size_t width)
{
    for (std::size_t run = 0; run + 1 < starts.size(); ++run)
        for (std::size_t row = starts[run]; row < starts[run + 1]; ++row)
            if ((row - starts[run]) % width != 0 && !sameCell(column, row - 1, row))
                return false;
    return true;
}

/// An axis each of whose points stands in `width` rows.
bool isSteppedAxis(const Table::Column& column, const std::vector<std::size_t>& starts, std::size_t width)
{
    if (!column.isNumeric() || !isConstantOver(column, starts, width))
        return false;
    for (std::size_t row = 0; row < starts.back(); ++row) {
        const std::size_t i = row % starts[1];
        if (column.values[row] != column.values[i] ||
            (i >= width && column.values[i] <= column.values[i - width]))
            return false;
    }
    return true;
}

/// Finds two axes among the columns that change within runs, and tells series from fields.
void findTwoAxes(const Table& table, const std::vector<std::size_t>& starts, std::vector<ColumnRole>& roles)
{
    const auto changing = [&](std::size_t i) { return roles[i] == ColumnRole::Series; };
    for (std::size_t second = 0; second < roles.size(); ++second) {
        const std::size_t width =
            changing(second) ? repeatedRise(table.columns[second], starts) : std::size_t(0);
        if (width == 0)
            continue;
        for (std::size_t first = 0; first < roles.size(); ++first) {
            if (!changing(first) || !isSteppedAxis(table.columns[first], starts, width))
                continue;
            roles[first] = ColumnRole::Axis;
            roles[second] = ColumnRole::SecondAxis;
            for (std::size_t i = 0; i < roles.size(); ++i)
                if (changing(i) && !isConstantOver(table.columns[i], starts, width))
                    roles[i] = ColumnRole::Field;
            return;
        }
    }
}

/// Whether a text names the series that another column rises along, over and over: each in one stretch of
/// rows.
bool isNameOfSeries(const Table& table, const Table::Column& column)
{
    if (column.isNumeric())
        return false;
    const std::vector<std::size_t> starts = stretches(table, column);
    std::set<std::string> names;
    for (std::size_t run = 0; run + 1 < starts.size(); ++run)
        if (starts[run + 1] - starts[run] < 3 || !names.insert(column.texts[starts[run]]).second)
            return false;
    const auto rises = [&](const Table::Column& other) {
        for (std::size_t run = 0; other.isNumeric() && run + 1 < starts.size(); ++run) {
            for (std::size_t row = starts[run] + 1; row < starts[run + 1]; ++row)
                if (!(other.values[row] > other.values[row - 1]))
                    return false;
            if (run > 0 && !(other.values[starts[run]] < other.values[starts[run] - 1]))
                return false;
        }
        return other.isNumeric();
    };
    return names.size() > 1 && std::any_of(table.columns.begin(), table.columns.end(), rises);
}

/// Whole numbers that rise from row to row, hardly any left out, or a text of its own in every row.
bool numbersRows(const Table& table, const Table::Column& column)
{
    if (!column.isNumeric())
        return std::set<std::string>(column.texts.begin(), column.texts.end()).size() == table.rows;
    if (!column.isNumeric() || table.rows < 2 ||
        column.values.back() - column.values.front() >= 1.5 * double(table.rows))
        return false;
    for (std::size_t row = 0; row < table.rows; ++row)
        if (column.values[row] != std::floor(column.values[row]) ||
            (row > 0 && column.values[row] <= column.values[row - 1]))
            return false;
    return true;
}

std::optional<std::size_t> findRunColumn(const Table& table)
{
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (contains(runNames, lower(table.columns[i].name)))
            return i;
    }
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (isNameOfSeries(table, table.columns[i]) ||
            (contains(numberNames, lower(table.columns[i].name)) && numbersRows(table, table.columns[i])))
            return i;
    // No column is called a run: a first column that counts, in stretches of one length, is one.
    const Table::Column& first = table.columns.front();
    const std::vector<std::size_t> starts = stretches(table, first);
    const bool repeats = starts.size() > 2 && starts[1] > 1;
    if (!repeats || !first.isNumeric())
        return std::nullopt;
    for (std::size_t run = 1; run + 1 < starts.size(); ++run) {
        const bool counts = first.values[starts[run]] == first.values[starts[run - 1]] + 1;
        if (!counts || starts[run + 1] - starts[run] != starts[1])
            return std::nullopt;
    }
    return 0;
}

bool isResult(const std::string& name)
{
    const std::string low = lower(name);
    return std::any_of(resultWords.begin(), resultWords.end(), [&](std::string_view word) {
        return low.starts_with(std::string(word) + "_") || low.ends_with("_" + std::string(word)) ||
               low.starts_with(std::string(word) + " ");
    });
}

std::string heldOutValueOf(const Table::Column& column)
{
    if (column.isNumeric())
        return {};
    const std::set<std::string> values(column.texts.begin(), column.texts.end());
    for (const std::string& value : values) {
        if (values.size() == 2 && contains(heldOutWords, lower(value)))
            return value;
    }
    return {};
}

} // namespace

ColumnRoles guessRoles(const Table& table, const std::string& runs)
{
    ColumnRoles result;
    result.roles.assign(table.columns.size(), ColumnRole::Unused);
    std::optional<std::size_t> runColumn = findRunColumn(table);
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (!runs.empty() && table.columns[i].name == runs)
            runColumn = i;
    std::vector<std::size_t> starts;
    if (runColumn) {
        result.roles[*runColumn] = ColumnRole::Run;
        starts = stretches(table, table.columns[*runColumn]);
    } else {
        for (std::size_t row = 0; row <= table.rows; ++row)
            starts.push_back(row);
    }
    result.runs = starts.size() - 1;

    bool hasAxis = false;
    bool hasOutput = false, hasInput = false;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Table::Column& column = table.columns[i];
        ColumnRole& role = result.roles[i];
        if (role == ColumnRole::Run || !varies(table, column))
            continue;
        const std::string heldOut =
            contains(splitNames, lower(column.name)) ? heldOutValueOf(column) : std::string();
        if (!heldOut.empty()) {
            role = ColumnRole::HeldOut;
            result.heldOutValue = heldOut;
        } else if (!isConstantWithin(column, starts)) {
            const bool axis = !hasAxis && isAxis(column, starts);
            if (column.isNumeric())
                role = axis ? ColumnRole::Axis : ColumnRole::Series;
            hasAxis = hasAxis || axis;
        } else if (!column.isNumeric()) {
            const std::set<std::string> items(column.texts.begin(), column.texts.end());
            // A text of its own in every run is a name or a date, not a choice.
            const bool isChoice =
                items.size() <= mostItems && items.size() < result.runs && !items.contains("");
            role = isChoice ? ColumnRole::Input : ColumnRole::Unused;
        } else {
            // As xdt run writes them: inputs, the axis, results.
            role = isResult(column.name) || (hasAxis && hasInput) ? ColumnRole::Scalar : ColumnRole::Input;
        }
        hasInput = hasInput || (role == ColumnRole::Input && !hasAxis);
        hasOutput = hasOutput || role == ColumnRole::Series || role == ColumnRole::Scalar;
    }
    if (!hasAxis)
        findTwoAxes(table, starts, result.roles);
    for (std::size_t i = table.columns.size(); i-- > 0 && !hasOutput;) {
        if (result.roles[i] == ColumnRole::Input && table.columns[i].isNumeric()) {
            result.roles[i] = ColumnRole::Scalar;
            hasOutput = result.isLastTaken = true;
        }
    }
    return result;
}

} // namespace twin
