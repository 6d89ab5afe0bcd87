// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/page_view.h"

#include <QResizeEvent>
#include <algorithm>
#include <cmath>

namespace twin {

namespace {

constexpr int unitRow = 20;
constexpr int tallestRow = 32;
/// A page this narrow breaks its texts into more lines, and gets the height for them.
constexpr int narrowPage = 760;
constexpr int narrowPageRow = 23;
constexpr int gap = 8;
constexpr int pageMargin = 12;
constexpr int narrowestPage = 640;

} // namespace

bool Cell::intersects(const Cell& other) const
{
    return column < other.column + other.columns && other.column < column + columns &&
           row < other.row + other.rows && other.row < row + rows;
}

Cell cellOf(const Node& node, const Catalog& catalog)
{
    const nlohmann::json value = propertyOf(node, "cell", catalog);
    const NodeDescriptor* descriptor = catalog.find(node.type);
    Cell cell{0, 0, descriptor ? descriptor->defaultColumns : 6, descriptor ? descriptor->defaultRows : 4};
    const bool isCell =
        value.is_array() && value.size() == 4 &&
        std::all_of(value.begin(), value.end(), [](const auto& n) { return n.is_number_integer(); });
    if (!isCell)
        return cell;
    const auto at = [&](std::size_t i, int low, int high) {
        return int(std::clamp<std::int64_t>(value[i].get<std::int64_t>(), low, high));
    };
    return {at(0, 0, PageView::columns - 1), at(1, 0, 1000), at(2, 1, PageView::columns), at(3, 1, 1000)};
}

nlohmann::json toJson(const Cell& cell)
{
    return nlohmann::json::array({cell.column, cell.row, cell.columns, cell.rows});
}

PageView::PageView(const ViewContext& context, QWidget* parent) : QWidget(parent), m_context(context)
{
    setObjectName("pageView");
}

void PageView::setPage(const Node* page)
{
    m_page = page ? *page : Node();
    QHash<QString, WidgetView*> kept;
    for (const Node& child : m_page.children) {
        const QString id = QString::fromStdString(child.id);
        WidgetView* view = m_views.take(id);
        if (view && view->node().type != child.type) {
            delete view;
            view = nullptr;
        }
        if (!view) {
            view = makeView(child, m_context, this);
            if (!view)
                continue;
            view->setInGroup(m_page.type == "group");
            view->setNode(child);
        } else if (view->node() != child) {
            view->setNode(child);
        }
        kept.insert(id, view);
    }
    qDeleteAll(m_views);
    m_views = kept;
    place();
    orderFocus();
    updateGeometry();
}

void PageView::refresh()
{
    for (WidgetView* view : std::as_const(m_views))
        view->refresh();
}

void PageView::setFillsHeight(bool fills)
{
    m_fillsHeight = fills;
    place();
}

WidgetView* PageView::viewOf(const QString& nodeId) const
{
    if (WidgetView* view = m_views.value(nodeId))
        return view;
    for (const PageView* inner : findChildren<PageView*>())
        if (WidgetView* view = inner->m_views.value(nodeId))
            return view;
    return nullptr;
}

int PageView::margin() const
{
    return m_page.type == "group" ? 0 : pageMargin;
}

double PageView::columnWidth() const
{
    return (width() - 2 * margin() + gap) / double(columns);
}

int PageView::rowHeight() const
{
    const int rows = usedRows();
    if (!m_fillsHeight || rows == 0)
        return unitRow;
    return std::clamp((height() - 2 * margin() + gap) / rows, leastRow(), tallestRow);
}

int PageView::leastRow() const
{
    const bool breaks = m_fillsHeight && m_page.type != "group" && width() < narrowPage;
    return breaks ? narrowPageRow : unitRow;
}

int PageView::usedRows() const
{
    int rows = 0;
    for (const Node& child : m_page.children)
        if (const Cell cell = cellOf(child, *m_context.catalog); true)
            rows = std::max(rows, cell.row + cell.rows);
    return rows;
}

QRect PageView::rectOf(const Cell& cell) const
{
    const double pitch = columnWidth();
    const int left = margin() + int(std::lround(cell.column * pitch));
    const int right = margin() + int(std::lround((cell.column + cell.columns) * pitch)) - gap;
    const int row = rowHeight();
    return {left, margin() + cell.row * row, right - left, cell.rows * row - gap};
}

Cell PageView::cellAt(const QPoint& point) const
{
    const int column = int(std::floor((point.x() - margin()) / columnWidth()));
    const int row = int(std::floor((point.y() - margin()) / double(rowHeight())));
    return {std::clamp(column, 0, columns - 1), std::max(row, 0), 1, 1};
}

int PageView::heightOf(int rows) const
{
    return rows == 0 ? 0 : rows * leastRow() - gap + 2 * margin();
}

QSize PageView::sizeHint() const
{
    return {980, heightOf(usedRows())};
}

QSize PageView::minimumSizeHint() const
{
    return {m_page.type == "group" ? 0 : narrowestPage, heightOf(usedRows())};
}

void PageView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if ((event->oldSize().width() < narrowPage) != (width() < narrowPage))
        updateGeometry();
    place();
}

void PageView::place()
{
    for (const Node& child : m_page.children) {
        if (WidgetView* view = m_views.value(QString::fromStdString(child.id))) {
            view->setGeometry(rectOf(cellOf(child, *m_context.catalog)));
            view->show();
        }
    }
}

/// Tab goes through a page as it is read: column groups from the left would jump about, so it goes by rows,
/// then by columns.
void PageView::orderFocus()
{
    std::vector<std::pair<Cell, WidgetView*>> order;
    for (const Node& child : m_page.children)
        if (WidgetView* view = m_views.value(QString::fromStdString(child.id)))
            order.emplace_back(cellOf(child, *m_context.catalog), view);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first.row, a.first.column) < std::pair(b.first.row, b.first.column);
    });
    QWidget* previous = nullptr;
    for (const auto& [cell, view] : order) {
        for (QWidget* widget : view->findChildren<QWidget*>()) {
            if (!(widget->focusPolicy() & Qt::TabFocus))
                continue;
            if (previous)
                setTabOrder(previous, widget);
            previous = widget;
        }
    }
}

} // namespace twin
