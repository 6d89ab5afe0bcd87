// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guardrail/guardrail_set.h"
#include "page/widget_view.h"

class QScrollArea;
class QVBoxLayout;

namespace twin {

class ElidedLabel;
class ZoneBadge;
struct Answer;

/// The rules with their verdicts, worst first, and the nearest valid input of each that does not pass as a
/// button that takes it.
class GuardrailCardView : public WidgetView
{
    Q_OBJECT

  public:
    GuardrailCardView(const ViewContext& context, QWidget* parent);
    void refresh() override;

  protected:
    void nodeChanged() override;

  private:
    struct Row
    {
        QString label;
        Verdict verdict = Verdict::Pass;
        bool known = false; ///< there is a verdict
        QString message;
        std::map<std::string, double> nearest;
        bool operator==(const Row&) const = default;
    };
    std::vector<Row> collectRows() const;
    void rebuild();
    QWidget* makeRow(const Row& row);
    QString labelOf(const std::string& rule) const;

    std::vector<Row> m_rows;
    Theme::Mode m_mode = Theme::Mode::Light;
    bool m_outdated = false;
    ElidedLabel* m_label;
    ZoneBadge* m_badge;
    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
};

} // namespace twin
