// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QTreeWidget;

namespace twin {

class Canvas;
class Workspace;
struct Variable;

/// What the twin takes, gives and insists on: its inputs and results, each to be dragged onto the page, and its owner's rules, which an app
/// cannot change. Below the list stands what the chosen one is.
class ContractDock : public QWidget
{
    Q_OBJECT

  public:
    ContractDock(Workspace& workspace, Canvas& canvas, QWidget* parent = nullptr);

    QTreeWidget& tree() const { return *m_tree; }

  private:
    void fill();
    void describe();
    Workspace& m_workspace;
    QTreeWidget* m_tree;
    QLabel* m_details;
    QLabel* m_empty;
};

} // namespace twin
