// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/app_view.h"

#include <QWidget>

namespace twin {

/// The app as an operator will see it: the player's own view with a session of its own. Escape closes it.
class PreviewWindow : public QWidget
{
    Q_OBJECT

  public:
    PreviewWindow(Bundle bundle, const Catalog& catalog, const Theme& theme, QWidget* parent = nullptr);

    AppView& view() const { return *m_view; }

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    AppView* m_view;
};

} // namespace twin
