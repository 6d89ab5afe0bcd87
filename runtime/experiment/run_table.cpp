// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/run_table.h"

#include "package/archive.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace twin {

namespace {

/// Builds columns row by row; each takes as many rows of a run as the caller says.
class Rows
{
  public:
    void add(std::string name, bool isText)
    {
        m_table.columns.push_back({std::move(name), {}, {}});
        m_isText.push_back(isText);
    }
    void put(double value) { m_table.columns[m_column++].values.push_back(value + 0.0); } // no -0
    void put(const std::string& text) { m_table.columns[m_column++].texts.push_back(text); }
    void putInput(const Variable& input, double value)
    {
        if (m_isText[m_column])
            put(input.items[static_cast<std::size_t>(value)].name);
        else
            put(value);
    }
    void endRow()
    {
        m_column = 0;
        ++m_table.rows;
    }
    Table take() { return std::move(m_table); }

  private:
    Table m_table;
    std::vector<bool> m_isText;
    std::size_t m_column = 0;
};

Rows startRows(const Contract& contract, const RunColumns& columns)
{
    Rows rows;
    rows.add(columns.run.empty() ? "run" : columns.run, true);
    for (const Variable& input : contract.inputs)
        rows.add(columns.of(input.name), input.type == VariableType::Enumeration);
    return rows;
}

void putRun(Rows& rows, const Contract& contract, const RunSet& design, std::size_t run)
{
    rows.put(design.names[run]);
    for (std::size_t i = 0; i < contract.inputs.size(); ++i)
        rows.putInput(contract.inputs[i], design.inputs[run * contract.inputs.size() + i]);
}

} // namespace

Table runTable(const Contract& contract, const RunColumns& columns, const RunSet& design,
               const std::vector<RunAnswer>& answers)
{
    Rows rows = startRows(contract, columns);
    const auto has = [&](bool Variable::*shape) {
        return std::any_of(contract.outputs.begin(), contract.outputs.end(),
                           [&](const Variable& output) { return output.*shape; });
    };
    const bool hasField = contract.axis && contract.axis2 && has(&Variable::isField);
    const bool hasSeries = contract.axis && (hasField || has(&Variable::isSeries));
    if (hasSeries)
        rows.add(columns.of(contract.axis->name), false);
    if (hasField)
        rows.add(columns.of(contract.axis2->name), false);
    const std::size_t count = hasSeries ? contract.axis->values.size() : 1;
    const std::size_t width = hasField ? contract.axis2->values.size() : 1;
    for (const Variable& output : contract.outputs)
        rows.add(columns.of(output.name), false);
    for (std::size_t run = 0; run < design.runs; ++run) {
        if (answers[run].failure)
            continue;
        for (std::size_t point = 0; point < count * width; ++point) {
            putRun(rows, contract, design, run);
            if (hasSeries)
                rows.put(contract.axis->values[point / width]);
            if (hasField)
                rows.put(contract.axis2->values[point % width]);
            for (std::size_t i = 0; i < contract.outputs.size(); ++i) {
                const Variable& output = contract.outputs[i];
                const std::size_t at = output.isField ? point : output.isSeries ? point / width : 0;
                rows.put(answers[run].outputs[i][at]);
            }
            rows.endRow();
        }
    }
    return rows.take();
}

Table failedTable(const Contract& contract, const RunColumns& columns, const RunSet& design,
                  const std::vector<RunAnswer>& answers)
{
    Rows rows = startRows(contract, columns);
    rows.add("code", true);
    rows.add("reason", true);
    for (std::size_t run = 0; run < design.runs; ++run) {
        if (!answers[run].failure)
            continue;
        putRun(rows, contract, design, run);
        rows.put(answers[run].failure->code);
        rows.put(answers[run].failure->message);
        rows.endRow();
    }
    return rows.take();
}

std::filesystem::path failedBeside(std::filesystem::path runs)
{
    return runs.replace_extension(".failed.csv");
}

std::string designHash(const Contract& contract, const RunSet& design)
{
    std::string text;
    const auto putNumbers = [&](const std::vector<double>& values) {
        text.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
    };
    for (const Variable& input : contract.inputs)
        text += input.name + '\n';
    for (const Variable& output : contract.outputs)
        text += fmt::format("{} {}\n", output.name, contract.points(output));
    if (contract.axis)
        putNumbers(contract.axis->values);
    if (contract.axis2)
        putNumbers(contract.axis2->values);
    for (const std::string& name : design.names)
        text += name + '\n';
    putNumbers(design.inputs);
    return sha256Hex(text);
}

} // namespace twin
