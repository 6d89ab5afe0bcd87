// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_geometry.h"

#include "model/workspace.h"

#include <algorithm>

namespace twin {

CanvasGeometry::CanvasGeometry(Workspace& workspace, PageView& view)
    : m_workspace(workspace)
    , m_view(view)
{
}

QString CanvasGeometry::page() const
{
    return m_workspace.selection().page();
}

PageView* CanvasGeometry::gridOf(const QString& container) const
{
    if (container == page())
        return &m_view;
    QWidget* group = m_view.viewOf(container);
    return group ? group->findChild<PageView*>() : nullptr;
}

QRect CanvasGeometry::rectOf(const QString& id) const
{
    const WidgetView* view = m_view.viewOf(id);
    return view ? QRect(view->mapTo(&m_view, QPoint()), view->size()) : QRect();
}

QRect CanvasGeometry::rectOf(const QString& container, const Cell& cell) const
{
    const PageView* grid = gridOf(container);
    return grid ? grid->rectOf(cell).translated(grid->mapTo(&m_view, QPoint())) : QRect();
}

Cell CanvasGeometry::cellAt(const QString& container, const QPoint& point) const
{
    const PageView* grid = gridOf(container);
    return grid ? grid->cellAt(grid->mapFrom(&m_view, point)) : Cell();
}

double CanvasGeometry::columnPitch(const QString& container) const
{
    const PageView* grid = gridOf(container);
    if (!grid)
        return 1;
    const int last = PageView::columns - 1;
    return double(grid->rectOf({last, 0, 1, 1}).left() - grid->rectOf({0, 0, 1, 1}).left()) / last;
}

QString CanvasGeometry::widgetAt(const QPoint& point) const
{
    QString found;
    for (const QString& id : readingOrder()) {
        if (rectOf(id).contains(point) && (found.isEmpty() || parentOf(id) != page()))
            found = id;
    }
    return found;
}

QString CanvasGeometry::containerAt(const QPoint& point, const std::string& type, const QStringList& except) const
{
    const NodeDescriptor* descriptor = m_workspace.catalog().find(type);
    const NodeDescriptor* group = m_workspace.catalog().find("group");
    if (descriptor && group && group->accepts(*descriptor)) {
        for (const QString& id : readingOrder()) {
            const Node* node = m_workspace.model().node(id);
            if (node->type == "group" && !except.contains(id) && rectOf(id).contains(point))
                return id;
        }
    }
    return page();
}

QStringList CanvasGeometry::widgetsIn(const QRect& rect) const
{
    QStringList ids;
    for (const QString& id : readingOrder()) {
        if (parentOf(id) == page() && rectOf(id).intersects(rect))
            ids.append(id);
    }
    return ids;
}

QStringList CanvasGeometry::readingOrder() const
{
    QStringList ids;
    const auto visit = [&](const auto& self, const Node& container) -> void {
        std::vector<const Node*> children;
        for (const Node& child : container.children)
            children.push_back(&child);
        std::stable_sort(children.begin(), children.end(), [&](const Node* a, const Node* b) {
            const Cell left = cellOf(*a, m_workspace.catalog());
            const Cell right = cellOf(*b, m_workspace.catalog());
            return std::pair(left.row, left.column) < std::pair(right.row, right.column);
        });
        for (const Node* child : children) {
            ids.append(QString::fromStdString(child->id));
            self(self, *child);
        }
    };
    if (const Node* node = m_workspace.model().node(page()))
        visit(visit, *node);
    return ids;
}

QString CanvasGeometry::parentOf(const QString& id) const
{
    const Node* parent = findParent(m_workspace.document(), id.toStdString());
    return parent ? QString::fromStdString(parent->id) : QString();
}

Cell CanvasGeometry::cellOfNode(const QString& id) const
{
    const Node* node = m_workspace.model().node(id);
    return node ? cellOf(*node, m_workspace.catalog()) : Cell();
}

} // namespace twin
