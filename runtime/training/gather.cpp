// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/run_columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unordered_map>

namespace twin {

namespace {

/// Rows of the table that belong to one run, in the order of the file.
struct RunRows
{
    std::string name;
    std::vector<std::size_t> rows;
};

/// A column of the table as numbers of a variable.
struct Source
{
    std::string column;
    std::vector<double> values;
};

/// What every message needs to name a place.
struct Place
{
    const Table& table;

    std::string at(std::size_t row) const { return fmt::format("{}:{}", table.name, table.lines[row]); }
    std::size_t line(std::size_t row) const { return table.lines[row]; }
};

Result<const Table::Column*> findColumn(const Table& table, const std::string& name, const std::string& role)
{
    if (const Table::Column* column = table.find(name))
        return column;
    return fail(
        "runs.column-missing", table.name,
        fmt::format("{} has no column \"{}\", which {} needs.", table.name, name, role),
        fmt::format("Add the column, or name the right one in the spec under \"columns\". The table has: {}.",
                    columnsInWords(table)));
}

std::string wantedOf(const Variable& variable)
{
    if (variable.type == VariableType::Boolean)
        return "Write true or false in this column.";
    if (variable.type == VariableType::Enumeration) {
        std::vector<std::string> names;
        for (const EnumerationItem& item : variable.items)
            names.push_back(item.name);
        return fmt::format("Write one of: {}.", fmt::join(names, ", "));
    }
    return "Write a number with a decimal point (2.5, not 2,5), without separators or units, or take the run "
           "out.";
}

std::optional<double> readAsNumber(const Variable& variable, const std::string& text)
{
    if (const std::optional<double> item = variable.itemOf(text))
        return item;
    const Result<Table> cell = parseTable("value\n\"" + text + "\"", "cell");
    if (cell && cell->rows == 1 && cell->columns[0].isNumeric())
        return cell->columns[0].values[0];
    return std::nullopt;
}

Diagnostic noChoice(const Table& table, std::size_t row, const std::string& column, const Variable& variable,
                    double value)
{
    const Place place{table};
    return {Severity::Error, "runs.choice", place.at(row),
            fmt::format("Column \"{}\" of {} holds {} in line {}, which is no choice of {}.", column,
                        table.name, value, place.line(row), variable.name),
            wantedOf(variable)};
}

Status checkValue(const Table& table, std::size_t row, const std::string& column, const Variable& variable,
                  double value)
{
    const Place place{table};
    if (!std::isfinite(value))
        return fail("runs.not-finite", place.at(row),
                    fmt::format("Column \"{}\" of {} holds {} in line {}, which is not a finite number.",
                                column, table.name, value, place.line(row)),
                    "Take out the run that failed, or correct the number.");
    const bool isChoice =
        variable.type == VariableType::Enumeration || variable.type == VariableType::Boolean;
    const double choices = variable.type == VariableType::Boolean ? 2 : double(variable.items.size());
    if (isChoice && !(value >= 0 && value < choices && value == std::floor(value)))
        return fail(noChoice(table, row, column, variable, value));
    const bool whole = variable.type != VariableType::Real;
    if (variable.causality == Causality::Input && whole && value != std::floor(value))
        return fail("runs.integer", place.at(row),
                    fmt::format("Column \"{}\" of {} holds {} in line {}, but {} takes whole numbers only.",
                                column, table.name, value, place.line(row), variable.name),
                    "Correct the table, or make the variable a real number in the spec.");
    return {};
}

/// Choices called 1, 2, 3 are meant by these numbers, not by their positions.
bool hasNumbersForNames(const Variable& variable)
{
    return std::any_of(variable.items.begin(), variable.items.end(), [](const EnumerationItem& item) {
        double number = 0;
        const char* end = item.name.data() + item.name.size();
        const auto [stop, error] = std::from_chars(item.name.data(), end, number);
        return error == std::errc() && stop == end;
    });
}

Result<Source> readVariable(const Table& table, const Variable& variable, const std::string& columnName)
{
    const Place place{table};
    const auto column = findColumn(table, columnName, fmt::format("variable {}", variable.name));
    if (!column)
        return fail(column.error());
    Source source{columnName, (*column)->values};
    if ((*column)->isNumeric() && hasNumbersForNames(variable)) {
        for (std::size_t row = 0; row < table.rows; ++row) {
            const std::optional<double> item = variable.itemOf(fmt::format("{}", source.values[row]));
            if (!item)
                return fail(noChoice(table, row, columnName, variable, source.values[row]));
            source.values[row] = *item;
        }
    } else if (!(*column)->isNumeric()) {
        source.values.resize(table.rows);
        for (std::size_t row = 0; row < table.rows; ++row) {
            const std::string& text = (*column)->texts[row];
            const std::optional<double> value = readAsNumber(variable, text);
            if (!value) {
                const std::string what = text.empty() ? "an empty cell" : fmt::format("\"{}\"", text);
                return fail("runs.text", place.at(row),
                            fmt::format("Column \"{}\" of {} has {} in line {}, where a number belongs.",
                                        columnName, table.name, what, place.line(row)),
                            wantedOf(variable));
            }
            source.values[row] = *value;
        }
    }
    for (std::size_t row = 0; row < table.rows; ++row) {
        const Status checked = checkValue(table, row, columnName, variable, source.values[row]);
        if (!checked)
            return fail(checked.error());
    }
    return source;
}

Result<std::vector<RunRows>> groupRows(const Table& table, const std::string& runColumn)
{
    std::vector<RunRows> groups;
    if (runColumn.empty()) {
        for (std::size_t row = 0; row < table.rows; ++row)
            groups.push_back({runOf(table, nullptr, row), {row}});
        return groups;
    }
    const auto column = findColumn(table, runColumn, "telling the runs apart");
    if (!column)
        return fail(column.error());
    std::unordered_map<std::string, std::size_t> byName;
    for (std::size_t row = 0; row < table.rows; ++row) {
        std::string name = runOf(table, *column, row);
        const auto [entry, isNew] = byName.try_emplace(name, groups.size());
        if (isNew)
            groups.push_back({std::move(name), {}});
        groups[entry->second].rows.push_back(row);
    }
    return groups;
}

/// What to do about a run of the wrong length.
std::string lengthRemedy(const Table& table, const std::vector<RunRows>& runs)
{
    if (runs.size() == table.rows)
        return "Every row is taken for a run of its own: name the column that tells runs apart in the spec, "
               "\"run\": COLUMN.";
    return "Complete the run, or leave it out (\"leaveOut\" in the spec, or \"missing\": \"drop\" for all "
           "that are "
           "short); all runs need the same points.";
}

/// Every run has every pair of points of both axes once, the second axis going faster.
Status checkAxes(const Table& table, const std::vector<RunRows>& runs, const Contract& contract,
                 const Source& first, const Source& second)
{
    const Place place{table};
    const std::vector<double>& outer = contract.axis->values;
    const std::vector<double>& inner = contract.axis2->values;
    const double outerSlack = 1e-9 * (outer.back() - outer.front());
    const double innerSlack = 1e-9 * (inner.back() - inner.front());
    for (const RunRows& run : runs) {
        if (run.rows.size() != outer.size() * inner.size())
            return fail(
                "runs.length", place.at(run.rows.front()),
                fmt::format(
                    "Run {} has {} rows (from line {} on), but a run has {} points of {} by {} of {}.",
                    run.name, run.rows.size(), place.line(run.rows.front()), outer.size(), first.column,
                    inner.size(), second.column),
                lengthRemedy(table, runs));
        for (std::size_t i = 0; i < run.rows.size(); ++i) {
            const double here = first.values[run.rows[i]], beside = second.values[run.rows[i]];
            const double wanted = outer[i / inner.size()], wantedBeside = inner[i % inner.size()];
            if (std::abs(here - wanted) <= outerSlack && std::abs(beside - wantedBeside) <= innerSlack)
                continue;
            return fail(
                "runs.axis", place.at(run.rows[i]),
                fmt::format("Run {} has {} = {}, {} = {} in line {}, where {} and {} belong.", run.name,
                            first.column, here, second.column, beside, place.line(run.rows[i]), wanted,
                            wantedBeside),
                "Sort the rows of each run by the first axis and then by the second, and give every run at "
                "the same points.");
        }
    }
    return {};
}

/// Every run has the axis of the contract, rising, once.
Status checkAxis(const Table& table, const std::vector<RunRows>& runs, const Axis& axis, const Source& source)
{
    const Place place{table};
    const double tolerance = 1e-9 * std::max(1.0, std::abs(axis.values.back() - axis.values.front()));
    for (const RunRows& run : runs) {
        for (std::size_t i = 1; i < run.rows.size(); ++i) {
            const double before = source.values[run.rows[i - 1]];
            const double here = source.values[run.rows[i]];
            if (here > before)
                continue;
            return fail("runs.axis", place.at(run.rows[i]),
                        fmt::format("In run {}, {} goes from {} (line {}) to {} (line {}); it must rise.",
                                    run.name, source.column, before, place.line(run.rows[i - 1]), here,
                                    place.line(run.rows[i])),
                        "Sort the run's rows, and give two runs of the same name a name each.");
        }
        if (run.rows.size() != axis.values.size())
            return fail("runs.length", place.at(run.rows.front()),
                        fmt::format("Run {} has {} rows (from line {} on), but a run has {} points of {}.",
                                    run.name, run.rows.size(), place.line(run.rows.front()),
                                    axis.values.size(), source.column),
                        lengthRemedy(table, runs));
        for (std::size_t i = 0; i < run.rows.size(); ++i) {
            const double here = source.values[run.rows[i]];
            if (std::abs(here - axis.values[i]) > tolerance)
                return fail(
                    "runs.axis", place.at(run.rows[i]),
                    fmt::format("Run {} has {} = {} in line {}, where the axis has {}.", run.name,
                                source.column, here, place.line(run.rows[i]), axis.values[i]),
                    "Give every run at the same points of the axis; interpolate the ones that differ.");
        }
    }
    return {};
}

Status checkConstant(const Table& table, const RunRows& run, const Source& source, std::string_view role)
{
    const Place place{table};
    const double first = source.values[run.rows.front()];
    for (const std::size_t row : run.rows) {
        if (source.values[row] != first)
            return fail("runs.input-varies", place.at(row),
                        fmt::format("{} \"{}\" changes within run {}: {} in line {}, {} in line {}.", role,
                                    source.column, run.name, first, place.line(run.rows.front()),
                                    source.values[row], place.line(row)),
                        "It must be the same in every row of a run; make it a series output if it varies, or "
                        "give each "
                        "run a name of its own.");
    }
    return {};
}

} // namespace

Result<RunSet> gatherRuns(const Table& table, const Contract& contract,
                          const std::map<std::string, std::string>& columns, const std::string& runColumn)
{
    const auto groups = groupRows(table, runColumn);
    if (!groups)
        return fail(groups.error());

    if (contract.axis && !contract.axis->values.empty()) {
        Variable axis;
        axis.name = contract.axis->name;
        axis.causality = Causality::Output;
        const auto source = readVariable(table, axis, columnOf(columns, axis.name));
        if (!source)
            return fail(source.error());
        Status checked;
        if (contract.axis2) {
            axis.name = contract.axis2->name;
            const auto second = readVariable(table, axis, columnOf(columns, axis.name));
            if (!second)
                return fail(second.error());
            checked = checkAxes(table, *groups, contract, *source, *second);
        } else {
            checked = checkAxis(table, *groups, *contract.axis, *source);
        }
        if (!checked)
            return fail(checked.error());
    }

    RunSet set;
    set.runs = groups->size();
    set.inputs.resize(set.runs * contract.inputs.size());
    for (std::size_t input = 0; input < contract.inputs.size(); ++input) {
        const auto source =
            readVariable(table, contract.inputs[input], columnOf(columns, contract.inputs[input].name));
        if (!source)
            return fail(source.error());
        for (std::size_t run = 0; run < set.runs; ++run) {
            if (const Status same = checkConstant(table, (*groups)[run], *source, "Input"); !same)
                return fail(same.error());
            set.inputs[run * contract.inputs.size() + input] = source->values[(*groups)[run].rows.front()];
        }
    }
    for (const Variable& output : contract.outputs) {
        const auto source = readVariable(table, output, columnOf(columns, output.name));
        if (!source)
            return fail(source.error());
        std::vector<double>& values = set.outputs.emplace_back();
        values.reserve(output.isSeries || output.isField ? table.rows : set.runs);
        for (const RunRows& run : *groups) {
            if (output.isSeries || output.isField) {
                const std::size_t width =
                    output.isSeries && contract.axis2 ? contract.axis2->values.size() : 1;
                for (std::size_t i = 0; i < run.rows.size(); i += width) {
                    const auto begin = run.rows.begin() + std::ptrdiff_t(i);
                    if (width > 1) {
                        const RunRows same{run.name, {begin, begin + std::ptrdiff_t(width)}};
                        if (const Status one = checkConstant(table, same, *source, "Series output"); !one)
                            return fail(one.error());
                    }
                    values.push_back(source->values[*begin]);
                }
                continue;
            }
            if (const Status same = checkConstant(table, run, *source, "Scalar output"); !same)
                return fail(same.error());
            values.push_back(source->values[run.rows.front()]);
        }
    }
    for (const RunRows& run : *groups) {
        set.names.push_back(run.name);
        set.lines.push_back(table.lines.empty() ? 0 : table.lines[run.rows.front()]);
    }
    return set;
}

} // namespace twin
