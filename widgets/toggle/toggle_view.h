// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/widget_view.h"

namespace twin {

class ElidedLabel;
class ToggleSwitch;

/// Something that is on or off, with its word beside the switch.
class ToggleView : public WidgetView
{
    Q_OBJECT

  public:
    ToggleView(const ViewContext& context, QWidget* parent);
    void refresh() override;

  protected:
    void nodeChanged() override;

  private:
    const Variable* m_variable = nullptr;
    ElidedLabel* m_label;
    ElidedLabel* m_note;
    ElidedLabel* m_word;
    ToggleSwitch* m_switch;
};

} // namespace twin
