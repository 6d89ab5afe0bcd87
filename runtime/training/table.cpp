// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/table.h"

#include "base/file.h"
#include "package/archive.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

namespace twin {

namespace {

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Length of the well-formed UTF-8 sequence at `at`, or 0 (also for a NUL, which no text file holds).
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(at);
    if (lead < 0x80)
        return lead == 0 ? 0 : 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80)
            return 0;
    }
    const bool overlong = (lead == 0xE0 && byte(at + 1) < 0xA0) || (lead == 0xF0 && byte(at + 1) < 0x90);
    const bool outside = (lead == 0xED && byte(at + 1) > 0x9F) || (lead == 0xF4 && byte(at + 1) > 0x8F);
    return overlong || outside ? 0 : length;
}

Status checkEncoding(std::string_view text, const std::string& name)
{
    std::size_t line = 1;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequenceLength(text, at);
        if (length == 0)
            return fail("table.encoding", fmt::format("{}:{}", name, line),
                        fmt::format("Line {} of {} holds bytes that are not UTF-8 text.", line, name),
                        "Save the table as CSV in UTF-8 (in a spreadsheet: \"CSV UTF-8\").");
        line += text[at] == '\n';
        at += length;
    }
    return {};
}

/// Walks the cells of a CSV text; the same walk serves the header, the numbers and the texts.
class CellReader
{
  public:
    CellReader(std::string_view text, char separator) : m_text(text), m_separator(separator) {}

    bool atEnd() const { return m_at >= m_text.size(); }
    std::size_t line() const { return m_line; }

    /// Skips lines that hold nothing.
    void skipBlankLines()
    {
        while (!atEnd() && (m_text[m_at] == '\n' || m_text[m_at] == '\r'))
            takeLineEnd();
    }

    /// The next cell, valid until the next call. Sets endsRow() and unterminated().
    std::string_view next()
    {
        m_endsRow = false;
        if (!atEnd() && m_text[m_at] == '"')
            return nextQuoted();
        const std::size_t start = m_at;
        while (!atEnd() && m_text[m_at] != m_separator && m_text[m_at] != '\n' && m_text[m_at] != '\r')
            ++m_at;
        const std::string_view cell = m_text.substr(start, m_at - start);
        takeSeparator();
        return cell;
    }

    bool endsRow() const { return m_endsRow; }
    bool unterminated() const { return m_unterminated; }

  private:
    std::string_view nextQuoted()
    {
        m_buffer.clear();
        for (++m_at; !atEnd(); ++m_at) {
            if (m_text[m_at] == '"') {
                if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"')
                    ++m_at;
                else
                    break;
            }
            m_line += m_text[m_at] == '\n';
            m_buffer.push_back(m_text[m_at]);
        }
        if (atEnd()) {
            m_unterminated = true;
        } else {
            ++m_at;
            while (!atEnd() && m_text[m_at] != m_separator && m_text[m_at] != '\n' && m_text[m_at] != '\r')
                m_buffer.push_back(m_text[m_at++]);
        }
        takeSeparator();
        return m_buffer;
    }

    void takeLineEnd()
    {
        const bool pair = m_text[m_at] == '\r' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '\n';
        m_at += pair ? 2 : 1;
        ++m_line;
    }

    void takeSeparator()
    {
        if (!atEnd() && m_text[m_at] == m_separator) {
            ++m_at;
            return;
        }
        m_endsRow = true;
        if (!atEnd())
            takeLineEnd();
    }

    std::string_view m_text;
    std::string m_buffer;
    std::size_t m_at = 0;
    std::size_t m_line = 1;
    char m_separator;
    bool m_endsRow = false;
    bool m_unterminated = false;
};

/// The separator that occurs most often in the first line, outside quotes.
char guessSeparator(std::string_view text)
{
    std::size_t counts[3] = {};
    constexpr std::string_view candidates = ",;\t";
    bool quoted = false;
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '\n' || c == '\r'))
            break;
        else if (const auto which = candidates.find(c); !quoted && which != std::string_view::npos)
            ++counts[which];
    }
    return candidates[static_cast<std::size_t>(std::max_element(counts, counts + 3) - counts)];
}

