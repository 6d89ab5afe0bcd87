// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/quantity.h"
#include "page/widget_view.h"

class QBoxLayout;

namespace twin {

class ElidedLabel;
class NumberField;
class ZoneTrack;

/// A number that a person sets: by dragging, by keys, by typing. What is physically impossible is refused and
/// the old value stays; what is not validated can be reached and is marked.
class SliderView : public WidgetView
{
    Q_OBJECT

  public:
    SliderView(const ViewContext& context, QWidget* parent);
    void refresh() override;

  protected:
    void nodeChanged() override;
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void arrangeHead();
    void want(double value);
    void showMessage(const QString& message);
    void showZone(double value);
    const Variable* m_variable = nullptr;
    Quantity m_quantity;
    QString m_refusal;
    double m_step = 1;
    QBoxLayout* m_head;
    ElidedLabel* m_label;
    NumberField* m_field;
    ElidedLabel* m_unit;
    ZoneTrack* m_track;
    ElidedLabel* m_message;
};

} // namespace twin
