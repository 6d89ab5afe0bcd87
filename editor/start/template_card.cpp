// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/template_card.h"

#include "icons/icons.h"

#include <QPainter>

namespace twin {

namespace {

constexpr int inset = 16;
constexpr int picture = 40;
constexpr int maximumLines = 4;

} // namespace

TemplateCard::TemplateCard(const TemplateInfo& info, const Theme& theme, QWidget* parent)
    : QAbstractButton(parent), m_description(info.description), m_theme(theme)
{
    setText(info.title);
    setObjectName("template:" + info.name);
    setAccessibleName(tr("Template %1").arg(info.title));
    setAccessibleDescription(info.description);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

int TemplateCard::textWidth(int width) const
{
    return std::max(80, width - 3 * inset - picture);
}

int TemplateCard::heightForWidth(int width) const
{
    const QFontMetrics body(m_theme.body);
    const int wanted =
        body.boundingRect(0, 0, textWidth(width), 10000, Qt::TextWordWrap, m_description).height();
    const int most = maximumLines * body.lineSpacing();
    return 2 * inset + QFontMetrics(m_theme.heading).lineSpacing() + 4 + std::min(wanted, most);
}

QSize TemplateCard::sizeHint() const
{
    return {420, heightForWidth(420)};
}

void TemplateCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isLit = underMouse() || hasFocus();
    painter.setPen(QPen(hasFocus() ? m_theme.focus
                        : isLit    ? m_theme.borderStrong
                                   : m_theme.border,
                        hasFocus() ? 2 : 1));
    painter.setBrush(isDown() ? m_theme.window : isLit ? m_theme.raised : m_theme.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), m_theme.radius, m_theme.radius);
    twin::icon("template", m_theme).paint(&painter, QRect(inset, inset, picture, picture));

    const int left = 2 * inset + picture;
    const int width = textWidth(this->width());
    const QFontMetrics headingMetrics(m_theme.heading);
    painter.setFont(m_theme.heading);
    painter.setPen(m_theme.text);
    painter.drawText(QRect(left, inset, width, headingMetrics.lineSpacing()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     headingMetrics.elidedText(text(), Qt::ElideRight, width));
    painter.setFont(m_theme.body);
    painter.setPen(m_theme.textMuted);
    const int top = inset + headingMetrics.lineSpacing() + 4;
    painter.drawText(QRect(left, top, width, height() - top - inset + 2),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_description);
}

void TemplateCard::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void TemplateCard::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace twin
