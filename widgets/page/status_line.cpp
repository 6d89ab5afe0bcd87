// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/status_line.h"

#include "theme/elided_label.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QPainter>

namespace twin {

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent), m_state(new ElidedLabel(this)), m_made(new ElidedLabel(this))
{
    setFixedHeight(28);
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_made->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 14, 0);
    row->setSpacing(16);
    row->addWidget(m_state, 1);
    row->addWidget(m_made);
}

void StatusLine::show(const Answer& answer, const LiveSession* session, const Theme& theme)
{
    m_theme = theme;
    m_state->setLook(theme.small, theme.colorOf(answer.tone));
    m_state->setText(answer.mark + QStringLiteral("  ") + answer.word +
                     (answer.reason.isEmpty() ? QString() : QStringLiteral(" \u2013 ") + answer.reason));
    m_made->setLook(theme.small, theme.textMuted);
    QString made;
    if (session && session->snapshot()) {
        const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(
            session->snapshot()->time.time_since_epoch());
        made = tr("Answer of %1")
                   .arg(QDateTime::fromMSecsSinceEpoch(since.count()).toString(QStringLiteral("HH:mm:ss")));
    }
    m_made->setText(made);
    update();
}

void StatusLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.surface);
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.border);
}

} // namespace twin
