// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/canvas_geometry.h"
#include "model/edits.h"

#include <QPixmap>

#include <memory>
#include <vector>

namespace twin {

class Workspace;

/// A widget as it would lie if the mouse were released now.
struct Ghost
{
    QRect rect;
    QPixmap picture; ///< may be null
    QString caption;
};

/// One press, drag and release on the canvas. Only the screen changes until finish().
class Gesture
{
  public:
    virtual ~Gesture() = default;
    virtual void drag(const QPoint& point) = 0;
    /// What the release does: an edit, or why it cannot be.
    virtual Result<Edit> finish() const = 0;

    const std::vector<Ghost>& ghosts() const { return m_ghosts; }
    /// Why it may not be released here, in words; empty when it may.
    const QString& objection() const { return m_objection; }
    const QString& container() const { return m_container; }

  protected:
    std::vector<Ghost> m_ghosts;
    QString m_objection;
    QString m_container;
};

/// Moves the selected widgets, also into and out of groups.
std::unique_ptr<Gesture> makeMoveGesture(Workspace& workspace, const CanvasGeometry& geometry, const QStringList& ids,
                                         const QString& grabbed, const QPoint& from);

/// The edges that a handle moves: -1 left or top, 1 right or bottom, 0 neither.
struct HandleEdges
{
    int horizontal = 0;
    int vertical = 0;
};
std::unique_ptr<Gesture> makeResizeGesture(Workspace& workspace, const CanvasGeometry& geometry, const QString& id,
                                           HandleEdges edges);

/// What is dragged out of a dock: a widget of a type, bound to a variable or not.
struct Placeable
{
    std::string type;
    QString variable;
    QString caption;
};
std::unique_ptr<Gesture> makePlaceGesture(Workspace& workspace, const CanvasGeometry& geometry, const Placeable& what);

} // namespace twin
