// SPDX-License-Identifier: GPL-3.0-or-later
#include "input_rows.h"

#include "base/nearest_names.h"
#include "session/session.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin::cli {

namespace {

std::string placeOf(const Table& table, const Table::Column& column, std::size_t row)
{
    return fmt::format("{}:{}:{}", table.name, table.lines[row], &column - table.columns.data() + 1);
}

Diagnostic missingColumn(const Table& table, const Variable& input)
{
    std::vector<std::string> names;
    for (const Table::Column& column : table.columns)
        names.push_back(column.name);
    const std::string near = didYouMean(nearestNames(input.name, names));
    return {Severity::Error, "rows.column-missing", table.name,
            fmt::format("{} has no column \"{}\".", table.name, input.name),
            fmt::format("{}{}Add the column, or give all rows one value with --set {}=VALUE.", near,
                        near.empty() ? "" : " ", input.name)};
}

Result<double> readCell(const Table& table, const Table::Column& column, std::size_t row,
                        const Variable& input)
{
    Result<double> value = column.isNumeric() && input.type != VariableType::Enumeration
                               ? Result<double>(column.values[row])
                               : input.parseValue(column.isNumeric() ? fmt::format("{}", column.values[row])
                                                                     : column.texts[row]);
    if (!value) {
        value.error().location = placeOf(table, column, row);
        return value;
    }
    const std::optional<RuleVerdict> refusal = refusalOf(input, *value);
    if (refusal && refusal->rule.starts_with("type:"))
        return fail("input.type", placeOf(table, column, row), refusal->message, "Correct the cell.");
    return value;
}

/// Position on the axis of every row of the table.
Result<std::vector<std::size_t>> readAxis(const Table& table, const Table::Column& column, const Axis& axis)
{
    std::vector<std::size_t> indices;
    const double tolerance = 1e-9 * (axis.values.back() - axis.values.front());
    for (std::size_t row = 0; row < table.rows; ++row) {
        const double wanted = column.isNumeric() ? column.values[row] : std::nan("");
        const auto found = std::find_if(axis.values.begin(), axis.values.end(),
                                        [&](double value) { return std::fabs(value - wanted) <= tolerance; });
        if (found == axis.values.end())
            return fail(
                "rows.axis", placeOf(table, column, row),
                fmt::format("{} is not a point of the twin's axis \"{}\".",
                            column.isNumeric() ? fmt::format("{}", wanted) : column.texts[row], axis.name),
                fmt::format("Use its points from {} to {}{}, or leave the column out to have all of them.",
                            axis.values.front(), axis.values.back(), axis.unit.afterNumber()));
        indices.push_back(std::size_t(found - axis.values.begin()));
    }
    return indices;
}

} // namespace

Result<InputRows> readInputRows(const Table& table, const Contract& contract, const Settings& settings)
{
    InputRows rows;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const std::string& name = table.columns[c].name;
        const auto isAxis = [&](const std::optional<Axis>& axis) { return axis && axis->name == name; };
        if (!contract.find(name) && !isAxis(contract.axis) && !isAxis(contract.axis2))
            rows.carried.push_back(c);
    }
    std::vector<const Table::Column*> columns;
    for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
        const Variable& input = contract.inputs[i];
        columns.push_back(table.find(input.name));
        if (!columns.back() && !settings.contains(i))
            return fail(missingColumn(table, input));
        if (columns.back() && settings.contains(i))
            return fail("usage.set-twice", table.name,
                        fmt::format("{} is set for all rows and has a column as well.", input.name),
                        "Leave one of them out.");
    }
    std::vector<double> point = pointOf(contract, settings);
    for (std::size_t row = 0; row < table.rows; ++row) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (!columns[i])
                continue;
            const Result<double> value = readCell(table, *columns[i], row, contract.inputs[i]);
            if (!value)
                return fail(value.error());
            point[i] = *value;
        }
        const bool isNew = rows.rows == 0 || !std::equal(point.begin(), point.end(),
                                                         rows.inputs.end() - std::ptrdiff_t(point.size()));
        if (isNew) {
            rows.inputs.insert(rows.inputs.end(), point.begin(), point.end());
            ++rows.rows;
        }
        rows.point.push_back(rows.rows - 1);
    }
    for (const auto& [axis, indices] :
         {std::pair{&contract.axis, &rows.axisIndex}, std::pair{&contract.axis2, &rows.axis2Index}}) {
        const Table::Column* column = *axis ? table.find((*axis)->name) : nullptr;
        if (!column)
            continue;
        Result<std::vector<std::size_t>> read = readAxis(table, *column, **axis);
        if (!read)
            return fail(std::move(read.error()));
        *indices = std::move(*read);
    }
    return rows;
}

} // namespace twin::cli
