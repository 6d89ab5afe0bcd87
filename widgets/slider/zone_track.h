// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/quantity.h"
#include "theme/theme.h"

#include <QWidget>

namespace twin {

/// The bar of a slider: what is validated solid, what is not hatched apart, what cannot be crossed out, a
/// tick at the start value, the handle. Values are in the variable's own unit. It never moves its handle by
/// itself: it asks, and the owner sets the value that came of it.
class ZoneTrack : public QWidget
{
    Q_OBJECT

  public:
    struct Scale
    {
        Range physical, validated;
        double start = 0;
        double step = 1;
        bool showStart = true;
        bool operator==(const Scale&) const = default;
    };

    explicit ZoneTrack(QWidget* parent = nullptr);
    void setScale(const Scale& scale);
    const Scale& scale() const { return m_scale; }
    /// How assistive technology reads and sets the value.
    void setQuantity(const Quantity& quantity) { m_quantity = quantity; }
    const Quantity& quantity() const { return m_quantity; }
    void setTheme(const Theme& theme);
    void setValue(double value);
    double value() const { return m_value; }

    int positionOf(double value) const;
    double valueAt(int x) const;
    /// The nearest value on the grid of steps that starts at the physical minimum (or at zero).
    double snapped(double value) const;

    QSize sizeHint() const override;

  signals:
    /// A person wants this value. It may lie outside the physical range: then they dragged into what cannot
    /// be.
    void valueWanted(double value);
    /// Escape: what the value was before the handle was taken.
    void restoreWanted(double value);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

  private:
    void step(double steps);
    void paintTrack(QPainter& painter) const;
    void paintHandle(QPainter& painter) const;
    Range m_shown; ///< the track's ends: a little beyond the physical limits, so that they can be seen
    Scale m_scale;
    Quantity m_quantity;
    Theme m_theme;
    double m_value = 0;
    double m_before = 0;
    bool m_dragging = false;
    bool m_hovered = false;
};

} // namespace twin
