// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/missing_values.h"

#include "training/run_columns.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <map>

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

} // namespace

std::optional<double> numberAt(const Table::Column& column, std::size_t row)
{
    return column.isNumeric() ? column.values[row] : parseNumber(column.texts[row]);
}

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

Table completeRows(const Table& table, const Table::Column* runs, const std::vector<bool>& keep)
{
    Table kept = rowsOf(table, keep);
    for (std::size_t i = 0; i < kept.columns.size(); ++i)
        if (!kept.columns[i].isNumeric() && &table.columns[i] != runs)
            makeNumeric(kept.columns[i]);
    return kept;
}

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
    return completeRows(table, runs, keep);
}

} // namespace twin
