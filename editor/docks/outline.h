// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>

namespace twin {

class Workspace;
struct Node;

/// The document as a tree: the app, its pages with their widgets, its rules. Selects what the canvas selects, and the other way round.
class Outline : public QTreeWidget
{
    Q_OBJECT

  public:
    explicit Outline(Workspace& workspace, QWidget* parent = nullptr);

  signals:
    void contextMenuRequested(const QPoint& globalPosition);
    void editRequested();

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void fill();
    void rename();
    QTreeWidgetItem* add(QTreeWidgetItem* parent, const Node& node);
    void showSelection();
    void takeSelection();
    Workspace& m_workspace;
    QHash<QString, QTreeWidgetItem*> m_items;
    bool m_isFollowing = false;
};

} // namespace twin
