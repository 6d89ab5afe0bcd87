// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/elided_label.h"

#include <QPainter>
#include <QTextLayout>

namespace twin {

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
}

void ElidedLabel::setLook(const QFont& font, const QColor& color)
{
    twin::setLook(this, font, color);
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {metrics.horizontalAdvance(text()) + 1, metrics.height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {QFontMetrics(font()).averageCharWidth() * 3, QFontMetrics(font()).height()};
}

int ElidedLabel::heightForWidth(int width) const
{
    const QFontMetrics metrics(font());
    return wordWrap() ? metrics.boundingRect(QRect(0, 0, width, 10000), Qt::TextWordWrap, text()).height()
                      : metrics.height();
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(palette().color(isEnabled() ? QPalette::Normal : QPalette::Disabled, foregroundRole()));
    const QFontMetrics metrics(font());
    const QRect area = contentsRect();
    const int lines = wordWrap() ? std::max(1, area.height() / metrics.lineSpacing()) : 1;
    QTextLayout layout(text(), font());
    QStringList shown;
    layout.beginLayout();
    while (shown.size() < lines) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(shown.size() + 1 < lines ? area.width() : 1e6);
        const QString words = text().mid(line.textStart(), line.textLength()).trimmed();
        shown << metrics.elidedText(words, Qt::ElideRight, area.width());
    }
    layout.endLayout();
    painter.drawText(area, int(alignment()) | Qt::TextDontClip, shown.join('\n'));
    const bool whole = shown.join(' ').simplified() == text().simplified();
    if (const QString tip = whole ? QString() : text(); toolTip() != tip)
        setToolTip(tip);
}

void setLook(QLabel* label, const QFont& font, const QColor& color)
{
    if (label->font() != font)
        label->setFont(font);
    QPalette palette = label->palette();
    if (palette.color(QPalette::WindowText) == color)
        return;
    palette.setColor(QPalette::WindowText, color);
    label->setPalette(palette);
}

} // namespace twin
