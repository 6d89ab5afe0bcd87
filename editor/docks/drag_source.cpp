// SPDX-License-Identifier: GPL-3.0-or-later
#include "docks/drag_source.h"

#include "canvas/canvas.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>

namespace twin {

DragSource::DragSource(QAbstractItemView& list, Canvas& canvas, What what)
    : QObject(&list)
    , m_list(list)
    , m_canvas(canvas)
    , m_what(std::move(what))
{
    list.setDragEnabled(false);
    list.viewport()->installEventFilter(this);
    list.installEventFilter(this);
}

DragSource::~DragSource() = default;

bool DragSource::filterKey(int key)
{
    if (m_isDragging && key == Qt::Key_Escape) {
        stop();
        m_canvas.overlay().cancelGesture();
        return true;
    }
    if (key != Qt::Key_Return && key != Qt::Key_Enter)
        return false;
    const std::optional<Placeable> what = m_what(m_list.currentIndex());
    if (what)
        m_canvas.insert(*what);
    return what.has_value();
}

bool DragSource::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress)
        return filterKey(static_cast<QKeyEvent*>(event)->key());
    if (watched != m_list.viewport())
        return false;
    auto* mouse = static_cast<QMouseEvent*>(event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        if (mouse->button() == Qt::LeftButton) {
            m_press = mouse->position().toPoint();
            m_pressed = m_what(m_list.indexAt(m_press));
        }
        return false;
    case QEvent::MouseMove:
        if (!m_pressed)
            return false;
        if (!m_isDragging
            && (mouse->position().toPoint() - m_press).manhattanLength() >= QApplication::startDragDistance())
            begin();
        if (m_isDragging)
            move(mouse->globalPosition().toPoint());
        return true;
    case QEvent::MouseButtonRelease:
        if (m_isDragging)
            end(mouse->globalPosition().toPoint());
        m_pressed.reset();
        return false;
    case QEvent::MouseButtonDblClick:
        if (const auto what = m_what(m_list.indexAt(mouse->position().toPoint()))) {
            m_canvas.insert(*what);
            return true;
        }
        return false;
    default:
        return false;
    }
}

void DragSource::begin()
{
    m_isDragging = true;
    m_label = new QLabel(m_pressed->caption, m_list.window());
    m_label->setObjectName("dragLabel");
    m_label->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_label->adjustSize();
    m_canvas.overlay().beginPlace(*m_pressed);
    m_list.viewport()->setCursor(Qt::ClosedHandCursor);
}

void DragSource::move(const QPoint& globalPosition)
{
    CanvasOverlay& overlay = m_canvas.overlay();
    const QPoint point = overlay.mapFromGlobal(globalPosition);
    overlay.dragPlace(point);
    m_label->setVisible(!overlay.visibleRegion().contains(point));
    m_label->move(m_list.window()->mapFromGlobal(globalPosition) + QPoint(14, 10));
    m_label->raise();
}

void DragSource::end(const QPoint& globalPosition)
{
    stop();
    CanvasOverlay& overlay = m_canvas.overlay();
    overlay.dropPlace(overlay.mapFromGlobal(globalPosition));
}

void DragSource::stop()
{
    m_isDragging = false;
    m_pressed.reset();
    delete m_label;
    m_label = nullptr;
    m_list.viewport()->unsetCursor();
}

} // namespace twin
