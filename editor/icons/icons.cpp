// SPDX-License-Identifier: GPL-3.0-or-later
#include "icons/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

namespace twin {

namespace {

/// Draws an SVG whose lines are "currentColor" in one colour, at the size that is asked for.
class LineIconEngine : public QIconEngine
{
  public:
    LineIconEngine(QByteArray svg, QColor normal, QColor disabled)
        : m_svg(std::move(svg))
        , m_normal(normal)
        , m_disabled(disabled)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        QByteArray svg = m_svg;
        svg.replace("currentColor", (mode == QIcon::Disabled ? m_disabled : m_normal).name().toUtf8());
        QSvgRenderer renderer(svg);
        const int side = std::min(rect.width(), rect.height());
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        renderer.render(painter, square);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new LineIconEngine(*this); }

  private:
    QByteArray m_svg;
    QColor m_normal;
    QColor m_disabled;
};

} // namespace

QIcon icon(const QString& name, const Theme& theme)
{
    QFile file(":/editor/icons/" + name + ".svg");
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QColor colour = theme.text;
    if (name == "error")
        colour = theme.red;
    else if (name == "warning")
        colour = theme.amber;
    else if (name == "ok")
        colour = theme.validated;
    return QIcon(new LineIconEngine(file.readAll(), colour, theme.textDisabled));
}

QIcon typeIcon(const NodeDescriptor& descriptor, const Theme& theme)
{
    return icon(QString::fromStdString(descriptor.icon).section('.', 0, 0), theme);
}

} // namespace twin
