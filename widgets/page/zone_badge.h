// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/answer.h"
#include "theme/theme.h"

#include <QWidget>

namespace twin {

/// The confidence badge: a mark of its own shape and a word, in the zone's colour; quiet grey when all is
/// validated.
class ZoneBadge : public QWidget
{
    Q_OBJECT

  public:
    explicit ZoneBadge(QWidget* parent = nullptr);
    void show(const Answer& answer, const Theme& theme);
    void show(Zone tone, const QString& mark, const QString& word, const Theme& theme);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_mark, m_word;
    QColor m_color, m_fill;
    bool m_quiet = true;
};

} // namespace twin
