// SPDX-License-Identifier: GPL-3.0-or-later
#include "fidelity_banner/fidelity_banner_view.h"

#include "fidelity_banner/fidelity_panel.h"
#include "page/answer.h"
#include "page/zone_badge.h"
#include "theme/elided_label.h"

#include <QDate>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace twin {

FidelityBannerView::FidelityBannerView(const ViewContext& context, QWidget* parent)
    : WidgetView(context, parent),
      m_title(new ElidedLabel(this)),
      m_review(new ElidedLabel(this)),
      m_reason(new ElidedLabel(this)),
      m_statement(new ElidedLabel(this)),
      m_badge(new ZoneBadge(this)),
      m_more(new QPushButton(this))
{
    m_more->setObjectName("fidelityMore");
    m_more->setProperty("flat", true);
    m_more->setCheckable(false);
    m_more->setAccessibleName(tr("What this twin is for"));
    m_review->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_reason->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_statement->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* first = new QHBoxLayout;
    first->setSpacing(10);
    first->addWidget(m_badge);
    first->addWidget(m_reason, 1);
    auto* second = new QHBoxLayout;
    second->setSpacing(10);
    second->addWidget(m_title);
    second->addWidget(m_review);
    second->addWidget(m_statement, 1);
    second->addWidget(m_more);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addStretch(1);
    column->addLayout(first);
    column->addLayout(second);
    column->addStretch(1);
    connect(m_more, &QPushButton::clicked, this, [this] { setOpen(!m_panel); });
}

FidelityBannerView::~FidelityBannerView()
{
    delete m_panel;
}

void FidelityBannerView::nodeChanged()
{
    setAccessibleName(tr("Fidelity"));
    const Contract* contract = context().contract;
    m_more->setEnabled(contract != nullptr);
    if (!contract) {
        m_title->setText(tr("No twin yet: choose a package."));
        m_review->clear();
        m_statement->clear();
        return;
    }
    m_title->setText(QString::fromStdString(contract->title + ' ' + contract->version));
    m_statement->setText(flag("showStatement") ? QString::fromStdString(contract->fidelity) : QString());
}

void FidelityBannerView::showReview()
{
    const Theme& theme = context().theme;
    const Contract* contract = context().contract;
    const QDate due =
        contract ? QDate::fromString(QString::fromStdString(contract->reviewDate), Qt::ISODate) : QDate();
    const bool overdue = due.isValid() && due < QDate::currentDate();
    if (!contract)
        m_review->clear();
    else if (!due.isValid())
        m_review->setText(zoneMark(Zone::Sparse) + tr("  No review date"));
    else if (overdue)
        m_review->setText(zoneMark(Zone::Sparse) +
                          tr("  Review was due on %1").arg(due.toString(Qt::ISODate)));
    else
        m_review->setText(tr("Review by %1").arg(due.toString(Qt::ISODate)));
    m_review->setLook(theme.small, overdue || !due.isValid() ? theme.sparse : theme.textMuted);
}

void FidelityBannerView::refresh()
{
    const Theme& theme = context().theme;
    m_title->setLook(theme.heading, theme.text);
    m_statement->setLook(theme.small, theme.textMuted);
    showReview();
    const Answer answer = currentAnswer(context().session);
    m_badge->show(answer, theme);
    m_reason->setLook(theme.body, answer.kind == Answer::Kind::Full && !answer.failed
                                      ? theme.text
                                      : theme.colorOf(answer.tone));
    m_reason->setText(answer.reason);
    m_more->setText(m_panel ? tr("Close") : tr("What it is for"));
    setAccessibleDescription(
        QStringList{answer.word, answer.reason, m_title->text(), m_review->text(), m_statement->text()}.join(
            QStringLiteral(". ")));
}

void FidelityBannerView::setOpen(bool open)
{
    if (open == !m_panel.isNull() || (open && !context().contract))
        return;
    if (open) {
        m_panel = new FidelityPanel(*context().contract, context().theme, window());
        connect(m_panel, &FidelityPanel::closed, this, [this] { setOpen(false); });
        m_panel->placeBelow(this);
        m_panel->show();
        m_panel->raise();
        m_panel->setFocus();
    } else {
        m_panel->hide();
        m_panel->deleteLater();
        m_panel.clear();
        m_more->setFocus();
    }
    refresh();
}

void FidelityBannerView::resizeEvent(QResizeEvent* event)
{
    WidgetView::resizeEvent(event);
    if (m_panel)
        m_panel->placeBelow(this);
}

} // namespace twin
