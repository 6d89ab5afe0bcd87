// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/descriptor.h"
#include "document/document.h"
#include "page/page_view.h"

#include <QSet>
#include <QString>
#include <optional>
#include <vector>

namespace twin {

struct Contract;

/// A widget and where it is to lie.
struct Placed
{
    QString id; ///< empty for a widget that is not in the document yet
    Cell cell;
};

/// Rows that a group's heading and frame take from its height.
inline constexpr int groupHeadingRows = 3;

/// Rows of a container's grid; a page has no end, a group has what fits below its heading. Both are 24
/// columns wide.
int rowsOf(const Node& container, const Catalog& catalog);

/// The first free place, reading from the top left, that takes a size; an empty optional when a group is
/// full.
std::optional<Cell> freePlace(const Node& container, const Catalog& catalog, int columns, int rows);
/// The same after some widgets have already been given a place.
std::optional<Cell> freePlace(const Node& container, const Catalog& catalog, int columns, int rows,
                              const std::vector<Cell>& taken);

/// Why widgets cannot lie there, in words; empty when they can. Nothing may leave the grid, be smaller than
/// its type allows, or cover another widget that is not itself moving.
QString whyNotThere(const Node& container, const std::vector<Placed>& placed, const Catalog& catalog,
                    const Contract* contract = nullptr);

/// The same place on screen in the other grid: of a group that lies at `group`, and of what the group lies
/// in.
Cell intoGroup(const Cell& cell, const Cell& group);
Cell outOfGroup(const Cell& cell, const Cell& group);

/// The smallest cell that holds all of them; a 1 x 1 cell at the origin for none.
Cell boundsOf(const std::vector<Cell>& cells);

} // namespace twin
