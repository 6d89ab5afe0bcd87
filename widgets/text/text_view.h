// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/widget_view.h"

namespace twin {

class ElidedLabel;

/// A heading or some sentences. Plain text always: nothing in it is markup.
class TextView : public WidgetView
{
    Q_OBJECT

  public:
    TextView(const ViewContext& context, QWidget* parent);
    void refresh() override;

  protected:
    void nodeChanged() override;

  private:
    ElidedLabel* m_label;
};

} // namespace twin
