// SPDX-License-Identifier: GPL-3.0-or-later
#include "docks/outline.h"

#include "docks/dock_tree.h"
#include "icons/icons.h"
#include "model/change_text.h"
#include "model/workspace.h"

#include <QKeyEvent>

namespace twin {

Outline::Outline(Workspace& workspace, QWidget* parent)
    : QTreeWidget(parent)
    , m_workspace(workspace)
{
    setObjectName("outline");
    setAccessibleName(tr("Outline"));
    setUpDockTree(*this);
    setRootIsDecorated(true);
    setItemsExpandable(true);
    setIndentation(16);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QWidget::customContextMenuRequested, this,
            [this](const QPoint& point) { emit contextMenuRequested(viewport()->mapToGlobal(point)); });
    connect(this, &QTreeWidget::itemSelectionChanged, this, &Outline::takeSelection);
    connect(this, &QTreeWidget::itemDoubleClicked, this, &Outline::editRequested);
    connect(&workspace.selection(), &Selection::changed, this, &Outline::showSelection);
    connect(&workspace.model(), &DocumentModel::documentReset, this, &Outline::fill);
    connect(&workspace, &Workspace::viewsOutdated, this, &Outline::fill);
    connect(&workspace.model(), &DocumentModel::changed, this, [this](const Touched& touched) {
        if (touched.structure)
            fill();
        else
            rename();
    });
    fill();
}

QTreeWidgetItem* Outline::add(QTreeWidgetItem* parent, const Node& node)
{
    auto* item = parent ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(this);
    const QString id = QString::fromStdString(node.id);
    item->setData(0, Qt::UserRole, id);
    item->setText(0, nodeName(node, m_workspace.catalog(), m_workspace.contract()));
    item->setToolTip(0, item->text(0));
    if (const NodeDescriptor* descriptor = m_workspace.catalog().find(node.type))
        item->setIcon(0, typeIcon(*descriptor, m_workspace.viewContext().theme));
    m_items.insert(id, item);
    for (const Node& child : node.children)
        add(item, child);
    return item;
}

void Outline::fill()
{
    m_isFollowing = true;
    m_items.clear();
    clear();
    if (!m_workspace.document().root.id.empty())
        add(nullptr, m_workspace.document().root);
    expandAll();
    m_isFollowing = false;
    showSelection();
}

void Outline::rename()
{
    visitNodes(m_workspace.document().root, [this](const Node& node) {
        if (QTreeWidgetItem* item = m_items.value(QString::fromStdString(node.id)))
            item->setText(0, nodeName(node, m_workspace.catalog(), m_workspace.contract()));
    });
}

void Outline::showSelection()
{
    m_isFollowing = true;
    clearSelection();
    for (const QString& id : m_workspace.selection().ids()) {
        if (QTreeWidgetItem* item = m_items.value(id))
            item->setSelected(true);
    }
    if (QTreeWidgetItem* item = m_items.value(m_workspace.selection().current())) {
        selectionModel()->setCurrentIndex(indexFromItem(item), QItemSelectionModel::NoUpdate);
        scrollToItem(item);
    }
    m_isFollowing = false;
}

void Outline::takeSelection()
{
    if (m_isFollowing)
        return;
    QStringList ids;
    for (const QTreeWidgetItem* item : selectedItems())
        ids.append(item->data(0, Qt::UserRole).toString());
    m_workspace.selection().set(ids);
}

void Outline::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        emit editRequested();
    else
        QTreeWidget::keyPressEvent(event);
}

} // namespace twin