Status readHeader(CellReader& reader, Table& table)
{
    const std::string& name = table.name;
    std::set<std::string, std::less<>> seen;
    bool allNumbers = true;
    for (bool more = true; more; more = !reader.endsRow()) {
        Table::Column column;
        column.name = trimmed(reader.next());
        if (reader.unterminated())
            break;
        if (column.name.empty())
            column.name = fmt::format("column {}", table.columns.size() + 1);
        if (!seen.insert(column.name).second)
            return fail("table.duplicate-column", fmt::format("{}:1:{}", name, table.columns.size() + 1),
                        fmt::format("{} has two columns named \"{}\".", name, column.name),
                        "Give each column a name of its own in the first row.");
        allNumbers = allNumbers && parseNumber(column.name);
        table.columns.push_back(std::move(column));
        if (table.columns.size() > tableColumnLimit)
            return fail("table.too-wide", fmt::format("{}:1", name),
                        fmt::format("{} has more than {} columns.", name, tableColumnLimit),
                        "Write long tables: one row for each point of a run's axis.");
    }
    if (allNumbers)
        return fail(
            "table.header", fmt::format("{}:1", name),
            fmt::format("The first row of {} holds numbers where the names of the columns belong.", name),
            "Put a row with the column names on top of the table.");
    return {};
}

/// The cells of the columns that turned out to hold something else than numbers.
void collectTexts(CellReader reader, Table& table, const std::vector<bool>& isText)
{
    reader.skipBlankLines();
    while (reader.next(), !reader.endsRow()) {
    }
    for (reader.skipBlankLines(); !reader.atEnd(); reader.skipBlankLines()) {
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            const std::string_view cell = reader.next();
            if (isText[column])
                table.columns[column].texts.emplace_back(trimmed(cell));
        }
    }
}

/// "1,5" as 1.5; nothing for what is no number with a decimal comma.
std::optional<double> numberWithComma(std::string text)
{
    const std::size_t comma = text.find(',');
    if (comma == std::string::npos || text.find('.') != std::string::npos)
        return std::nullopt;
    text[comma] = '.';
    return parseNumber(text);
}

/// Whether a comma may as well stand between thousands: "1,500".
bool mayBeThousands(std::string_view text)
{
    const std::size_t comma = text.find(',');
    const std::string_view whole = text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
    return text.size() == comma + 4 && !whole.starts_with('0');
}

/// Whether the commas of a column of numbers are decimal ones: every comma is in a number that it makes, most
/// of them cannot stand between thousands, and no two cells are the same number ("1,1" and "1,10" are names).
bool hasDecimalCommas(const Table::Column& column)
{
    std::size_t commas = 0, clear = 0, numbers = 0;
    std::map<double, std::string_view> known;
    for (const std::string& text : column.texts) {
        const bool hasComma = text.find(',') != std::string::npos;
        const std::optional<double> value = hasComma ? numberWithComma(text) : parseNumber(text);
        if (hasComma && (!value || known.try_emplace(*value, text).first->second != text))
            return false;
        numbers += value.has_value();
        commas += hasComma;
        clear += hasComma && !mayBeThousands(text);
    }
    return commas > 0 && 2 * clear >= commas && 2 * numbers >= column.texts.size();
}

/// Cells that are no numbers stay as they are, and the column a text then.
void readDecimalCommas(Table::Column& column)
{
    std::vector<double> values;
    for (std::string& text : column.texts) {
        if (numberWithComma(text))
            text[text.find(',')] = '.';
        if (const std::optional<double> value = parseNumber(text))
            values.push_back(*value);
    }
    if (values.size() < column.texts.size())
        return;
    column.values = std::move(values);
    column.texts.clear();
}

bool needsQuotes(std::string_view text)
{
    return text.find_first_of(",;\t\"\r\n") != std::string_view::npos || trimmed(text).size() != text.size();
}

void appendText(std::string& out, std::string_view text)
{
    if (!needsQuotes(text)) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

} // namespace

std::optional<double> parseNumber(std::string_view cell)
{
    cell = trimmed(cell);
    if (cell.starts_with('+') && !cell.starts_with("+-"))
        cell.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size())
        return std::nullopt;
    return value;
}

Table rowsOf(const Table& table, const std::vector<bool>& keep)
{
    Table kept = table;
    const auto filter = [&](auto& list) {
        std::size_t to = 0;
        for (std::size_t row = 0; row < list.size(); ++row)
            if (keep[row])
                std::swap(list[to++], list[row]);
        list.resize(to);
    };
    kept.places.clear();
    for (std::size_t row = 0; row < table.rows; ++row)
        kept.places.push_back(table.place(row));
    for (Table::Column& column : kept.columns) {
        filter(column.values);
        filter(column.texts);
    }
    filter(kept.lines);
    filter(kept.places);
    kept.rows = kept.places.size();
    return kept;
}

