// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/gesture.h"

#include <QObject>

#include <functional>
#include <optional>

class QAbstractItemView;
class QLabel;
class QModelIndex;

namespace twin {

class Canvas;

/// Lets the rows of a list be dragged onto the canvas: press, move, release, as a mouse gesture of our own. The list keeps
/// the mouse; a label follows the pointer until it is over the page, where the canvas shows the ghost. Enter and double click
/// insert at the first free place. Escape gives up.
class DragSource : public QObject
{
    Q_OBJECT

  public:
    using What = std::function<std::optional<Placeable>(const QModelIndex&)>;

    DragSource(QAbstractItemView& list, Canvas& canvas, What what);
    ~DragSource() override;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    bool filterKey(int key);
    void begin();
    void move(const QPoint& globalPosition);
    void end(const QPoint& globalPosition);
    void stop();
    QAbstractItemView& m_list;
    Canvas& m_canvas;
    What m_what;
    QPoint m_press;
    std::optional<Placeable> m_pressed;
    bool m_isDragging = false;
    QLabel* m_label = nullptr;
};

} // namespace twin
