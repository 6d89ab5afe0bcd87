// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/zone_badge.h"

#include <QPainter>

namespace twin {

namespace {

constexpr int paddingX = 8;
constexpr int paddingY = 3;
constexpr int betweenMarkAndWord = 5;

} // namespace

ZoneBadge::ZoneBadge(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ZoneBadge::show(const Answer& answer, const Theme& theme)
{
    show(answer.tone, answer.mark, answer.word, theme);
    setToolTip(answer.reason);
}

void ZoneBadge::show(Zone tone, const QString& mark, const QString& word, const Theme& theme)
{
    const QColor color = theme.colorOf(tone);
    if (m_mark == mark && m_word == word && m_color == color)
        return;
    m_mark = mark;
    m_word = word;
    m_color = color;
    m_quiet = tone == Zone::Validated;
    m_fill = color;
    m_fill.setAlpha(m_quiet ? 0 : 28);
    setFont(theme.small);
    setAccessibleName(word);
    updateGeometry();
    update();
}

QSize ZoneBadge::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {metrics.horizontalAdvance(m_mark) + betweenMarkAndWord + metrics.horizontalAdvance(m_word) +
                2 * paddingX,
            metrics.height() + 2 * paddingY};
}

void ZoneBadge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor edge = m_color;
    edge.setAlpha(m_quiet ? 90 : 255);
    painter.setPen(QPen(edge, 1));
    painter.setBrush(m_fill);
    const QRectF pill = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    painter.setPen(m_color);
    const QFontMetrics metrics(font());
    const int base = (height() + metrics.ascent() - metrics.descent()) / 2;
    painter.drawText(paddingX, base, m_mark);
    painter.drawText(paddingX + metrics.horizontalAdvance(m_mark) + betweenMarkAndWord, base, m_word);
}

} // namespace twin
