// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace twin::cli {

/// Columns of text, aligned for a terminal: width is counted in characters, not bytes.
class TextTable
{
  public:
    enum class Align
    {
        Left,
        Right
    };

    void addColumn(std::string heading, Align align = Align::Left);
    /// One cell for each column.
    void addRow(std::vector<std::string> cells);
    bool isEmpty() const { return m_rows.empty(); }

    /// Headings, then rows, each line indented by two; headings are left out when all are empty.
    std::string text() const;

  private:
    struct Column
    {
        std::string heading;
        Align align;
    };
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace twin::cli
