// SPDX-License-Identifier: GPL-3.0-or-later
#include "toggle/toggle_switch.h"

#include <QKeyEvent>
#include <QPainter>

namespace twin {

ToggleSwitch::ToggleSwitch(QWidget* parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ToggleSwitch::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

void ToggleSwitch::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        if (isChecked() != (event->key() == Qt::Key_Right))
            click();
    } else {
        QAbstractButton::keyPressEvent(event);
    }
}

void ToggleSwitch::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF body(4, 4, width() - 8, height() - 8);
    const double round = body.height() / 2;
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.focus, 2));
        painter.drawRoundedRect(body.adjusted(-3, -3, 3, 3), round + 3, round + 3);
    }
    const bool on = isChecked();
    painter.setPen(QPen(on && isEnabled() ? m_theme.accent : m_theme.borderStrong, 1));
    painter.setBrush(on && isEnabled() ? m_theme.accent : m_theme.border);
    painter.drawRoundedRect(body, round, round);
    const double x = on ? body.right() - round : body.left() + round;
    painter.setBrush(m_theme.raised);
    painter.setPen(QPen(m_theme.borderStrong, 1));
    painter.drawEllipse(QPointF(x, body.center().y()), round - 2, round - 2);
    // A stroke for on, a ring for off, beside the knob.
    const QPointF sign(on ? body.left() + round : body.right() - round, body.center().y());
    painter.setPen(QPen(on && isEnabled() ? m_theme.accentText : m_theme.textMuted, 1.5));
    painter.setBrush(Qt::NoBrush);
    if (on)
        painter.drawLine(sign - QPointF(0, 4), sign + QPointF(0, 4));
    else
        painter.drawEllipse(sign, 3.5, 3.5);
}

} // namespace twin
