// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_overlay.h"

#include "canvas/overlay_painter.h"
#include "model/change_text.h"
#include "model/workspace.h"

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace twin {

namespace {
constexpr int handleSize = 9;
constexpr int handleReach = 13; ///< larger than what is drawn: easier to hit
} // namespace

CanvasOverlay::CanvasOverlay(Workspace& workspace, PageView& view, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_geometry(workspace, view)
{
    setObjectName("canvasOverlay");
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_NoSystemBackground);
    setAccessibleName(tr("Canvas"));
    connect(&workspace.selection(), &Selection::changed, this, [this] {
        announce();
        update();
    });
    connect(&workspace.model(), &DocumentModel::changed, this, [this] { update(); });
}

CanvasOverlay::~CanvasOverlay() = default;

QStringList CanvasOverlay::movable() const
{
    const QString parent = m_geometry.parentOf(m_workspace.selection().current());
    QStringList ids = topmostWidgets(m_workspace.document(), m_workspace.selection().ids());
    ids.removeIf([&](const QString& id) { return m_geometry.parentOf(id) != parent; });
    return ids;
}

void CanvasOverlay::beginPlace(const Placeable& what)
{
    cancelGesture();
    m_placing = what;
}

void CanvasOverlay::dragPlace(const QPoint& point)
{
    if (!m_placing)
        return;
    if (!visibleRegion().contains(point)) {
        m_gesture.reset();
    } else {
        if (!m_gesture)
            m_gesture = makePlaceGesture(m_workspace, m_geometry, *m_placing);
        m_gesture->drag(point);
    }
    emit messageChanged(m_gesture ? m_gesture->objection() : QString());
    update();
}

bool CanvasOverlay::dropPlace(const QPoint& point)
{
    dragPlace(point);
    m_placing.reset();
    const std::unique_ptr<Gesture> gesture = std::move(m_gesture);
    emit messageChanged({});
    update();
    if (!gesture)
        return false;
    const bool placed = m_workspace.perform(gesture->finish()).has_value();
    if (placed)
        setFocus();
    return placed;
}

void CanvasOverlay::cancelGesture()
{
    m_gesture.reset();
    m_placing.reset();
    m_handle.reset();
    m_band.reset();
    m_isDown = false;
    emit messageChanged({});
    update();
}

void CanvasOverlay::nudge(int columns, int rows, bool resize)
{
    const QStringList ids = movable();
    if (ids.isEmpty())
        return;
    std::vector<Placed> placed;
    for (const QString& id : ids) {
        Cell cell = m_geometry.cellOfNode(id);
        (resize ? cell.columns : cell.column) += columns;
        (resize ? cell.rows : cell.row) += rows;
        placed.push_back({id, cell});
    }
    Result<Edit> edit = placeWidgets(m_workspace.document(), m_workspace.catalog(), m_workspace.contract(),
                                     m_geometry.parentOf(ids.front()), placed);
    if (edit)
        edit->select = m_workspace.selection().ids();
    if (m_workspace.perform(std::move(edit)))
        announce();
}

QRect CanvasOverlay::handleRect(const QString& id, HandleEdges edges) const
{
    const QRect rect = m_geometry.rectOf(id);
    const auto along = [](int edge, int low, int high) { return edge < 0 ? low : edge > 0 ? high : (low + high) / 2; };
    const QPoint centre(along(edges.horizontal, rect.left(), rect.right()),
                        along(edges.vertical, rect.top(), rect.bottom()));
    return QRect(centre - QPoint(handleSize / 2, handleSize / 2), QSize(handleSize, handleSize));
}

std::optional<CanvasOverlay::Handle> CanvasOverlay::handleAt(const QPoint& point) const
{
    const QStringList ids = movable();
    if (ids.size() != 1)
        return {};
    const int grow = (handleReach - handleSize) / 2;
    for (int vertical : {-1, 1, 0}) {
        for (int horizontal : {-1, 1, 0}) {
            if (horizontal == 0 && vertical == 0)
                continue;
            const HandleEdges edges{horizontal, vertical};
            if (handleRect(ids.front(), edges).adjusted(-grow, -grow, grow, grow).contains(point))
                return Handle{ids.front(), edges};
        }
    }
    return {};
}

void CanvasOverlay::pressOn(const QString& id, Qt::KeyboardModifiers modifiers)
{
    Selection& selection = m_workspace.selection();
    m_selectOnRelease = false;
    if (modifiers & (Qt::ShiftModifier | Qt::ControlModifier))
        selection.toggle(id);
    else if (!selection.contains(id))
        selection.set({id});
    else
        m_selectOnRelease = true;
}

void CanvasOverlay::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    const QPoint point = event->position().toPoint();
    if (event->button() == Qt::RightButton) {
        const QString id = m_geometry.widgetAt(point);
        if (id.isEmpty() || !m_workspace.selection().contains(id))
            m_workspace.selection().set(id.isEmpty() ? QStringList{m_geometry.page()} : QStringList{id});
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    m_isDown = true;
    m_press = point;
    m_handle = handleAt(point);
    if (m_handle)
        return;
    m_pressed = m_geometry.widgetAt(point);
    if (!m_pressed.isEmpty())
        pressOn(m_pressed, event->modifiers());
    else
        m_bandBase = event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier) ? m_workspace.selection().ids()
                                                                                   : QStringList();
}

