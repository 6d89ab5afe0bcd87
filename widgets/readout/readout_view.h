// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/quantity.h"
#include "page/widget_view.h"
#include "readout/aggregate.h"

namespace twin {

class ElidedLabel;
class ZoneBadge;
struct Answer;

/// One result as a large number with its unit, its interval and its badge. Withheld or blocked, it is a dash
/// with the reason: the number is in no label and no accessible text then.
class ReadoutView : public WidgetView
{
    Q_OBJECT

  public:
    ReadoutView(const ViewContext& context, QWidget* parent);
    void refresh() override;

  protected:
    void nodeChanged() override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void showNumber(const Aggregated& value, const Answer& answer);
    void showNoNumber(const Answer& answer);
    void fitFigure();
    QString intervalText(const Aggregated& value) const;
    QString thresholdText(double value, QColor& color) const;
    const Variable* m_variable = nullptr;
    Quantity m_quantity;
    ElidedLabel* m_label;
    ElidedLabel* m_number;
    ElidedLabel* m_unit;
    ElidedLabel* m_interval;
    ElidedLabel* m_note;
    ZoneBadge* m_badge;
};

} // namespace twin
