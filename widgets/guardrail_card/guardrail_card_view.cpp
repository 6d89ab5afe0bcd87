// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail_card/guardrail_card_view.h"

#include "page/answer.h"
#include "page/quantity.h"
#include "page/zone_badge.h"
#include "theme/elided_label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

namespace twin {

namespace {

Zone toneOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass:
        return Zone::Validated;
    case Verdict::Warn:
        return Zone::Sparse;
    case Verdict::Withhold:
        return Zone::Unvalidated;
    case Verdict::Block:
        return Zone::Impossible;
    }
    return Zone::Validated;
}

QString wordOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass:
        return GuardrailCardView::tr("Passes");
    case Verdict::Warn:
        return GuardrailCardView::tr("Warning");
    case Verdict::Withhold:
        return GuardrailCardView::tr("Withheld");
    case Verdict::Block:
        return GuardrailCardView::tr("Blocked");
    }
    return {};
}

} // namespace

GuardrailCardView::GuardrailCardView(const ViewContext& context, QWidget* parent)
    : WidgetView(context, parent),
      m_label(new ElidedLabel(this)),
      m_badge(new ZoneBadge(this)),
      m_scroll(new QScrollArea(this))
{
    m_label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 0, 4, 0);
    m_column->setSpacing(6);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    content->setAutoFillBackground(false);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    auto* head = new QHBoxLayout;
    head->addWidget(m_label, 1);
    head->addWidget(m_badge);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(head);
    column->addWidget(m_scroll, 1);
}

void GuardrailCardView::nodeChanged()
{
    m_label->setText(text("label"));
    setAccessibleName(m_label->text());
    m_rows.clear();
    rebuild();
}

QString GuardrailCardView::labelOf(const std::string& rule) const
{
    for (const GuardrailRule& declared : context().session->session().guardrails().rules())
        if (declared.id == rule)
            return QString::fromStdString(declared.label.empty() ? declared.id : declared.label);
    if (rule == "domain")
        return tr("Data near this point");
    if (rule == "validated:*")
        return tr("Validated ranges");
    const std::size_t colon = rule.find(':');
    const Variable* variable =
        colon == std::string::npos ? nullptr : context().contract->find(rule.substr(colon + 1));
    if (!variable)
        return QString::fromStdString(rule);
    const QString name = QString::fromStdString(variable->label);
    const std::string kind = rule.substr(0, colon);
    if (kind == "physical")
        return tr("%1: physical range").arg(name);
    if (kind == "validated")
        return tr("%1: validated range").arg(name);
    return tr("%1: plausibility").arg(name);
}

std::vector<GuardrailCardView::Row> GuardrailCardView::collectRows() const
{
    std::vector<Row> rows;
    if (!context().session)
        return rows;
    const nlohmann::json chosen = property("rules");
    const auto isChosen = [&](const std::string& id) {
        return !chosen.is_array() || chosen.empty() ||
               std::find(chosen.begin(), chosen.end(), id) != chosen.end();
    };
    const Snapshot* snapshot = context().session->snapshot().get();
    for (const GuardrailRule& rule : context().session->session().guardrails().rules()) {
        if (!isChosen(rule.id))
            continue;
        Row row{labelOf(rule.id), Verdict::Pass, false, {}, {}};
        for (const RuleVerdict& verdict : snapshot ? snapshot->verdicts : std::vector<RuleVerdict>())
            if (verdict.rule == rule.id)
                row = {row.label, verdict.verdict, true, QString::fromStdString(verdict.message),
                       verdict.nearest};
        if (row.verdict != Verdict::Pass || !row.known || flag("showPassing"))
            rows.push_back(std::move(row));
    }
    if (snapshot && flag("showFindings")) {
        const std::vector<GuardrailRule>& declared = context().session->session().guardrails().rules();
        for (const RuleVerdict& verdict : snapshot->verdicts) {
            const bool isRule = std::any_of(declared.begin(), declared.end(), [&](const GuardrailRule& rule) {
                return rule.id == verdict.rule;
            });
            if (!isRule && verdict.verdict != Verdict::Pass)
                rows.push_back({labelOf(verdict.rule), verdict.verdict, true,
                                QString::fromStdString(verdict.message), verdict.nearest});
        }
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return a.verdict > b.verdict; });
    return rows;
}

