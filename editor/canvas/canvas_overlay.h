// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/gesture.h"

#include <QWidget>

#include <optional>

namespace twin {

/// The transparent sheet over the page view: selection, handles, ghosts, rubber band, mouse and keys. The views below it never see the
/// mouse while the app is being built.
class CanvasOverlay : public QWidget
{
    Q_OBJECT

  public:
    CanvasOverlay(Workspace& workspace, PageView& view, QWidget* parent = nullptr);
    ~CanvasOverlay() override;

    /// A drag that began in a dock. `point` is in this widget's coordinates; outside it there is no ghost.
    void beginPlace(const Placeable& what);
    void dragPlace(const QPoint& point);
    /// False when it could not be placed there; `refused` has then said why.
    bool dropPlace(const QPoint& point);
    void cancelGesture();

    /// Moves or resizes what is selected by whole cells.
    void nudge(int columns, int rows, bool resize);
    const CanvasGeometry& geometry() const { return m_geometry; }
    /// Where a handle of a selected widget lies; edges as in HandleEdges. For tests and the mouse alike.
    QRect handleRect(const QString& id, HandleEdges edges) const;

  signals:
    void contextMenuRequested(const QPoint& globalPosition);
    /// Double click or Enter: the person wants the properties.
    void editRequested();
    void messageChanged(const QString& message);

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

  private:
    struct Handle
    {
        QString id;
        HandleEdges edges;
    };
    std::optional<Handle> handleAt(const QPoint& point) const;
    void pressOn(const QString& id, Qt::KeyboardModifiers modifiers);
    void startDrag(const QPoint& point);
    void finishBand();
    void updateCursor(const QPoint& point);
    bool stepSelection(bool forward);
    void announce();
    QStringList movable() const;

    Workspace& m_workspace;
    CanvasGeometry m_geometry;
    std::unique_ptr<Gesture> m_gesture;
    std::optional<Placeable> m_placing;
    std::optional<Handle> m_handle;
    std::optional<QRect> m_band;
    QStringList m_bandBase;
    QPoint m_press;
    QString m_pressed;
    bool m_isDown = false;
    bool m_selectOnRelease = false;
};

} // namespace twin
