// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/widget_view.h"

#include <vector>

class QButtonGroup;
class QComboBox;
class QHBoxLayout;

namespace twin {

class ElidedLabel;

/// One of a few values: buttons side by side up to four, a drop-down list beyond. Values that the guardrails
/// would not pass with the other inputs as they are carry the zone's mark.
class ChoiceView : public WidgetView
{
    Q_OBJECT

  public:
    ChoiceView(const ViewContext& context, QWidget* parent);
    void refresh() override;

  protected:
    void nodeChanged() override;

  private:
    struct Option
    {
        double value;
        QString label;
    };
    void collectOptions();
    void buildControls();
    void choose(int index);
    QString markOf(const Option& option) const;
    const Variable* m_variable = nullptr;
    std::vector<Option> m_options;
    QStringList m_shown;
    ElidedLabel* m_label;
    QHBoxLayout* m_row;
    QButtonGroup* m_buttons;
    QComboBox* m_list = nullptr;
    ElidedLabel* m_message;
};

} // namespace twin
