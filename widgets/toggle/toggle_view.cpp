// SPDX-License-Identifier: GPL-3.0-or-later
#include "toggle/toggle_view.h"

#include "page/live_session.h"
#include "theme/elided_label.h"
#include "toggle/toggle_switch.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace twin {

ToggleView::ToggleView(const ViewContext& context, QWidget* parent)
    : WidgetView(context, parent),
      m_label(new ElidedLabel(this)),
      m_note(new ElidedLabel(this)),
      m_word(new ElidedLabel(this)),
      m_switch(new ToggleSwitch(this))
{
    m_word->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addStretch(1);
    words->addWidget(m_label);
    words->addWidget(m_note);
    words->addStretch(1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addLayout(words, 1);
    row->addWidget(m_word);
    row->addWidget(m_switch);
    connect(m_switch, &QAbstractButton::clicked, this, [this](bool on) {
        if (m_variable && this->context().session)
            this->context().session->setInput(m_variable->name, on ? 1 : 0);
        refresh();
    });
}

void ToggleView::nodeChanged()
{
    m_variable = boundVariable("input");
    if (m_variable && m_variable->causality != Causality::Input)
        m_variable = nullptr;
    const QString label = text("label");
    m_label->setText(!label.isEmpty() ? label
                     : m_variable     ? QString::fromStdString(m_variable->label)
                                      : tr("Toggle"));
    setAccessibleName(m_label->text());
    m_switch->setAccessibleName(m_label->text());
}

void ToggleView::refresh()
{
    const Theme& theme = context().theme;
    m_label->setLook(theme.body, theme.text);
    m_note->setLook(theme.small, theme.textMuted);
    m_word->setLook(theme.number, theme.text);
    m_switch->setTheme(theme);
    const bool live = m_variable && context().session;
    m_switch->setEnabled(live);
    QString note = text("note");
    if (!live) {
        note = m_variable ? tr("No answer: the twin could not be opened.") : unboundReason("input");
        m_word->clear();
    } else {
        const double value = context().session->session().input(m_variable->name);
        m_switch->setChecked(value != 0);
        m_word->setText(text(value != 0 ? "onText" : "offText"));
        if (!m_variable->validated.contains(value)) {
            note = zoneMark(Zone::Unvalidated) + tr("  This value is not validated");
            m_note->setLook(theme.small, theme.unvalidated);
        }
        m_switch->setAccessibleDescription(m_word->text() + QStringLiteral(". ") + note);
    }
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_word->updateGeometry();
}

} // namespace twin
