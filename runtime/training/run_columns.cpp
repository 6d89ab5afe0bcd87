// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/run_columns.h"

#include <fmt/format.h>

namespace twin {

const std::string& columnOf(const std::map<std::string, std::string>& columns, const std::string& variable)
{
    const auto mapped = columns.find(variable);
    return mapped == columns.end() ? variable : mapped->second;
}

std::string runOf(const Table& table, const Table::Column* runs, std::size_t row)
{
    return runs ? textAt(*runs, row) : fmt::format("{}", table.place(row));
}

Result<RunSet> readDesign(const Table& table, const Contract& contract, const RunColumns& columns)
{
    Contract asked;
    asked.inputs = contract.inputs;
    RunColumns names = columns;
    for (const Variable& input : contract.inputs) {
        if (!table.find(columns.of(input.name)))
            names.columns.erase(input.name);
    }
    const std::string run = table.find(columns.run) ? columns.run : table.find("run") ? "run" : "";
    return gatherRuns(table, asked, names.columns, run);
}

} // namespace twin
