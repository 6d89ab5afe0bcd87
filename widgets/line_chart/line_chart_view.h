// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/quantity.h"
#include "page/widget_view.h"
#include "plot/plot_widget.h"

namespace twin {

class ElidedLabel;
class ZoneBadge;
struct Answer;

/// Results over the axis with band and thresholds. What it draws weakens with the confidence: solid, dashed
/// with a hatched band, hatched ground without a curve, nothing; always with the mark, the word and the
/// reason.
class LineChartView : public WidgetView
{
    Q_OBJECT

  public:
    LineChartView(const ViewContext& context, QWidget* parent);
    void refresh() override;
    PlotWidget* plot() const { return m_plot; }

  protected:
    void nodeChanged() override;

  private:
    void fillCurves(PlotContent& content, const Answer& answer) const;
    void fillThresholds(PlotContent& content) const;
    void fillScale(PlotContent& content);
    void showFootnote(const PlotContent& content, const Answer& answer);
    QString cursorText() const;
    QString thresholdWords(const PlotContent& content, QColor& color) const;
    const Variable* m_variable = nullptr;
    std::vector<const Variable*> m_more;
    Quantity m_quantity;
    PlotContent m_content;
    double m_bottom = 0,
           m_top = 0; ///< the value axis as it stands, so that it does not jump while a handle moves
    ElidedLabel* m_label;
    ElidedLabel* m_unit;
    ElidedLabel* m_footnote;
    ZoneBadge* m_badge;
    PlotWidget* m_plot;
};

} // namespace twin
