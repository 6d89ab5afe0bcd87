// SPDX-License-Identifier: GPL-3.0-or-later
#include "choice/choice_view.h"

#include "page/live_session.h"
#include "properties.h"
#include "theme/elided_label.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace twin {

namespace {

constexpr int mostButtons = 4;
constexpr int mostOptions = 200;

} // namespace

ChoiceView::ChoiceView(const ViewContext& context, QWidget* parent)
    : WidgetView(context, parent),
      m_label(new ElidedLabel(this)),
      m_row(new QHBoxLayout),
      m_buttons(new QButtonGroup(this)),
      m_message(new ElidedLabel(this))
{
    m_buttons->setExclusive(true);
    m_message->setObjectName("message");
    m_row->setSpacing(6);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addWidget(m_label);
    column->addLayout(m_row);
    column->addStretch(1);
    column->addWidget(m_message);
    connect(m_buttons, &QButtonGroup::idClicked, this, &ChoiceView::choose);
}

void ChoiceView::nodeChanged()
{
    m_variable = boundVariable("input");
    if (m_variable && m_variable->causality != Causality::Input)
        m_variable = nullptr;
    const QString label = text("label");
    m_label->setText(!label.isEmpty() ? label
                     : m_variable     ? QString::fromStdString(m_variable->label)
                                      : tr("Choice"));
    setAccessibleName(m_label->text());
    collectOptions();
    buildControls();
}

void ChoiceView::collectOptions()
{
    m_options.clear();
    const int count = m_variable ? std::min(countValues(*m_variable), mostOptions) : 0;
    const double first =
        m_variable && m_variable->type == VariableType::Integer ? m_variable->physical.minimum : 0;
    for (int i = 0; i < count; ++i)
        m_options.push_back({first + i, QString::fromStdString(m_variable->formatValue(first + i))});
}

void ChoiceView::buildControls()
{
    for (QAbstractButton* button : m_buttons->buttons())
        delete button;
    delete m_list;
    m_list = nullptr;
    m_shown.clear();
    const QString form = text("form");
    const bool asButtons = form == "buttons" || (form != "list" && m_options.size() <= mostButtons);
    if (m_options.empty())
        return;
    if (!asButtons) {
        m_list = new QComboBox(this);
        m_list->setAccessibleName(m_label->text());
        for (const Option& option : m_options)
            m_list->addItem(option.label);
        connect(m_list, &QComboBox::activated, this, &ChoiceView::choose);
        m_row->addWidget(m_list, 1);
        return;
    }
    for (std::size_t i = 0; i < m_options.size(); ++i) {
        auto* button = new QPushButton(m_options[i].label, this);
        button->setCheckable(true);
        button->setAutoDefault(false);
        button->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        button->setAccessibleName(m_label->text() + QStringLiteral(": ") + m_options[i].label);
        m_buttons->addButton(button, int(i));
        m_row->addWidget(button, 1);
    }
}

void ChoiceView::choose(int index)
{
    if (m_variable && context().session && index >= 0 && index < int(m_options.size()))
        context().session->setInput(m_variable->name, m_options[std::size_t(index)].value);
    refresh();
}

QString ChoiceView::markOf(const Option& option) const
{
    const Session& session = context().session->session();
    std::vector<double> point = session.inputs();
    point[*session.contract().inputIndex(m_variable->name)] = option.value;
    // Another input may already stand outside its validated range: that is not this value's doing.
    if (session.guardrails().classify(point).second == Zone::Impossible)
        return zoneMark(Zone::Impossible) + QStringLiteral("  ");
    return m_variable->validated.contains(option.value) ? QString()
                                                        : zoneMark(Zone::Unvalidated) + QStringLiteral("  ");
}

void ChoiceView::refresh()
{
    const Theme& theme = context().theme;
    m_label->setLook(theme.body, theme.text);
    m_message->setLook(theme.small, theme.textMuted);
    const bool live = m_variable && context().session && !m_options.empty();
    if (!live) {
        m_message->setText(!m_variable         ? unboundReason("input")
                           : m_options.empty() ? tr("%1 has no values to choose from.").arg(m_label->text())
                                               : tr("No answer: the twin could not be opened."));
        for (QAbstractButton* button : m_buttons->buttons())
            button->setEnabled(false);
        if (m_list)
            m_list->setEnabled(false);
        return;
    }
    const double value = context().session->session().input(m_variable->name);
    const Range& validated = m_variable->validated;
    QStringList shown;
    int current = -1;
    for (std::size_t i = 0; i < m_options.size(); ++i) {
        shown << markOf(m_options[i]) + m_options[i].label;
        if (m_options[i].value == value)
            current = int(i);
    }
    for (int i = 0; i < shown.size() && shown != m_shown; ++i) {
        if (m_list)
            m_list->setItemText(i, shown[i]);
        else
            m_buttons->button(i)->setText(shown[i]);
    }
    m_shown = shown;
    if (m_list)
        m_list->setCurrentIndex(current);
    else if (current >= 0)
        m_buttons->button(current)->setChecked(true);
    QString words = text("note");
    if (!validated.contains(value)) {
        m_message->setLook(theme.small, theme.unvalidated);
        words = zoneMark(Zone::Unvalidated) + tr("  This value is not validated");
    }
    m_message->setText(words);
    m_message->setVisible(!words.isEmpty());
}

} // namespace twin
