// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/placement.h"

#include "model/change_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>

namespace twin {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Placement", text);
}

bool isFree(const Cell& cell, const std::vector<Cell>& taken)
{
    return std::none_of(taken.begin(), taken.end(),
                        [&](const Cell& other) { return other.intersects(cell); });
}

} // namespace

int rowsOf(const Node& container, const Catalog& catalog)
{
    return container.type == "group" ? cellOf(container, catalog).rows - groupHeadingRows
                                     : std::numeric_limits<int>::max() / 2;
}

std::optional<Cell> freePlace(const Node& container, const Catalog& catalog, int columns, int rows)
{
    return freePlace(container, catalog, columns, rows, {});
}

std::optional<Cell> freePlace(const Node& container, const Catalog& catalog, int columns, int rows,
                              const std::vector<Cell>& alsoTaken)
{
    std::vector<Cell> taken = alsoTaken;
    for (const Node& child : container.children)
        taken.push_back(cellOf(child, catalog));
    const int width = PageView::columns;
    int lastRow = 0;
    for (const Cell& cell : taken)
        lastRow = std::max(lastRow, cell.row + cell.rows);
    for (int row = 0; row <= lastRow && row + rows <= rowsOf(container, catalog); ++row) {
        for (int column = 0; column + columns <= width; ++column) {
            const Cell cell{column, row, columns, rows};
            if (isFree(cell, taken))
                return cell;
        }
    }
    return {};
}

QString whyNotThere(const Node& container, const std::vector<Placed>& placed, const Catalog& catalog,
                    const Contract* contract)
{
    const int width = PageView::columns;
    const int height = rowsOf(container, catalog);
    QSet<QString> moving;
    for (const Placed& item : placed)
        moving.insert(item.id);
    for (std::size_t i = 0; i < placed.size(); ++i) {
        const Cell& cell = placed[i].cell;
        if (cell.column < 0 || cell.row < 0 || cell.column + cell.columns > width ||
            cell.row + cell.rows > height) {
            return container.type == "group" ? tr("It would stick out of the group.")
                                             : tr("It would stick out of the page.");
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (placed[j].cell.intersects(cell))
                return tr("The widgets would cover each other.");
        }
        for (const Node& child : container.children) {
            if (!moving.contains(QString::fromStdString(child.id)) && cellOf(child, catalog).intersects(cell))
                return tr("It would cover %1.").arg(nodeName(child, catalog, contract));
        }
    }
    return {};
}

Cell intoGroup(const Cell& cell, const Cell& group)
{
    const double scale = double(PageView::columns) / group.columns;
    const int left = int(std::lround((cell.column - group.column) * scale));
    const int right = int(std::lround((cell.column + cell.columns - group.column) * scale));
    return {left, cell.row - group.row, std::max(1, right - left), cell.rows};
}

Cell outOfGroup(const Cell& cell, const Cell& group)
{
    const double scale = double(group.columns) / PageView::columns;
    const int left = int(std::lround(cell.column * scale));
    const int right = int(std::lround((cell.column + cell.columns) * scale));
    return {group.column + left, group.row + cell.row, std::max(1, right - left), cell.rows};
}

Cell boundsOf(const std::vector<Cell>& cells)
{
    if (cells.empty())
        return {};
    Cell bounds = cells.front();
    for (const Cell& cell : cells) {
        const int right = std::max(bounds.column + bounds.columns, cell.column + cell.columns);
        const int bottom = std::max(bounds.row + bounds.rows, cell.row + cell.rows);
        bounds.column = std::min(bounds.column, cell.column);
        bounds.row = std::min(bounds.row, cell.row);
        bounds.columns = right - bounds.column;
        bounds.rows = bottom - bounds.row;
    }
    return bounds;
}

} // namespace twin
