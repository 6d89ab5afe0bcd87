// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/gesture.h"

#include "model/change_text.h"
#include "model/workspace.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace twin {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Gesture", text);
}

QString objectionOf(const Result<Edit>& edit)
{
    return edit ? QString() : QString::fromStdString(edit.error().message);
}

class MoveGesture : public Gesture
{
  public:
    MoveGesture(Workspace& workspace, const CanvasGeometry& geometry, const QStringList& ids,
                const QString& grabbed, const QPoint& from)
        : m_workspace(workspace),
          m_geometry(geometry),
          m_ids(ids),
          m_grabbed(grabbed),
          m_home(geometry.parentOf(grabbed)),
          m_from(geometry.cellAt(m_home, from)),
          m_fromPoint(from)
    {
        for (const QString& id : ids) {
            QWidget* view = geometry.view().viewOf(id);
            m_pictures.push_back(view ? view->grab() : QPixmap());
        }
    }

    void drag(const QPoint& point) override
    {
        const std::string& type = m_workspace.model().node(m_grabbed)->type;
        m_container = m_geometry.containerAt(point, type, m_ids);
        const Cell to = m_geometry.cellAt(m_container, point);
        const Cell grabbed = m_geometry.cellOfNode(m_grabbed);
        int columns = to.column - m_from.column;
        int rows = to.row - m_from.row;
        if (m_container != m_home) {
            // Cells of the two grids do not line up: keep the pointer over the same part of the widget.
            const QPoint corner = m_geometry.rectOf(m_grabbed).topLeft() + point - m_fromPoint;
            const Cell cell = m_geometry.cellAt(m_container, corner);
            columns = std::max(0, cell.column) - grabbed.column;
            rows = std::max(0, cell.row) - grabbed.row;
        }
        m_placed.clear();
        m_ghosts.clear();
        const double scale = m_geometry.columnPitch(m_home) / m_geometry.columnPitch(m_container);
        for (int i = 0; i < m_ids.size(); ++i) {
            Cell cell = m_geometry.cellOfNode(m_ids[i]);
            cell.column += columns;
            cell.row += rows;
            if (m_container != m_home)
                cell.columns =
                    std::clamp(int(std::lround(cell.columns * scale)), 1, PageView::columns - cell.column);
            m_placed.push_back({m_ids[i], cell});
            m_ghosts.push_back({m_geometry.rectOf(m_container, cell), m_pictures[std::size_t(i)], {}});
        }
        m_objection = objectionOf(finish());
    }

    Result<Edit> finish() const override
    {
        return placeWidgets(m_workspace.document(), m_workspace.catalog(), m_workspace.contract(),
                            m_container, m_placed);
    }

  private:
    Workspace& m_workspace;
    const CanvasGeometry& m_geometry;
    QStringList m_ids;
    QString m_grabbed;
    QString m_home;
    Cell m_from;
    QPoint m_fromPoint;
    std::vector<QPixmap> m_pictures;
    std::vector<Placed> m_placed;
};

class ResizeGesture : public Gesture
{
  public:
    ResizeGesture(Workspace& workspace, const CanvasGeometry& geometry, const QString& id, HandleEdges edges)
        : m_workspace(workspace),
          m_geometry(geometry),
          m_id(id),
          m_edges(edges),
          m_before(geometry.cellOfNode(id)),
          m_cell(m_before)
    {
        m_container = geometry.parentOf(id);
    }

    void drag(const QPoint& point) override
    {
        const NodeDescriptor* descriptor = m_workspace.model().descriptorOf(m_id);
        const Cell at = m_geometry.cellAt(m_container, point);
        m_cell = m_before;
        const auto stretch = [](int edge, int to, int& start, int& length, int minimum) {
            const int end = start + length;
            if (edge > 0)
                length = std::max(minimum, to + 1 - start);
            if (edge < 0) {
                start = std::clamp(to, 0, end - minimum);
                length = end - start;
            }
        };
        stretch(m_edges.horizontal, at.column, m_cell.column, m_cell.columns, descriptor->minimumColumns);
        stretch(m_edges.vertical, at.row, m_cell.row, m_cell.rows, descriptor->minimumRows);
        m_ghosts = {
            {m_geometry.rectOf(m_container, m_cell), {}, tr("%1 × %2").arg(m_cell.columns).arg(m_cell.rows)}};
        m_objection = objectionOf(finish());
    }

