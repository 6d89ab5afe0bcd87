// SPDX-License-Identifier: GPL-3.0-or-later
#include "docks/palette.h"

#include "canvas/canvas.h"
#include "docks/dock_tree.h"
#include "docks/drag_source.h"
#include "icons/icons.h"
#include "model/workspace.h"

namespace twin {

Palette::Palette(Workspace& workspace, Canvas& canvas, QWidget* parent)
    : QTreeWidget(parent)
    , m_workspace(workspace)
{
    setObjectName("palette");
    setAccessibleName(tr("Widgets"));
    setUpDockTree(*this);
    fill();
    connect(&workspace, &Workspace::viewsOutdated, this, &Palette::fill);
    new DragSource(*this, canvas, [](const QModelIndex& index) -> std::optional<Placeable> {
        const QString type = index.data(Qt::UserRole).toString();
        if (type.isEmpty())
            return {};
        return Placeable{type.toStdString(), {}, index.data().toString()};
    });
}

void Palette::fill()
{
    const Theme& theme = m_workspace.viewContext().theme;
    const QString current = currentItem() ? currentItem()->data(0, Qt::UserRole).toString() : QString();
    clear();
    QHash<QString, QTreeWidgetItem*> categories;
    for (const NodeDescriptor& descriptor : m_workspace.catalog().descriptors()) {
        const QString category = QString::fromStdString(descriptor.category);
        // What is always there once is nothing to add.
        if (category.isEmpty() || !descriptor.removable)
            continue;
        QTreeWidgetItem*& parent = categories[category];
        if (!parent)
            parent = addHeading(*this, category, theme);
        auto* item = new QTreeWidgetItem(parent, {QString::fromStdString(descriptor.title)});
        item->setData(0, Qt::UserRole, QString::fromStdString(descriptor.type));
        item->setIcon(0, typeIcon(descriptor, theme));
        item->setToolTip(0, QString::fromStdString(descriptor.help));
        if (item->data(0, Qt::UserRole).toString() == current)
            setCurrentItem(item);
    }
    expandAll();
}

} // namespace twin
