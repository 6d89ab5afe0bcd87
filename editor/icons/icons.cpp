// SPDX-License-Identifier: GPL-3.0-or-later
#include "icons/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

/// Resources of a static library are linked in only where they are asked for. Qt wants this outside of any
/// namespace.
static void initIconResources()
{
    Q_INIT_RESOURCE(editor_icons);
}

namespace twin {

namespace {

/// Draws an SVG whose lines are "currentColor" in one colour, at the size that is asked for.
class LineIconEngine : public QIconEngine
{
  public:
    LineIconEngine(QByteArray svg, QColor normal, QColor disabled, QColor ground)
        : m_svg(std::move(svg)), m_normal(normal), m_disabled(disabled), m_ground(ground)
    {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        QByteArray svg = m_svg;
        const QByteArray ink = (mode == QIcon::Disabled ? m_disabled : m_normal).name().toUtf8();
        svg.replace("currentColor", ink).replace("#55616c", ink).replace("#f6f7f8", m_ground.name().toUtf8());
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
    QColor m_ground;
};

} // namespace

QIcon icon(const QString& name, const Theme& theme, const QColor& ink)
{
    initIconResources();
    QFile file(":/editor/icons/" + name + ".svg");
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new LineIconEngine(file.readAll(), ink, theme.textDisabled, theme.surface));
}

QIcon icon(const QString& name, const Theme& theme)
{
    if (name == "error")
        return icon(name, theme, theme.red);
    if (name == "warning")
        return icon(name, theme, theme.amber);
    return icon(name, theme, name == "ok" ? theme.validated : theme.text);
}

QIcon typeIcon(const NodeDescriptor& descriptor, const Theme& theme)
{
    return icon(QString::fromStdString(descriptor.icon).section('.', 0, 0), theme);
}

} // namespace twin
