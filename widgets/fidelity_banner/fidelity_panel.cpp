// SPDX-License-Identifier: GPL-3.0-or-later
#include "fidelity_banner/fidelity_panel.h"

#include "theme/elided_label.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

namespace twin {

namespace {

QLabel* makeLabel(const QString& text, const QFont& font, const QColor& color)
{
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setLook(label, font, color);
    return label;
}

QString bullets(const std::vector<std::string>& items, const QString& mark)
{
    QStringList lines;
    for (const std::string& item : items)
        lines << mark + QStringLiteral("  ") + QString::fromStdString(item);
    return lines.join('\n');
}

QString accuracyText(const Contract& contract)
{
    QStringList lines;
    for (const Variable& output : contract.outputs) {
        for (const AccuracyBound& bound : output.accuracy) {
            const Result<Unit> unit = Unit::parse(bound.unit);
            const QString symbol = QString::fromStdString(unit ? unit->symbol() : bound.unit);
            lines << FidelityPanel::tr("%1: %2 %3 %4, %5, %6 runs")
                         .arg(QString::fromStdString(output.label), QString::fromStdString(bound.metric),
                              QString::number(bound.value, 'g', 3), symbol,
                              QString::fromStdString(bound.region))
                         .arg(bound.samples)
                         .simplified();
        }
    }
    return lines.join('\n');
}

} // namespace

FidelityPanel::FidelityPanel(const Contract& contract, const Theme& theme, QWidget* parent)
    : QFrame(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("About this twin"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(20, 16, 20, 18);
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(6);
    grid->addWidget(makeLabel(QString::fromStdString(contract.fidelity), theme.body, theme.text), 0, 0, 1, 2);
    grid->setRowMinimumHeight(1, 6);
    grid->addWidget(makeLabel(tr("Made for"), theme.heading, theme.text), 2, 0);
    grid->addWidget(makeLabel(tr("Not for"), theme.heading, theme.text), 2, 1);
    grid->addWidget(makeLabel(bullets(contract.madeFor, zoneMark(Zone::Validated)), theme.body, theme.text),
                    3, 0);
    grid->addWidget(makeLabel(bullets(contract.notFor, zoneMark(Zone::Impossible)), theme.body, theme.text),
                    3, 1);
    const QString accuracy = accuracyText(contract);
    if (!accuracy.isEmpty()) {
        grid->setRowMinimumHeight(4, 6);
        grid->addWidget(makeLabel(tr("Measured accuracy"), theme.heading, theme.text), 5, 0, 1, 2);
        grid->addWidget(makeLabel(accuracy, theme.small, theme.textMuted), 6, 0, 1, 2);
    }
    const QString source = QString::fromStdString(contract.provenance.source);
    const QString identity = QStringLiteral("%1 %2%3").arg(
        QString::fromStdString(contract.id), QString::fromStdString(contract.version),
        source.isEmpty() ? QString() : QStringLiteral(" \u00b7 ") + source);
    grid->addWidget(makeLabel(identity, theme.small, theme.textMuted), 7, 0, 1, 2);
    QCoreApplication::instance()->installEventFilter(this);
}

void FidelityPanel::placeBelow(const QWidget* banner)
{
    const QPoint corner = parentWidget()->mapFromGlobal(banner->mapToGlobal(QPoint(0, banner->height() + 2)));
    const int room = parentWidget()->height() - corner.y() - 8;
    const int wanted =
        layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(banner->width()) : sizeHint().height();
    setGeometry(QRect(corner, QSize(banner->width(), std::min(wanted, std::max(room, 120)))));
}

void FidelityPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.borderStrong, 1));
    painter.setBrush(m_theme.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), m_theme.radius, m_theme.radius);
}

void FidelityPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        emit closed();
    else
        QFrame::keyPressEvent(event);
}

bool FidelityPanel::eventFilter(QObject* watched, QEvent* event)
{
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (event->type() == QEvent::MouseButtonPress && widget && widget->window() == window() &&
        widget != this && !isAncestorOf(widget) && widget->objectName() != "fidelityMore")
        emit closed();
    return QFrame::eventFilter(watched, event);
}

} // namespace twin
