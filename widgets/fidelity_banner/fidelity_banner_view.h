// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/widget_view.h"

#include <QPointer>

class QPushButton;

namespace twin {

class ElidedLabel;
class FidelityPanel;
class ZoneBadge;

/// Which twin this is, until when it is reviewed, and how far the answer on screen can be trusted, in words.
/// What it is made for and not for opens below it.
class FidelityBannerView : public WidgetView
{
    Q_OBJECT

  public:
    FidelityBannerView(const ViewContext& context, QWidget* parent);
    ~FidelityBannerView() override;
    void refresh() override;
    void setOpen(bool open);

  protected:
    void nodeChanged() override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void showReview();
    ElidedLabel* m_title;
    ElidedLabel* m_review;
    ElidedLabel* m_reason;
    ElidedLabel* m_statement;
    ZoneBadge* m_badge;
    QPushButton* m_more;
    QPointer<FidelityPanel> m_panel;
};

} // namespace twin
