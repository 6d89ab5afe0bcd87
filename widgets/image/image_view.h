// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/widget_view.h"

#include <QPixmap>

namespace twin {

/// One of the app's images, fitted into its place; SVG stays sharp at any size.
class ImageView : public WidgetView
{
    Q_OBJECT

  public:
    ImageView(const ViewContext& context, QWidget* parent);
    void refresh() override;

  protected:
    void nodeChanged() override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void render();
    QPixmap m_pixmap;
    QSize m_renderedFor;
    QString m_missing; ///< why there is no image
};

} // namespace twin
