// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/quantity.h"
#include "page/widget_view.h"
#include "plot/field_plot.h"

namespace twin {

class ElidedLabel;
class ZoneBadge;
struct Answer;

/// A result over both axes in colours. What it draws weakens with the confidence: colours, colours under a
/// hatch, hatched ground without colours, nothing; always with the mark, the word and the reason.
class ColorMapView : public WidgetView
{
    Q_OBJECT

  public:
    ColorMapView(const ViewContext& context, QWidget* parent);
    void refresh() override;
    FieldPlot* plot() const { return m_plot; }

  protected:
    void nodeChanged() override;

  private:
    bool showsSpread() const { return property("shows") == "spread"; }
    void fillMap(FieldContent& content, const Answer& answer) const;
    void fillThresholds(FieldContent& content) const;
    void fillScale(FieldContent& content);
    void showFootnote(const Answer& answer);
    QString placeWords(std::size_t first, std::size_t second) const;
    QString amount(double shown) const;
    QString cursorText() const;
    QString extremeWords() const;
    QString thresholdWords() const;
    const Variable* m_variable = nullptr;
    Quantity m_quantity;
    FieldContent m_content;
    double m_bottom = 0,
           m_top = 0; ///< the colour scale as it stands, so that it does not jump while a handle moves
    ElidedLabel* m_label;
    ElidedLabel* m_unit;
    ElidedLabel* m_footnote;
    ZoneBadge* m_badge;
    FieldPlot* m_plot;
};

} // namespace twin
