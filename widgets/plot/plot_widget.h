// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

namespace twin {

/// One curve with its band; `lower` and `upper` are empty without one.
struct PlotCurve
{
    QString label;
    std::vector<double> y, lower, upper;
    bool operator==(const PlotCurve&) const = default;
};

struct PlotThreshold
{
    double value = 0;
    QString label;
    bool red = false;
    std::optional<double> crossing; ///< where the first curve gets to it first
    bool operator==(const PlotThreshold&) const = default;
};

/// All that a plot shows, in display units. The curves are empty where no number may be shown.
struct PlotContent
{
    enum class Ground
    {
        Plain,
        Hatched
    }; ///< hatched: withheld
    enum class Ink
    {
        Solid,
        Weak,
        Faded
    }; ///< weak: dashed curve, hatched band; faded: out of date
    std::vector<double> x;
    std::vector<PlotCurve> curves;
    std::vector<PlotThreshold> thresholds;
    Ground ground = Ground::Plain;
    Ink ink = Ink::Solid;
    bool clock = false; ///< the axis is the hours of a day
    bool showGrid = true;
    int decimals = 2;
    double bottom = 0, top = 1;
    QString message; ///< over the plot, in place of the curves
    Zone messageTone = Zone::Validated;
    bool operator==(const PlotContent&) const = default;
};

/// A line plot. The plotting library is used in this folder alone. Left, Right, Home and End move a cursor
/// over the points, as the mouse does.
class PlotWidget : public QWidget
{
    Q_OBJECT

  public:
    explicit PlotWidget(QWidget* parent = nullptr);
    ~PlotWidget() override;

    /// One queued repaint for each change.
    void setContent(const PlotContent& content);
    void setTheme(const Theme& theme);
    /// Point of the axis under the cursor; empty while there is none.
    std::optional<std::size_t> cursor() const { return m_cursor; }
    void setCursor(std::optional<std::size_t> point);

    QSize minimumSizeHint() const override { return {120, 80}; }

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
    void placeMessage();
    std::unique_ptr<Canvas> m_canvas;
    PlotContent m_content;
    Theme m_theme;
    std::optional<std::size_t> m_cursor;
};

} // namespace twin