void CanvasOverlay::startDrag(const QPoint& point)
{
    if (m_handle) {
        m_gesture = makeResizeGesture(m_workspace, m_geometry, m_handle->id, m_handle->edges);
    } else if (!m_pressed.isEmpty()) {
        if (m_workspace.selection().contains(m_pressed) && movable().contains(m_pressed))
            m_gesture = makeMoveGesture(m_workspace, m_geometry, movable(), m_pressed, m_press);
    } else {
        m_band = QRect(m_press, point).normalized();
    }
}

void CanvasOverlay::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    if (!m_isDown) {
        updateCursor(point);
        return;
    }
    const bool isFar = (point - m_press).manhattanLength() >= QApplication::startDragDistance();
    if (!m_gesture && !m_band && isFar)
        startDrag(point);
    if (m_gesture) {
        m_gesture->drag(point);
        emit messageChanged(m_gesture->objection());
        setCursor(m_gesture->objection().isEmpty() ? (m_handle ? cursor() : QCursor(Qt::ClosedHandCursor))
                                                   : QCursor(Qt::ForbiddenCursor));
    } else if (m_band) {
        m_band = QRect(m_press, point).normalized();
    }
    update();
}

void CanvasOverlay::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_isDown)
        return;
    m_isDown = false;
    if (m_gesture) {
        m_gesture->drag(event->position().toPoint());
        const std::unique_ptr<Gesture> gesture = std::move(m_gesture);
        Result<Edit> edit = gesture->finish();
        if (edit)
            edit->select = m_workspace.selection().ids();
        (void)m_workspace.perform(std::move(edit));
    } else if (m_band) {
        finishBand();
    } else if (m_pressed.isEmpty() && !m_handle) {
        m_workspace.selection().set(m_bandBase.isEmpty() ? QStringList{m_geometry.page()} : m_bandBase);
    } else if (m_selectOnRelease) {
        m_workspace.selection().set({m_pressed});
    }
    m_handle.reset();
    emit messageChanged({});
    updateCursor(event->position().toPoint());
    update();
}

void CanvasOverlay::finishBand()
{
    QStringList ids = m_bandBase;
    for (const QString& id : m_geometry.widgetsIn(*m_band)) {
        if (!ids.contains(id))
            ids.append(id);
    }
    m_band.reset();
    m_workspace.selection().set(ids.isEmpty() ? QStringList{m_geometry.page()} : ids);
}

void CanvasOverlay::mouseDoubleClickEvent(QMouseEvent* event)
{
    mousePressEvent(event);
    emit editRequested();
}

