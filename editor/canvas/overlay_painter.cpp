// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/overlay_painter.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace twin {

namespace {

QColor withAlpha(QColor colour, int alpha)
{
    colour.setAlpha(alpha);
    return colour;
}

} // namespace

OverlayPainter::OverlayPainter(QPainter& painter, const CanvasGeometry& geometry, const Theme& theme)
    : m_painter(painter)
    , m_geometry(geometry)
    , m_theme(theme)
{
    m_painter.setRenderHint(QPainter::Antialiasing);
}

void OverlayPainter::grid(const QRect& area)
{
    const PageView& view = m_geometry.view();
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(withAlpha(m_theme.borderStrong, 150));
    for (int row = 0;; ++row) {
        const QRect first = view.rectOf({0, row, 1, 1});
        if (first.top() > area.bottom())
            break;
        if (first.bottom() < area.top())
            continue;
        for (int column = 0; column < PageView::columns; ++column) {
            const QRect cell = view.rectOf({column, row, 1, 1});
            m_painter.drawEllipse(QPointF(cell.topLeft()), 1.2, 1.2);
        }
    }
}

void OverlayPainter::selection(const QRect& rect, bool isCurrent, bool hasFocus)
{
    if (rect.isEmpty())
        return;
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(QPen(hasFocus ? m_theme.accent : withAlpha(m_theme.accent, 170), isCurrent ? 2 : 1.5));
    m_painter.drawRoundedRect(QRectF(rect).adjusted(-0.5, -0.5, 0.5, 0.5), m_theme.radius, m_theme.radius);
}

void OverlayPainter::handle(const QRect& rect)
{
    m_painter.setPen(QPen(m_theme.accent, 1.5));
    m_painter.setBrush(m_theme.surface);
    m_painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
}

void OverlayPainter::band(const QRect& rect)
{
    m_painter.setPen(QPen(m_theme.accent, 1, Qt::DashLine));
    m_painter.setBrush(withAlpha(m_theme.accent, 28));
    m_painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5));
}

void OverlayPainter::guides(const Gesture& gesture, const QStringList& moving)
{
    m_painter.setPen(QPen(withAlpha(m_theme.accent, 190), 1, Qt::DashLine));
    for (const QString& id : m_geometry.readingOrder()) {
        if (moving.contains(id) || m_geometry.parentOf(id) != gesture.container())
            continue;
        const QRect other = m_geometry.rectOf(id);
        for (const Ghost& ghost : gesture.ghosts()) {
            const QRect both = other.united(ghost.rect);
            for (const auto& [a, b] : {std::pair(ghost.rect.left(), other.left()), std::pair(ghost.rect.right(), other.right())}) {
                if (a == b)
                    m_painter.drawLine(QPointF(a + 0.5, both.top()), QPointF(a + 0.5, both.bottom()));
            }
            for (const auto& [a, b] : {std::pair(ghost.rect.top(), other.top()), std::pair(ghost.rect.bottom(), other.bottom())}) {
                if (a == b)
                    m_painter.drawLine(QPointF(both.left(), a + 0.5), QPointF(both.right(), a + 0.5));
            }
        }
    }
}

void OverlayPainter::gesture(const Gesture& gesture, const QStringList& moving, const QRect& area)
{
    const bool may = gesture.objection().isEmpty();
    const QColor colour = may ? m_theme.accent : m_theme.red;
    if (may)
        guides(gesture, moving);
    QRect bounds;
    QString caption;
    for (const Ghost& ghost : gesture.ghosts()) {
        bounds = bounds.united(ghost.rect);
        caption = ghost.caption;
        if (!ghost.picture.isNull()) {
            m_painter.setOpacity(0.55);
            m_painter.drawPixmap(ghost.rect, ghost.picture);
            m_painter.setOpacity(1);
        }
        m_painter.setPen(QPen(colour, 2, may ? Qt::SolidLine : Qt::DashLine));
        m_painter.setBrush(withAlpha(colour, 36));
        m_painter.drawRoundedRect(QRectF(ghost.rect).adjusted(1, 1, -1, -1), m_theme.radius, m_theme.radius);
    }
    if (!may)
        label(bounds, QString(QChar(0x2715)) + "  " + gesture.objection(), m_theme.red, Qt::white, area);
    else if (!caption.isEmpty())
        label(bounds, caption, m_theme.accent, m_theme.accentText, area);
}

void OverlayPainter::label(const QRect& beside, const QString& text, const QColor& ground, const QColor& ink,
                           const QRect& area)
{
    m_painter.setFont(m_theme.small);
    const QFontMetrics metrics(m_theme.small);
    QRect box(QPoint(), metrics.size(0, text) + QSize(2 * m_theme.spacing, m_theme.spacing));
    box.moveCenter(beside.center());
    box.moveLeft(std::clamp(box.left(), area.left() + 2, std::max(area.left() + 2, area.right() - box.width() - 2)));
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(ground);
    m_painter.drawRoundedRect(box, 4, 4);
    m_painter.setPen(ink);
    m_painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace twin