void GuardrailCardView::refresh()
{
    const Theme& theme = context().theme;
    m_label->setLook(theme.heading, theme.text);
    std::vector<Row> rows = collectRows();
    const bool outdated = currentAnswer(context().session).outdated;
    Verdict worst = Verdict::Pass;
    for (const Row& row : rows)
        worst = std::max(worst, row.verdict);
    m_badge->show(toneOf(worst), zoneMark(toneOf(worst)),
                  worst == Verdict::Pass ? tr("All pass") : wordOf(worst), theme);
    m_badge->setVisible(std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.known; }));
    if (rows == m_rows && theme.mode == m_mode && outdated == m_outdated && m_column->count() > 0)
        return;
    m_rows = std::move(rows);
    m_mode = theme.mode;
    m_outdated = outdated;
    rebuild();
}

void GuardrailCardView::rebuild()
{
    const bool hadFocus = m_scroll->widget()->isAncestorOf(focusWidget() ? focusWidget() : this);
    while (QLayoutItem* item = m_column->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    QStringList spoken;
    for (const Row& row : m_rows) {
        m_column->addWidget(makeRow(row));
        spoken << row.label + QStringLiteral(": ") +
                      (row.known ? wordOf(row.verdict) : tr("not checked yet")) +
                      (row.message.isEmpty() ? QString() : QStringLiteral(". ") + row.message);
    }
    if (m_rows.empty()) {
        auto* nothing = new ElidedLabel;
        nothing->setWordWrap(true);
        nothing->setLook(context().theme.small, context().theme.textMuted);
        nothing->setText(!context().contract  ? tr("No twin yet: choose a package.")
                         : !context().session ? tr("The twin could not be opened.")
                                              : tr("Nothing to report: every check passes."));
        m_column->addWidget(nothing);
        spoken << nothing->text();
    }
    m_column->addStretch(1);
    setAccessibleDescription(spoken.join(QStringLiteral(". ")));
    if (hadFocus)
        setFocus();
}

QWidget* GuardrailCardView::makeRow(const Row& row)
{
    const Theme& theme = context().theme;
    auto* widget = new QWidget;
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    const QColor color = row.known ? theme.colorOf(toneOf(row.verdict)) : theme.textDisabled;
    auto* head = new QHBoxLayout;
    head->setSpacing(6);
    auto* mark = new QLabel(row.known ? zoneMark(toneOf(row.verdict)) : QStringLiteral("\u25cb"));
    setLook(mark, theme.body, color);
    mark->setFixedWidth(16);
    auto* label = new ElidedLabel;
    label->setText(row.label);
    label->setLook(theme.body, m_outdated ? theme.textDisabled : theme.text);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* word = new QLabel(row.known ? wordOf(row.verdict) : tr("not checked yet"));
    setLook(word, theme.small, color);
    head->addWidget(mark);
    head->addWidget(label, 1);
    head->addWidget(word);
    column->addLayout(head);
    if (!row.message.isEmpty()) {
        auto* message = new QLabel(row.message);
        message->setTextFormat(Qt::PlainText);
        message->setWordWrap(true);
        message->setContentsMargins(22, 0, 0, 0);
        setLook(message, theme.small, m_outdated ? theme.textDisabled : theme.textMuted);
        column->addWidget(message);
    }
    for (const auto& [name, value] : row.nearest) {
        const Variable* variable = context().contract->findInput(name);
        if (!variable)
            continue;
        const QString text = tr("Set %1 to %2")
                                 .arg(QString::fromStdString(variable->label).toLower(),
                                      QString::fromStdString(variable->formatValue(value)));
        auto* button = new QPushButton(text);
        button->setAccessibleName(text);
        button->setObjectName(QStringLiteral("nearest"));
        button->setFont(theme.small);
        button->setMinimumWidth(0);
        button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        connect(button, &QPushButton::clicked, this,
                [this, input = name, value = value] { context().session->setInput(input, value); });
        auto* indent = new QHBoxLayout;
        indent->setContentsMargins(22, 0, 0, 2);
        indent->addWidget(button);
        indent->addStretch(1);
        column->addLayout(indent);
    }
    return widget;
}

} // namespace twin
