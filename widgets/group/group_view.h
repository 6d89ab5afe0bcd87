// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/widget_view.h"

namespace twin {

class ElidedLabel;
class PageView;

/// A frame with a heading around widgets that belong together, on a grid of their own.
class GroupView : public WidgetView
{
    Q_OBJECT

  public:
    GroupView(const ViewContext& context, QWidget* parent);
    void refresh() override;
    /// The inner grid.
    PageView* inside() const { return m_inside; }

  protected:
    void nodeChanged() override;

  private:
    ElidedLabel* m_label;
    PageView* m_inside;
};

} // namespace twin
