// SPDX-License-Identifier: GPL-3.0-or-later
#include "docks/dock_tree.h"

#include <QHeaderView>
#include <QTreeWidget>

namespace twin {

void setUpDockTree(QTreeWidget& tree)
{
    tree.header()->hide();
    tree.setIndentation(10);
    tree.setRootIsDecorated(false);
    tree.setItemsExpandable(false);
    tree.setIconSize({20, 20});
    tree.setFrameShape(QFrame::NoFrame);
    tree.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    tree.setTextElideMode(Qt::ElideRight);
}

QTreeWidgetItem* addHeading(QTreeWidget& tree, const QString& text, const Theme& theme)
{
    auto* item = new QTreeWidgetItem(&tree, {text});
    item->setFlags(Qt::ItemIsEnabled);
    QFont font = theme.small;
    font.setBold(true);
    item->setFont(0, font);
    item->setForeground(0, theme.textMuted);
    return item;
}

} // namespace twin
