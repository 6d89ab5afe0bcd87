// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace twin {

/// Plain text that never asks for more room than it has: as many lines as fit, an ellipsis at the end, and
/// the whole text as tool tip. What assistive technology reads is always the whole text.
class ElidedLabel : public QLabel
{
    Q_OBJECT

  public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    /// Font and colour in one go.
    void setLook(const QFont& font, const QColor& color);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
};

/// Font and colour of any label.
void setLook(QLabel* label, const QFont& font, const QColor& color);

} // namespace twin
