// SPDX-License-Identifier: GPL-3.0-or-later
#include "eval_rows.h"

#include "base/file.h"
#include "input_rows.h"
#include "progress_line.h"
#include "session/batch.h"
#include "training/training.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace twin::cli {

namespace {

constexpr std::size_t chunkRows = 1024;

void appendText(std::string& line, std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        line += text;
        return;
    }
    line += '"';
    for (const char c : text) {
        if (c == '"')
            line += '"';
        line += c;
    }
    line += '"';
}

void appendNumber(std::string& line, double value)
{
    if (std::isfinite(value))
        fmt::format_to(std::back_inserter(line), "{}", value);
}

/// Writes the answers to the points of a table, chunk by chunk.
class RowWriter
{
  public:
    RowWriter(const Contract& contract, const Table& table, const InputRows& rows, bool bands = true)
        : m_contract(contract), m_table(table), m_rows(rows), m_bands(bands)
    {
        for (const std::size_t column : rows.carried)
            field(table.columns[column].name);
        if (rows.carried.empty())
            field("row");
        for (const Variable& input : contract.inputs)
            field(input.name);
        if (contract.axis)
            field(contract.axis->name);
        if (contract.axis2)
            field(contract.axis2->name);
        for (const char* name : {"zone", "verdict", "reason"})
            field(name);
        for (const Variable& output : contract.outputs) {
            field(output.name);
            if (hasBand(output)) {
                field(output.name + "_lower");
                field(output.name + "_upper");
            }
        }
        endLine();
    }

    /// Writes the rows of the table that ask for the points from `first` on that `batch` answers.
    void write(const GuardedBatch& batch, std::size_t first)
    {
        for (; m_next < m_table.rows && m_rows.point[m_next] < first + batch.answer.rows; ++m_next) {
            const std::size_t local = m_rows.point[m_next] - first;
            const auto [from, to] = span(m_rows.axisIndex, m_contract.axis);
            const auto [left, right] = span(m_rows.axis2Index, m_contract.axis2);
            for (std::size_t k = from; k < to; ++k)
                for (std::size_t j = left; j < right; ++j)
                    line(batch, local, k, j);
        }
    }

    const std::string& text() const { return m_text; }

  private:
    bool hasBand(const Variable& output) const
    {
        return m_bands && output.confidence.kind != Confidence::Kind::None;
    }

    /// Points of an axis that the row asks for: one that it names, or all.
    std::pair<std::size_t, std::size_t> span(const std::vector<std::size_t>& named,
                                             const std::optional<Axis>& axis) const
    {
        if (!named.empty())
            return {named[m_next], named[m_next] + 1};
        return {0, axis ? axis->values.size() : 1};
    }

    void line(const GuardedBatch& batch, std::size_t local, std::size_t axisIndex, std::size_t axis2Index)
    {
        for (const std::size_t index : m_rows.carried) {
            const Table::Column& column = m_table.columns[index];
            column.isNumeric() ? field(column.values[m_next]) : field(column.texts[m_next]);
        }
        if (m_rows.carried.empty())
            field(double(m_next + 1));
        const std::size_t width = m_contract.inputs.size();
        for (std::size_t i = 0; i < width; ++i)
            input(m_contract.inputs[i], m_rows.inputs[m_rows.point[m_next] * width + i]);
        if (m_contract.axis)
            field(m_contract.axis->values[axisIndex]);
        if (m_contract.axis2)
            field(m_contract.axis2->values[axis2Index]);
        field(toString(batch.zones[local]));
        field(toString(batch.verdicts[local]));
        field(batch.reasons[local]);
        for (std::size_t i = 0; i < m_contract.outputs.size(); ++i) {
            const Variable& output = m_contract.outputs[i];
            const std::size_t inField =
                output.isField ? axisIndex * m_contract.axis2->values.size() + axis2Index : 0;
            const std::size_t at =
                local * m_contract.points(output) + (output.isSeries ? axisIndex : inField);
            field(batch.answer.mean[i][at]);
            if (hasBand(output)) {
                field(batch.answer.lower[i][at]);
                field(batch.answer.upper[i][at]);
            }
        }
        endLine();
    }

    void input(const Variable& variable, double value)
    {
        if (variable.type == VariableType::Enumeration && value < double(variable.items.size()))
            field(variable.items[std::size_t(value)].name);
        else
            field(value);
    }

    void field(double value)
    {
        separate();
        appendNumber(m_text, value);
    }
    void field(std::string_view text)
    {
        separate();
        appendText(m_text, text);
    }
    void separate()
    {
        if (!m_atLineStart)
            m_text += ',';
        m_atLineStart = false;
    }
    void endLine()
    {
        m_text += '\n';
        m_atLineStart = true;
    }

