// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "theme/theme.h"

#include <QFrame>

namespace twin {

/// The fidelity statement in full, what the twin is made for and what it is not for, and where it comes from.
/// Lies over the page below the banner; Escape or a click elsewhere closes it.
class FidelityPanel : public QFrame
{
    Q_OBJECT

  public:
    FidelityPanel(const Contract& contract, const Theme& theme, QWidget* parent);
    /// As wide as `banner` and right below it.
    void placeBelow(const QWidget* banner);

  signals:
    void closed();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    Theme m_theme;
};

} // namespace twin
