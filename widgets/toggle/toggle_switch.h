// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QAbstractButton>

namespace twin {

/// A switch: the knob's side and a mark say whether it is on. Space and the mouse turn it.
class ToggleSwitch : public QAbstractButton
{
    Q_OBJECT

  public:
    explicit ToggleSwitch(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    QSize sizeHint() const override { return {48, 28}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    Theme m_theme;
};

} // namespace twin