    const Contract& m_contract;
    const Table& m_table;
    const InputRows& m_rows;
    bool m_bands;
    std::string m_text;
    std::size_t m_next = 0; ///< row of the table
    bool m_atLineStart = true;
};

/// Large fields take much memory: fewer rows of them.
std::size_t rowsAtATime(const Contract& contract)
{
    constexpr std::size_t mostValues = 10'000'000;
    std::size_t values = 1;
    for (const Variable& output : contract.outputs)
        values += contract.points(output);
    return std::clamp<std::size_t>(mostValues / values, 1, chunkRows);
}

Exit deliver(Console& console, const std::string& text, std::size_t points, const std::filesystem::path& out)
{
    if (out.empty()) {
        console.write(text);
        return Exit::Done;
    }
    if (const Status written = writeFileAtomically(out, text); !written)
        return console.fail(written.error());
    console.remark(fmt::format("{} points evaluated, written to {}.", points, out.string()));
    return Exit::Done;
}

/// Inputs and axes that the table calls as the runs did that the package was trained on have their own names
/// then.
void takeKnownNames(Table& table, const Package& package)
{
    const Contract& contract = package.contract;
    for (const auto& [variable, column] : columnsOfRuns(package)) {
        const bool isAxis = (contract.axis && contract.axis->name == variable) ||
                            (contract.axis2 && contract.axis2->name == variable);
        const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                        [&](const Table::Column& each) { return each.name == column; });
        if ((isAxis || contract.inputIndex(variable)) && !table.find(variable) &&
            found != table.columns.end())
            found->name = variable;
    }
}

} // namespace

Exit evaluateTable(Console& console, const Session& session, const std::filesystem::path& in,
                   const Settings& settings, const std::filesystem::path& out)
{
    const Contract& contract = session.contract();
    Result<Table> table = readTable(in);
    if (!table)
        return console.fail(table.error());
    takeKnownNames(*table, session.package());
    const Result<InputRows> rows = readInputRows(*table, contract, settings);
    if (!rows)
        return console.fail(rows.error());

    RowWriter writer(contract, *table, *rows);
    {
        ProgressLine line(console);
        const auto progress = line.callback();
        const std::size_t width = contract.inputs.size();
        const std::size_t chunk = rowsAtATime(contract);
        for (std::size_t first = 0; first < rows->rows; first += chunk) {
            const std::size_t count = std::min(chunk, rows->rows - first);
            const Result<GuardedBatch> batch =
                evaluateGuarded(session.package(), session.guardrails(),
                                std::span(rows->inputs).subspan(first * width, count * width), count);
            if (!batch)
                return console.fail(batch.error());
            writer.write(*batch, first);
            if (!progress(double(first + count) / double(rows->rows),
                          fmt::format("{} of {} rows", first + count, rows->rows)))
                return console.fail({Severity::Error, "eval.cancelled", in.string(),
                                     "The evaluation was stopped.", "Nothing was written."});
        }
    }
    return deliver(console, writer.text(), rows->rows, out);
}

Exit evaluateOverGrid(Console& console, const Session& session, const GridSetting& first,
                      const GridSetting& second, const Settings& settings, const std::filesystem::path& out)
{
    const Contract& contract = session.contract();
    constexpr std::size_t mostLines = 20'000'000;
    InputRows rows;
    rows.rows = first.values.size() * second.values.size();
    const std::size_t lines = (contract.axis ? contract.axis->values.size() : 1) *
                              (contract.axis2 ? contract.axis2->values.size() : 1);
    if (rows.rows * lines > mostLines)
        return console.fail({Severity::Error, "usage.grid", "command line",
                             fmt::format("The grid would give more than {} lines.", mostLines),
                             "Give a smaller COUNT."});
    const GridAxis a{first.input, first.values}, b{second.input, second.values};
    const std::vector<double> point = pointOf(contract, settings);
    const Result<GuardedBatch> batch = evaluateGrid(session.package(), session.guardrails(), point, a, b);
    if (!batch)
        return console.fail(batch.error());
    rows.inputs = gridRows(point, a, b);
    rows.point.resize(rows.rows);
    std::iota(rows.point.begin(), rows.point.end(), std::size_t(0));
    Table table;
    table.rows = rows.rows;
    RowWriter writer(contract, table, rows, false);
    writer.write(*batch, 0);
    return deliver(console, writer.text(), rows.rows, out);
}

} // namespace twin::cli
