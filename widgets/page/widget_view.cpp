// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/widget_view.h"

#include "contract/contract.h"

#include <QPainter>

namespace twin {

WidgetView::WidgetView(const ViewContext& context, QWidget* parent) : QWidget(parent), m_context(context)
{
    setObjectName("widgetView");
    updateMargins();
}

void WidgetView::setNode(const Node& node)
{
    m_node = node;
    nodeChanged();
    refresh();
}

void WidgetView::setInGroup(bool inGroup)
{
    m_inGroup = inGroup;
    updateMargins();
}

void WidgetView::setCard(bool card)
{
    m_card = card;
    updateMargins();
}

void WidgetView::updateMargins()
{
    setContentsMargins(m_card && !m_inGroup ? QMargins(12, 8, 12, 8) : QMargins());
    update();
}

nlohmann::json WidgetView::property(std::string_view key) const
{
    return propertyOf(m_node, key, *m_context.catalog);
}

QString WidgetView::text(std::string_view key) const
{
    const nlohmann::json value = property(key);
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
}

bool WidgetView::flag(std::string_view key) const
{
    const nlohmann::json value = property(key);
    return value.is_boolean() && value.get<bool>();
}

std::optional<double> WidgetView::number(std::string_view key) const
{
    const nlohmann::json value = property(key);
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

const Variable* WidgetView::boundVariable(std::string_view key) const
{
    return m_context.contract ? m_context.contract->find(text(key).toStdString()) : nullptr;
}

QString WidgetView::unboundReason(std::string_view key) const
{
    const QString name = text(key);
    if (!m_context.contract)
        return tr("No twin yet: choose a package.");
    if (name.isEmpty())
        return tr("Not connected: choose what it shows.");
    return tr("The twin has no \u201c%1\u201d.").arg(name);
}

void WidgetView::paintEvent(QPaintEvent*)
{
    if (!m_card || m_inGroup)
        return;
    const Theme& theme = m_context.theme;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.radius, theme.radius);
}

} // namespace twin
