// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>

namespace twin {

class Canvas;
class Workspace;

/// Every widget that there is, by category, to drag onto the page.
class Palette : public QTreeWidget
{
    Q_OBJECT

  public:
    Palette(Workspace& workspace, Canvas& canvas, QWidget* parent = nullptr);

  private:
    void fill();
    Workspace& m_workspace;
};

} // namespace twin
