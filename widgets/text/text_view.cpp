// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/text_view.h"

#include "theme/elided_label.h"

#include <QVBoxLayout>

namespace twin {

TextView::TextView(const ViewContext& context, QWidget* parent)
    : WidgetView(context, parent), m_label(new ElidedLabel(this))
{
    setCard(false);
    m_label->setWordWrap(true);
    m_label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2, 0, 2, 0);
    column->addWidget(m_label);
}

void TextView::nodeChanged()
{
    m_label->setText(text("text"));
    setAccessibleName(m_label->text());
    const QString alignment = text("alignment");
    const Qt::Alignment side = alignment == "right"    ? Qt::AlignRight
                               : alignment == "centre" ? Qt::AlignHCenter
                                                       : Qt::AlignLeft;
    const QString style = text("style");
    m_label->setAlignment(side | (style == "title" || style == "heading" ? Qt::AlignVCenter : Qt::AlignTop));
}

void TextView::refresh()
{
    const Theme& theme = context().theme;
    const QString style = text("style");
    const QFont& font = style == "title"     ? theme.title
                        : style == "heading" ? theme.heading
                        : style == "small"   ? theme.small
                                             : theme.body;
    m_label->setLook(font, text("role") == "muted" ? theme.textMuted : theme.text);
}

} // namespace twin
