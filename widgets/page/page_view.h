// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/widget_view.h"

#include <QHash>
#include <QWidget>

namespace twin {

/// A widget's place on a page: whole cells of a grid of 24 columns.
struct Cell
{
    int column = 0, row = 0, columns = 1, rows = 1;
    bool operator==(const Cell&) const = default;
    bool intersects(const Cell& other) const;
};
Cell cellOf(const Node& node, const Catalog& catalog);
nlohmann::json toJson(const Cell& cell);

/// One page of an app: its widgets on the grid. The same in the builder's canvas, the preview and the player.
/// The inside of a group is a PageView too, with 24 columns over the group's width.
class PageView : public QWidget
{
    Q_OBJECT

  public:
    static constexpr int columns = 24;

    PageView(const ViewContext& context, QWidget* parent = nullptr);

    /// Shows a node of type "page" or "group" (or nothing). Views of nodes that did not change are kept.
    void setPage(const Node* page);
    /// Every view reads the session again.
    void refresh();
    /// Lets the rows grow, within reason, until the page fills its height: a wall screen is used up to its
    /// edge. Off by default.
    void setFillsHeight(bool fills);

    /// Also of nodes inside a group.
    WidgetView* viewOf(const QString& nodeId) const;
    /// In this widget's coordinates.
    QRect rectOf(const Cell& cell) const;
    /// The cell under a point, of size 1 x 1; columns are held within the page, rows are unbounded below.
    Cell cellAt(const QPoint& point) const;
    /// From one row's upper edge to the next one's.
    int rowHeight() const;
    int usedRows() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void place();
    void orderFocus();
    int margin() const;
    double columnWidth() const;
    int leastRow() const;
    int heightOf(int rows) const;
    const ViewContext& m_context;
    Node m_page;
    QHash<QString, WidgetView*> m_views;
    bool m_fillsHeight = false;
};

} // namespace twin
