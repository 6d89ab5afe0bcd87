// SPDX-License-Identifier: GPL-3.0-or-later
#include "group/group_view.h"

#include "page/page_view.h"
#include "theme/elided_label.h"

#include <QVBoxLayout>

namespace twin {

GroupView::GroupView(const ViewContext& context, QWidget* parent)
    : WidgetView(context, parent), m_label(new ElidedLabel(this)), m_inside(new PageView(context, this))
{
    m_inside->setFillsHeight(true);
    m_inside->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_label);
    column->addWidget(m_inside, 1);
}

void GroupView::nodeChanged()
{
    setCard(flag("frame"));
    const QString label = text("label");
    m_label->setText(label);
    m_label->setVisible(!label.isEmpty());
    setAccessibleName(label.isEmpty() ? tr("Group") : label);
    m_inside->setPage(&node());
}

void GroupView::refresh()
{
    m_label->setLook(context().theme.heading, context().theme.text);
    m_inside->refresh();
}

} // namespace twin
