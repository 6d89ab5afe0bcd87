// SPDX-License-Identifier: GPL-3.0-or-later
#include "slider/zone_track.h"

#include "slider/track_access.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace twin {

namespace {

constexpr int handleRadius = 8;
constexpr int barHeight = 6;
constexpr int sideMargin = handleRadius + 3;

/// What the track spans where an end is infinite, and how far it goes beyond a limit.
Range spanOf(const ZoneTrack::Scale& scale)
{
    Range inner = scale.physical;
    const Range& near =
        scale.validated.isFinite() ? scale.validated : Range{scale.start - 1, scale.start + 1};
    if (!std::isfinite(inner.minimum))
        inner.minimum = near.minimum - near.width() / 2;
    if (!std::isfinite(inner.maximum))
        inner.maximum = near.maximum + near.width() / 2;
    const double beyond = inner.width() * 0.05;
    return {std::isfinite(scale.physical.minimum) ? inner.minimum - beyond : inner.minimum,
            std::isfinite(scale.physical.maximum) ? inner.maximum + beyond : inner.maximum};
}

} // namespace

ZoneTrack::ZoneTrack(QWidget* parent) : QWidget(parent)
{
    QAccessible::installFactory(&makeTrackAccess); // once is enough, and more does no harm
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

void ZoneTrack::setScale(const Scale& scale)
{
    if (m_scale == scale)
        return;
    m_scale = scale;
    m_shown = spanOf(scale);
    update();
}

void ZoneTrack::setTheme(const Theme& theme)
{
    if (m_theme.mode == theme.mode && m_theme.text == theme.text)
        return;
    m_theme = theme;
    update();
}

void ZoneTrack::setValue(double value)
{
    if (m_value == value)
        return;
    m_value = value;
    update();
    QAccessibleValueChangeEvent changed(this, m_quantity.toDisplay(value));
    QAccessible::updateAccessibility(&changed);
}

int ZoneTrack::positionOf(double value) const
{
    const double part = m_shown.width() > 0 ? (value - m_shown.minimum) / m_shown.width() : 0;
    return sideMargin + int(std::lround(std::clamp(part, 0.0, 1.0) * (width() - 2 * sideMargin)));
}

double ZoneTrack::valueAt(int x) const
{
    const double part = (x - sideMargin) / double(std::max(1, width() - 2 * sideMargin));
    return m_shown.minimum + std::clamp(part, 0.0, 1.0) * m_shown.width();
}

double ZoneTrack::snapped(double value) const
{
    const double origin = std::isfinite(m_scale.physical.minimum) ? m_scale.physical.minimum : 0;
    const double onGrid = origin + std::round((value - origin) / m_scale.step) * m_scale.step;
    // Digits that only the binary fraction of the step brings in are no part of the value.
    const double unit = std::pow(10, std::floor(std::log10(m_scale.step)) - 3);
    return std::round(onGrid / unit) * unit;
}

QSize ZoneTrack::sizeHint() const
{
    return {160, 2 * handleRadius + 8};
}

void ZoneTrack::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    m_before = m_value;
    emit valueWanted(snapped(valueAt(event->position().toPoint().x())));
    update();
}

void ZoneTrack::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragging)
        return;
    const double wanted = snapped(valueAt(event->position().toPoint().x()));
    if (wanted != m_value)
        emit valueWanted(wanted);
}

void ZoneTrack::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        m_dragging = false;
    update();
}

void ZoneTrack::step(double steps)
{
    const double target = m_value + steps * m_scale.step;
    double wanted = snapped(target);
    // From a typed value between two steps, the first step goes to the next one in that direction.
    if (steps > 0 && wanted <= m_value)
        wanted = snapped(target + m_scale.step / 2);
    if (steps < 0 && wanted >= m_value)
        wanted = snapped(target - m_scale.step / 2);
    // A long step ends at the limit; a single one beyond it is an attempt that the owner answers.
    if (std::abs(steps) > 1 && m_scale.physical.contains(m_value) && !m_scale.physical.contains(wanted)) {
        const double limit = steps > 0 ? m_scale.physical.maximum : m_scale.physical.minimum;
        if (m_value != limit)
            wanted = limit;
    }
    emit valueWanted(wanted);
}

