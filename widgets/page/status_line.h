// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/answer.h"
#include "theme/theme.h"

#include <QWidget>

namespace twin {

class ElidedLabel;

/// The line at the foot of an app: the state of the answer, in words, wherever the page is scrolled to; when
/// it was made and how long it took.
class StatusLine : public QWidget
{
    Q_OBJECT

  public:
    explicit StatusLine(QWidget* parent = nullptr);
    void show(const Answer& answer, const LiveSession* session, const Theme& theme);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Theme m_theme;
    ElidedLabel* m_state;
    ElidedLabel* m_made;
};

} // namespace twin
