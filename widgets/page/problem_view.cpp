// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/problem_view.h"

#include "theme/elided_label.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace twin {

namespace {

QLabel* makeLabel(const QString& text, const QFont& font, const QColor& color)
{
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setLook(label, font, color);
    return label;
}

} // namespace

ProblemView::ProblemView(const Diagnostics& problems, const Theme& theme, QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("This app cannot be shown"));
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(32, 32, 32, 32);
    column->setSpacing(4);
    column->addWidget(
        makeLabel(zoneMark(Zone::Impossible) + tr("  This app cannot be shown"), theme.title, theme.text));
    column->addWidget(
        makeLabel(tr("Nothing has been changed. What stands in the way:"), theme.body, theme.textMuted));
    for (const Diagnostic& problem : problems) {
        if (problem.severity != Severity::Error)
            continue;
        column->addSpacing(14);
        column->addWidget(makeLabel(QString::fromStdString(problem.message), theme.heading, theme.text));
        if (!problem.remedy.empty())
            column->addWidget(makeLabel(QString::fromStdString(problem.remedy), theme.body, theme.text));
        const QString where = QString::fromStdString(
            problem.location.empty() ? problem.code : problem.location + "  " + problem.code);
        column->addWidget(makeLabel(where, theme.small, theme.textMuted));
    }
    column->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
}

} // namespace twin
