// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/preview_window.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace twin {

PreviewWindow::PreviewWindow(Bundle bundle, const Catalog& catalog, const Theme& theme, QWidget* parent)
    : QWidget(parent, Qt::Window)
{
    setObjectName("previewWindow");
    setAttribute(Qt::WA_DeleteOnClose);
    const std::string title = bundle.document.root.properties.value("title", std::string());
    setWindowTitle(tr("%1, as the operator sees it").arg(QString::fromStdString(title)));
    m_view = new AppView(std::move(bundle), catalog, theme, this);

    auto* strip = new QWidget;
    strip->setObjectName("previewStrip");
    auto* text = new QLabel(tr("Preview: the same views, model and guardrails as in the exported app."));
    text->setObjectName("muted");
    auto* start = new QPushButton(tr("Back to start values"));
    auto* close = new QPushButton(tr("Close (Esc)"));
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(12, 6, 12, 6);
    row->addWidget(text, 1);
    row->addWidget(start);
    row->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(strip);
    column->addWidget(m_view, 1);
    connect(start, &QPushButton::clicked, m_view, &AppView::reset);
    connect(close, &QPushButton::clicked, this, &QWidget::close);
    resize(1024, 740);
}

void PreviewWindow::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

} // namespace twin
