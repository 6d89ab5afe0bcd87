// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/image_view.h"

#include <QBuffer>
#include <QImageReader>
#include <QPainter>
#include <QStyle>
#include <QSvgRenderer>

namespace twin {

namespace {

/// Largest side that an image file may have: a small file can unfold into gigabytes.
constexpr int largestSide = 8192;

QPixmap renderSvg(const QByteArray& bytes, const QSize& room)
{
    QSvgRenderer renderer(bytes);
    if (!renderer.isValid() || renderer.defaultSize().isEmpty())
        return {};
    QPixmap pixmap(renderer.defaultSize().scaled(room, Qt::KeepAspectRatio));
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
}

QPixmap renderBitmap(QByteArray bytes, const QSize& room)
{
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer);
    const QSize size = reader.size();
    if (!size.isValid() || size.width() > largestSide || size.height() > largestSide)
        return {};
    const QImage image = reader.read();
    return image.isNull()
               ? QPixmap()
               : QPixmap::fromImage(image.scaled(room, Qt::KeepAspectRatio, Qt::SmoothTransformation));
}

} // namespace

ImageView::ImageView(const ViewContext& context, QWidget* parent) : WidgetView(context, parent)
{
    setCard(false);
}

void ImageView::nodeChanged()
{
    setCard(flag("frame"));
    m_renderedFor = {};
    const QString description = text("description");
    setAccessibleName(description.isEmpty() ? tr("Image") : description);
    setToolTip(description);
}

void ImageView::refresh()
{
    update();
}

void ImageView::render()
{
    const QSize room = contentsRect().size() * devicePixelRatioF();
    if (room == m_renderedFor || room.isEmpty())
        return;
    m_renderedFor = room;
    m_pixmap = {};
    const std::string file = text("file").toStdString();
    if (file.empty()) {
        m_missing = tr("No image chosen.");
        return;
    }
    if (!context().assets || !context().assets->contains(file)) {
        m_missing = tr("The image \u201c%1\u201d is not in the app.").arg(QString::fromStdString(file));
        return;
    }
    const std::string& content = context().assets->at(file);
    const QByteArray bytes(content.data(), qsizetype(content.size()));
    m_pixmap = QString::fromStdString(file).endsWith(".svg", Qt::CaseInsensitive) ? renderSvg(bytes, room)
                                                                                  : renderBitmap(bytes, room);
    m_pixmap.setDevicePixelRatio(devicePixelRatioF());
    m_missing = m_pixmap.isNull()
                    ? tr("The image \u201c%1\u201d cannot be read.").arg(QString::fromStdString(file))
                    : QString();
}

void ImageView::paintEvent(QPaintEvent* event)
{
    WidgetView::paintEvent(event);
    render();
    const Theme& theme = context().theme;
    QPainter painter(this);
    if (m_pixmap.isNull()) {
        painter.setPen(QPen(theme.borderStrong, 1, Qt::DashLine));
        painter.drawRect(contentsRect().adjusted(0, 0, -1, -1));
        painter.setPen(theme.textMuted);
        painter.setFont(theme.small);
        painter.drawText(contentsRect().adjusted(6, 6, -6, -6), Qt::AlignCenter | Qt::TextWordWrap,
                         m_missing);
        return;
    }
    const QString alignment = text("alignment");
    const Qt::Alignment side = alignment == "right"  ? Qt::AlignRight
                               : alignment == "left" ? Qt::AlignLeft
                                                     : Qt::AlignHCenter;
    const QRect target = QStyle::alignedRect(layoutDirection(), side | Qt::AlignVCenter,
                                             m_pixmap.deviceIndependentSize().toSize(), contentsRect());
    painter.drawPixmap(target, m_pixmap);
}

} // namespace twin