void ZoneTrack::keyPressEvent(QKeyEvent* event)
{
    const bool large = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Up:
        return step(large ? 10 : 1);
    case Qt::Key_Left:
    case Qt::Key_Down:
        return step(large ? -10 : -1);
    case Qt::Key_PageUp:
        return step(25);
    case Qt::Key_PageDown:
        return step(-25);
    case Qt::Key_Home:
        if (std::isfinite(m_scale.physical.minimum))
            emit valueWanted(m_scale.physical.minimum);
        return;
    case Qt::Key_End:
        if (std::isfinite(m_scale.physical.maximum))
            emit valueWanted(m_scale.physical.maximum);
        return;
    case Qt::Key_Escape:
        m_dragging = false;
        emit restoreWanted(m_before);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ZoneTrack::wheelEvent(QWheelEvent* event)
{
    // Only with the focus: a page that is scrolled past must not change a value.
    if (!hasFocus() || event->angleDelta().y() == 0)
        return event->ignore();
    step(event->angleDelta().y() > 0 ? 1 : -1);
}

void ZoneTrack::focusInEvent(QFocusEvent* event)
{
    m_before = m_value;
    QWidget::focusInEvent(event);
}

void ZoneTrack::focusOutEvent(QFocusEvent* event)
{
    m_dragging = false;
    QWidget::focusOutEvent(event);
}

bool ZoneTrack::event(QEvent* event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave) {
        m_hovered = event->type() == QEvent::HoverEnter;
        update();
    }
    return QWidget::event(event);
}

void ZoneTrack::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintTrack(painter);
    paintHandle(painter);
}

void ZoneTrack::paintTrack(QPainter& painter) const
{
    const int top = (height() - barHeight) / 2;
    const int left = sideMargin, right = width() - sideMargin;
    const QRectF bar(left, top, right - left, barHeight);
    QPainterPath shape;
    shape.addRoundedRect(bar, barHeight / 2.0, barHeight / 2.0);
    painter.save();
    painter.setClipPath(shape);

    // Reachable but not validated: hatched in the zone's colour, faint while nobody is there.
    const bool outside = !m_scale.validated.contains(m_value);
    QColor unvalidated = outside ? m_theme.unvalidated : m_theme.borderStrong;
    painter.fillRect(bar, m_theme.raised);
    painter.fillRect(bar, QBrush(unvalidated, Qt::BDiagPattern));

    const int from = positionOf(std::max(m_scale.validated.minimum, m_shown.minimum));
    const int to = positionOf(std::min(m_scale.validated.maximum, m_shown.maximum));
    painter.fillRect(QRectF(from, top, to - from, barHeight), m_theme.borderStrong);

    // What cannot be: crossed out.
    const auto crossOut = [&](double low, double high) {
        const QRectF part(low, top, high - low, barHeight);
        painter.fillRect(part, m_theme.window);
        painter.fillRect(part, QBrush(m_theme.textDisabled, Qt::DiagCrossPattern));
    };
    if (m_scale.physical.minimum > m_shown.minimum)
        crossOut(left, positionOf(m_scale.physical.minimum));
    if (m_scale.physical.maximum < m_shown.maximum)
        crossOut(positionOf(m_scale.physical.maximum), right);
    painter.restore();

    painter.setPen(QPen(m_theme.borderStrong, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), barHeight / 2.0, barHeight / 2.0);
    const auto line = [&](double value, int above, int below, const QPen& pen) {
        const double x = positionOf(value) + 0.5;
        painter.setPen(pen);
        painter.drawLine(QPointF(x, top - above), QPointF(x, top + barHeight + below));
    };
    if (m_scale.validated != m_scale.physical) {
        for (const double end : {m_scale.validated.minimum, m_scale.validated.maximum})
            if (std::isfinite(end) && end != m_scale.physical.minimum && end != m_scale.physical.maximum)
                line(end, 2, 2, QPen(m_theme.textMuted, 1));
    }
    for (const double end : {m_scale.physical.minimum, m_scale.physical.maximum})
        if (std::isfinite(end))
            line(end, 3, 3, QPen(m_theme.text, 1.5));
    if (m_scale.showStart) {
        const double x = positionOf(m_scale.start) + 0.5;
        QPainterPath tick;
        tick.moveTo(x, top + barHeight + 3);
        tick.lineTo(x - 3.5, top + barHeight + 8);
        tick.lineTo(x + 3.5, top + barHeight + 8);
        tick.closeSubpath();
        painter.fillPath(tick, m_theme.textMuted);
    }
}

void ZoneTrack::paintHandle(QPainter& painter) const
{
    const QPointF center(positionOf(m_value) + 0.5, height() / 2.0);
    const bool validated = m_scale.validated.contains(m_value);
    const QColor color = !isEnabled() ? m_theme.textDisabled
                         : validated  ? m_theme.accent
                                      : m_theme.unvalidated;
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.focus, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(center, handleRadius + 2.0, handleRadius + 2.0);
    }
    painter.setPen(QPen(m_theme.surface, 2));
    painter.setBrush(m_hovered || m_dragging ? color.lighter(112) : color);
    // Another shape as well as another colour outside the validated range.
    if (validated) {
        painter.drawEllipse(center, double(handleRadius), double(handleRadius));
    } else {
        const double r = handleRadius + 1.5;
        painter.drawPolygon(QPolygonF({center + QPointF(0, -r), center + QPointF(r, 0),
                                       center + QPointF(0, r), center + QPointF(-r, 0)}));
    }
}

} // namespace twin