    Result<Edit> finish() const override
    {
        return placeWidgets(m_workspace.document(), m_workspace.catalog(), m_workspace.contract(),
                            m_container, {{m_id, m_cell}});
    }

  private:
    Workspace& m_workspace;
    const CanvasGeometry& m_geometry;
    QString m_id;
    HandleEdges m_edges;
    Cell m_before;
    Cell m_cell;
};

class PlaceGesture : public Gesture
{
  public:
    PlaceGesture(Workspace& workspace, const CanvasGeometry& geometry, const Placeable& what)
        : m_workspace(workspace),
          m_geometry(geometry),
          m_what(what),
          m_descriptor(*workspace.catalog().find(what.type))
    {}

    void drag(const QPoint& point) override
    {
        m_container = m_geometry.containerAt(point, m_what.type);
        const Cell at = m_geometry.cellAt(m_container, point);
        m_cell = {at.column, at.row, m_descriptor.defaultColumns, m_descriptor.defaultRows};
        // A group's grid is finer: as wide on screen as on the page, or as wide as the group.
        if (const Cell group = m_geometry.cellOfNode(m_container); m_container != m_geometry.page())
            m_cell.columns = std::min(PageView::columns, m_cell.columns * PageView::columns / group.columns);
        settle(at);
        m_ghosts = {{m_geometry.rectOf(m_container, m_cell), {}, m_what.caption}};
        m_objection = objectionOf(finish());
    }

    Result<Edit> finish() const override
    {
        return insertWidget(m_workspace.document(), m_workspace.catalog(), m_workspace.contract(),
                            m_descriptor, m_container, m_cell, m_what.variable);
    }

  private:
    /// Centred under the pointer; where something is in the way, the nearest free place that is still under
    /// it.
    void settle(const Cell& at)
    {
        const Node* container = m_workspace.model().node(m_container);
        const auto atOffset = [&](int column, int row) {
            Cell cell = m_cell;
            cell.column = std::clamp(at.column - column, 0, PageView::columns - cell.columns);
            cell.row = std::max(0, at.row - row);
            return cell;
        };
        const int middleColumn = m_cell.columns / 2;
        const int middleRow = m_cell.rows / 2;
        Cell best = atOffset(middleColumn, middleRow);
        int bestDistance = std::numeric_limits<int>::max();
        for (int row = 0; container && row < m_cell.rows; ++row) {
            for (int column = 0; column < m_cell.columns; ++column) {
                const int distance = std::abs(column - middleColumn) + std::abs(row - middleRow);
                const Cell cell = atOffset(column, row);
                if (distance < bestDistance &&
                    whyNotThere(*container, {{QString(), cell}}, m_workspace.catalog()).isEmpty()) {
                    best = cell;
                    bestDistance = distance;
                }
            }
        }
        m_cell = best;
    }

    Workspace& m_workspace;
    const CanvasGeometry& m_geometry;
    Placeable m_what;
    const NodeDescriptor& m_descriptor;
    Cell m_cell;
};

} // namespace

std::unique_ptr<Gesture> makeMoveGesture(Workspace& workspace, const CanvasGeometry& geometry,
                                         const QStringList& ids, const QString& grabbed, const QPoint& from)
{
    return std::make_unique<MoveGesture>(workspace, geometry, ids, grabbed, from);
}

std::unique_ptr<Gesture> makeResizeGesture(Workspace& workspace, const CanvasGeometry& geometry,
                                           const QString& id, HandleEdges edges)
{
    return std::make_unique<ResizeGesture>(workspace, geometry, id, edges);
}

std::unique_ptr<Gesture> makePlaceGesture(Workspace& workspace, const CanvasGeometry& geometry,
                                          const Placeable& what)
{
    return std::make_unique<PlaceGesture>(workspace, geometry, what);
}

} // namespace twin
