// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plot/plot_widget.h"

#include <utility>

namespace twin {

/// One of the two axes of a field, as it is drawn.
struct FieldAxis
{
    std::vector<double> points;
    QString title; ///< with the unit
    bool clock = false;
    bool operator==(const FieldAxis&) const = default;
};

/// All that a map of colours shows, in display units.
struct FieldContent
{
    FieldAxis x, y;
    std::vector<double> values; ///< y goes faster; empty where no number may be shown
    std::vector<PlotThreshold> thresholds;
    PlotContent::Ground ground = PlotContent::Ground::Plain;
    PlotContent::Ink ink = PlotContent::Ink::Solid; ///< weak: hatched over; faded: veiled
    bool isDownwards = false;                       ///< y rises downwards, as a depth does
    double bottom = 0, top = 1;                     ///< the ends of the colour scale
    QString scaleTitle;
    QString message; ///< over the plot, in place of the map
    Zone messageTone = Zone::Validated;
    bool operator==(const FieldContent&) const = default;
};

/// A field over two axes in colours of one hue, from light to dark, with the lines of its thresholds. The
/// arrow keys, Home and End move a cursor over the points, as the mouse does.
class FieldPlot : public QWidget
{
    Q_OBJECT

  public:
    /// Of each axis.
    using Point = std::pair<std::size_t, std::size_t>;

    explicit FieldPlot(QWidget* parent = nullptr);
    ~FieldPlot() override;

    /// One queued repaint for each change.
    void setContent(const FieldContent& content);
    void setTheme(const Theme& theme);
    std::optional<Point> cursor() const { return m_cursor; }
    void setCursor(std::optional<Point> point);

    QSize minimumSizeHint() const override { return {160, 110}; }

  signals:
    void cursorMoved();
    void painted();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    struct Canvas;
    void rebuild();
    void rebuildAxes();
    void rebuildMap();
    void rebuildThresholds();
    void rebuildCovers();
    void placeMessage();
    std::unique_ptr<Canvas> m_canvas;
    FieldContent m_content;
    Theme m_theme;
    std::optional<Point> m_cursor;
};

} // namespace twin
