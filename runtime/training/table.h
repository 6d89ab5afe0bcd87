// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// A table of numbers read from CSV (RFC 4180, first row names, comma, semicolon or tab). Columns are kept as
/// they came; a column that is not all numbers keeps its texts. Numbers have a decimal point, or a comma
/// where no comma separates, no number of the table has a point, and most cells cannot be thousands
/// ("1,500").
struct Table
{
    struct Column
    {
        std::string name;
        std::vector<double> values;     ///< when numeric
        std::vector<std::string> texts; ///< when not
        bool isNumeric() const { return texts.empty(); }
    };
    std::string name;   ///< of the file, for messages
    std::string sha256; ///< of the file's bytes, hex; empty for a table made in memory
    std::vector<Column> columns;
    std::size_t rows = 0;
    bool hasDecimalCommas = false;   ///< as written in the file
    std::vector<std::size_t> lines;  ///< line in the file of each row
    std::vector<std::size_t> places; ///< of each row among those of the file, from 1; empty: all are there

    /// What a row is called when no column tells runs apart.
    std::size_t place(std::size_t row) const { return places.empty() ? row + 1 : places[row]; }

    const Column* find(std::string_view column) const;
};

/// Some rows of a table.
Table rowsOf(const Table& table, const std::vector<bool>& keep);
/// What a cell says, numbers by their shortest digits.
std::string textAt(const Table::Column& column, std::size_t row);
/// The names of its columns, the first twenty.
std::string columnsInWords(const Table& table);
/// The number that a cell holds, or nothing.
std::optional<double> parseNumber(std::string_view cell);

/// Most columns that a table may have.
inline constexpr std::size_t tableColumnLimit = 4096;

/// Errors, with "NAME:LINE" or "NAME:LINE:COLUMN" as location: those of readFile, "table.encoding" (not
/// UTF-8), "table.empty", "table.header", "table.duplicate-column", "table.too-wide", "table.ragged",
/// "table.quote".
Result<Table> readTable(const std::filesystem::path& path);
Result<Table> parseTable(std::string_view text, const std::string& name);

/// Comma separated, line feeds, the shortest digits that read back to the same number; a NaN is an empty
/// cell.
std::string writeTable(const Table& table);

} // namespace twin
