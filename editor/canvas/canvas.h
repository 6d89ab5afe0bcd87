// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/canvas_overlay.h"

#include <QWidget>

#include <memory>

class QLabel;
class QScrollArea;
class QTabBar;

namespace twin {

class Workspace;

/// Where an app is composed: the tabs of its pages, and the player's own view of the shown page under the overlay.
class Canvas : public QWidget
{
    Q_OBJECT

  public:
    explicit Canvas(Workspace& workspace, QWidget* parent = nullptr);
    ~Canvas() override;

    CanvasOverlay& overlay() { return *m_overlay; }
    PageView& pageView() { return *m_view; }

    /// Puts a widget at the first free place of the selected group, else of the page.
    bool insert(const Placeable& what);
    /// The page, or the group that is selected.
    QString insertionContainer() const;
    void revealSelection();

  signals:
    void contextMenuRequested(const QPoint& globalPosition);
    void editRequested();
    void messageChanged(const QString& message);
    void overlayReplaced();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void build();
    void showPage();
    void fillTabs();
    void layoutPage();
    Workspace& m_workspace;
    QTabBar* m_tabs;
    QScrollArea* m_scroll;
    QWidget* m_sheet;
    PageView* m_view = nullptr;
    CanvasOverlay* m_overlay = nullptr;
    QLabel* m_hint;
};

} // namespace twin
