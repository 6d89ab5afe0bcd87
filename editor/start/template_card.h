// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/template_list.h"
#include "theme/theme.h"

#include <QAbstractButton>

namespace twin {

/// A template on the start page: its title and what it is, as one large button.
class TemplateCard : public QAbstractButton
{
    Q_OBJECT

  public:
    TemplateCard(const TemplateInfo& info, const Theme& theme, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    int textWidth(int width) const;
    QString m_description;
    const Theme& m_theme;
};

} // namespace twin
