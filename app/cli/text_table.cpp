// SPDX-License-Identifier: GPL-3.0-or-later
#include "text_table.h"

#include <algorithm>
#include <cassert>

namespace twin::cli {

namespace {

std::size_t characters(const std::string& text)
{
    return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

} // namespace

void TextTable::addColumn(std::string heading, Align align)
{
    m_columns.push_back({std::move(heading), align});
}

void TextTable::addRow(std::vector<std::string> cells)
{
    assert(cells.size() == m_columns.size());
    m_rows.push_back(std::move(cells));
}

std::string TextTable::text() const
{
    std::vector<std::size_t> widths;
    std::vector<std::string> headings;
    for (std::size_t column = 0; column < m_columns.size(); ++column) {
        headings.push_back(m_columns[column].heading);
        widths.push_back(characters(headings.back()));
        for (const std::vector<std::string>& row : m_rows)
            widths.back() = std::max(widths.back(), characters(row[column]));
    }
    std::string text;
    const auto add = [&](const std::vector<std::string>& cells) {
        std::string line;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const std::string gap(widths[column] - characters(cells[column]), ' ');
            line += m_columns[column].align == Align::Right ? "  " + gap + cells[column]
                                                            : "  " + cells[column] + gap;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    };
    if (std::any_of(headings.begin(), headings.end(),
                    [](const std::string& heading) { return !heading.empty(); }))
        add(headings);
    for (const std::vector<std::string>& row : m_rows)
        add(row);
    return text;
}

} // namespace twin::cli