void CanvasOverlay::contextMenuEvent(QContextMenuEvent* event)
{
    QPoint position = event->globalPos();
    const QRect rect = m_geometry.rectOf(m_workspace.selection().current());
    if (event->reason() == QContextMenuEvent::Keyboard && !rect.isEmpty())
        position = mapToGlobal(rect.center());
    emit contextMenuRequested(position);
}

void CanvasOverlay::updateCursor(const QPoint& point)
{
    if (const auto handle = handleAt(point)) {
        const HandleEdges e = handle->edges;
        setCursor(e.horizontal == 0   ? Qt::SizeVerCursor
                  : e.vertical == 0   ? Qt::SizeHorCursor
                  : e.horizontal == e.vertical ? Qt::SizeFDiagCursor
                                               : Qt::SizeBDiagCursor);
    } else {
        setCursor(m_geometry.widgetAt(point).isEmpty() ? Qt::ArrowCursor : Qt::OpenHandCursor);
    }
}

bool CanvasOverlay::event(QEvent* event)
{
    // Tab walks through the widgets in reading order and leaves the canvas after the last.
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Tab && stepSelection(true))
            return true;
        if (key->key() == Qt::Key_Backtab && stepSelection(false))
            return true;
    }
    return QWidget::event(event);
}

bool CanvasOverlay::stepSelection(bool forward)
{
    const QStringList order = m_geometry.readingOrder();
    const qsizetype at = order.indexOf(m_workspace.selection().current());
    const qsizetype next = at < 0 ? (forward ? 0 : order.size() - 1) : at + (forward ? 1 : -1);
    if (next < 0 || next >= order.size())
        return false;
    m_workspace.selection().set({order[next]});
    return true;
}

void CanvasOverlay::keyPressEvent(QKeyEvent* event)
{
    const bool resize = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Left:
        return nudge(-1, 0, resize);
    case Qt::Key_Right:
        return nudge(1, 0, resize);
    case Qt::Key_Up:
        return nudge(0, -1, resize);
    case Qt::Key_Down:
        return nudge(0, 1, resize);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit editRequested();
        return;
    case Qt::Key_Escape:
        if (m_gesture || m_band || m_isDown)
            cancelGesture();
        else if (const QString parent = m_geometry.parentOf(m_workspace.selection().current()); !parent.isEmpty())
            m_workspace.selection().set({parent});
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void CanvasOverlay::announce()
{
    const QStringList ids = m_workspace.selection().ids();
    QString text;
    if (ids.size() == 1) {
        const Node* node = m_workspace.model().node(ids.front());
        text = nodeName(*node, m_workspace.catalog(), m_workspace.contract());
        if (!m_geometry.rectOf(ids.front()).isEmpty()) {
            const Cell cell = m_geometry.cellOfNode(ids.front());
            text += tr(", column %1, row %2, %3 by %4 cells")
                        .arg(cell.column + 1)
                        .arg(cell.row + 1)
                        .arg(cell.columns)
                        .arg(cell.rows);
        }
    } else {
        text = ids.isEmpty() ? tr("Nothing selected") : tr("%1 widgets selected").arg(ids.size());
    }
    setAccessibleDescription(text);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void CanvasOverlay::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    OverlayPainter paint(painter, m_geometry, m_workspace.viewContext().theme);
    if (m_gesture || m_placing)
        paint.grid(visibleRegion().boundingRect());
    const QStringList ids = m_workspace.selection().ids();
    for (const QString& id : ids)
        paint.selection(m_geometry.rectOf(id), id == m_workspace.selection().current(), hasFocus());
    const QStringList own = movable();
    if (!m_gesture && own.size() == 1 && ids.size() == 1) {
        for (int v : {-1, 0, 1}) {
            for (int h : {-1, 0, 1}) {
                if (h != 0 || v != 0)
                    paint.handle(handleRect(own.front(), {h, v}));
            }
        }
    }
    if (m_gesture)
        paint.gesture(*m_gesture, own, rect());
    if (m_band)
        paint.band(*m_band);
}

} // namespace twin
