// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/page_view.h"

#include <QPoint>
#include <QRect>
#include <QStringList>

namespace twin {

class Workspace;

/// Where the nodes of the shown page lie, in the page view's coordinates, and which cell is under a point: of the page's grid or of a
/// group's own.
class CanvasGeometry
{
  public:
    CanvasGeometry(Workspace& workspace, PageView& view);

    QString page() const;
    /// Empty when the node is not on the shown page.
    QRect rectOf(const QString& id) const;
    QRect rectOf(const QString& container, const Cell& cell) const;
    /// The cell of a container's grid under a point; may lie outside the grid.
    Cell cellAt(const QString& container, const QPoint& point) const;
    /// The topmost widget under a point; empty for none.
    QString widgetAt(const QPoint& point) const;
    /// The group under a point that may hold a node of `type` and is not one of `except`; else the page.
    QString containerAt(const QPoint& point, const std::string& type, const QStringList& except = {}) const;
    /// Widgets of the page (not of groups) that a rectangle touches.
    QStringList widgetsIn(const QRect& rect) const;
    /// Every widget of the page in reading order: by row, then by column; a group before what is in it.
    QStringList readingOrder() const;
    QString parentOf(const QString& id) const;
    Cell cellOfNode(const QString& id) const;
    /// Width of a column of a container's grid, in pixels.
    double columnPitch(const QString& container) const;
    PageView& view() const { return m_view; }

  private:
    PageView* gridOf(const QString& container) const;
    Workspace& m_workspace;
    PageView& m_view;
};

} // namespace twin
