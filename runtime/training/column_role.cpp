// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/column_role.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>

namespace twin {

namespace {

constexpr std::array<std::string_view, 20> runNames = {
    "run",        "run_id",  "runid",   "run id",    "run_no",   "run no",     "run number",
    "case",       "case_id", "sample",  "sample_id", "scenario", "simulation", "sim",
    "experiment", "trial",   "test_id", "id",        "no",       "nr"};
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

std::optional<std::size_t> findRunColumn(const Table& table)
{
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (contains(runNames, lower(table.columns[i].name)))
            return i;
    }
    // No column is called a run: a first column that counts, in stretches of one length, is one.
    const Table::Column& first = table.columns.front();
    const std::vector<std::size_t> starts = stretches(table, first);
    const bool isOneRowEach = starts.size() == table.rows + 1;
    if (starts.size() <= 2 || !first.isNumeric() || (isOneRowEach && table.columns.size() < 3))
        return std::nullopt;
    for (std::size_t run = 1; run + 1 < starts.size(); ++run) {
        const bool counts = first.values[starts[run]] == first.values[starts[run - 1]] + 1;
        if (!counts || starts[run + 1] - starts[run] != starts[1])
            return std::nullopt;
    }
    if (isOneRowEach && first.values.front() != 0 && first.values.front() != 1)
        return std::nullopt;
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

ColumnRoles guessRoles(const Table& table)
{
    ColumnRoles result;
    result.roles.assign(table.columns.size(), ColumnRole::Unused);
    const std::optional<std::size_t> runColumn = findRunColumn(table);
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
