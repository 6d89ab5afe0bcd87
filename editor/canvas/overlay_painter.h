// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/gesture.h"
#include "theme/theme.h"

class QPainter;

namespace twin {

/// Draws what the overlay shows, in the theme's colours. Objections are said in words beside the ghost, not by colour alone.
class OverlayPainter
{
  public:
    OverlayPainter(QPainter& painter, const CanvasGeometry& geometry, const Theme& theme);

    /// The page's cells, as dots at their corners.
    void grid(const QRect& area);
    void selection(const QRect& rect, bool isCurrent, bool hasFocus);
    void handle(const QRect& rect);
    void band(const QRect& rect);
    /// The ghosts, guides along edges that line up with other widgets, and the caption or objection. `moving` takes no part in guides.
    void gesture(const Gesture& gesture, const QStringList& moving, const QRect& area);

  private:
    void guides(const Gesture& gesture, const QStringList& moving);
    void label(const QRect& beside, const QString& text, const QColor& ground, const QColor& ink, const QRect& area);
    QPainter& m_painter;
    const CanvasGeometry& m_geometry;
    const Theme& m_theme;
};

} // namespace twin