std::string textAt(const Table::Column& column, std::size_t row)
{
    return column.isNumeric() ? fmt::format("{}", column.values[row]) : column.texts[row];
}

std::string columnsInWords(const Table& table)
{
    constexpr std::size_t most = 20;
    std::string words;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        words += (i ? ", " : "") + (i < most ? table.columns[i].name : std::string("..."));
        if (i == most)
            break;
    }
    return words;
}

const Table::Column* Table::find(std::string_view column) const
{
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == column; });
    return found == columns.end() ? nullptr : &*found;
}

Result<Table> readTable(const std::filesystem::path& path)
{
    const Result<std::string> text = readFile(path);
    if (!text)
        return fail(text.error());
    return parseTable(*text, path.filename().string());
}

Result<Table> parseTable(std::string_view text, const std::string& name)
{
    Table table;
    table.name = name;
    table.sha256 = sha256Hex(text);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    if (const Status encoding = checkEncoding(text, name); !encoding)
        return fail(encoding.error());

    const std::size_t firstLine = std::min(text.find_first_not_of("\r\n"), text.size());
    const char separator = guessSeparator(text.substr(firstLine));
    bool hasPoints = false; // numbers with a decimal point, or with points between thousands
    CellReader reader(text, separator);
    const CellReader start = reader;
    reader.skipBlankLines();
    if (reader.atEnd())
        return fail("table.empty", name, fmt::format("{} is empty.", name),
                    "Give a CSV file with a row of column names and a row for each point.");
    if (const Status header = readHeader(reader, table); !header)
        return fail(header.error());

    std::vector<bool> isText(table.columns.size(), false);
    for (reader.skipBlankLines(); !reader.atEnd() && !reader.unterminated(); reader.skipBlankLines()) {
        const std::size_t line = reader.line();
        std::size_t cells = 0;
        for (bool more = true; more; more = !reader.endsRow(), ++cells) {
            const std::string_view cell = reader.next();
            if (cells >= table.columns.size() || isText[cells])
                continue;
            const std::optional<double> value = parseNumber(cell);
            hasPoints = hasPoints || (value && cell.find('.') != std::string_view::npos);
            isText[cells] = !value;
            table.columns[cells].values.push_back(value.value_or(0));
        }
        if (cells != table.columns.size() && !reader.unterminated())
            return fail("table.ragged", fmt::format("{}:{}", name, line),
                        fmt::format("Line {} of {} has {} cells, but the first row names {} columns.", line,
                                    name, cells, table.columns.size()),
                        "Give every row as many cells as there are columns.");
        table.lines.push_back(line);
    }
    if (reader.unterminated())
        return fail("table.quote", fmt::format("{}:{}", name, table.lines.empty() ? 1 : table.lines.back()),
                    fmt::format("A quotation mark that is opened in {} is never closed.", name),
                    "Close it, or write it twice where it belongs to the text.");
    table.rows = table.lines.size();
    if (table.rows == 0)
        return fail("table.empty", name, fmt::format("{} has column names, but no row of numbers.", name),
                    "Give a row for each point of each run.");
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        if (isText[column])
            table.columns[column].values = {};
    }
    if (std::find(isText.begin(), isText.end(), true) != isText.end())
        collectTexts(start, table, isText);
    for (const Table::Column& column : table.columns)
        for (const std::string& cell : column.texts)
            hasPoints = hasPoints || (cell.find('.') != std::string::npos && parseNumber(cell));
    if (separator == ',' || hasPoints)
        return table;
    for (Table::Column& column : table.columns)
        if (hasDecimalCommas(column)) {
            readDecimalCommas(column);
            table.hasDecimalCommas = true;
        }
    return table;
}

std::string writeTable(const Table& table)
{
    std::string out;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        if (column)
            out += ',';
        appendText(out, table.columns[column].name);
    }
    out += '\n';
    for (std::size_t row = 0; row < table.rows; ++row) {
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            if (column)
                out += ',';
            const Table::Column& cells = table.columns[column];
            if (!cells.isNumeric())
                appendText(out, cells.texts[row]);
            else if (!std::isnan(cells.values[row]))
                fmt::format_to(std::back_inserter(out), "{}", cells.values[row]);
        }
        out += '\n';
    }
    return out;
}

} // namespace twin
