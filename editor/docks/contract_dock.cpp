// SPDX-License-Identifier: GPL-3.0-or-later
#include "docks/contract_dock.h"

#include "canvas/canvas.h"
#include "docks/dock_tree.h"
#include "docks/drag_source.h"
#include "icons/icons.h"
#include "model/workspace.h"

#include <QLabel>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace twin {

namespace {

constexpr int variableRole = Qt::UserRole;
constexpr int detailsRole = Qt::UserRole + 1;

QString rangeText(const Variable& variable, const Range& range)
{
    return QString::fromStdString(variable.formatValue(range.minimum)) + " … "
           + QString::fromStdString(variable.formatValue(range.maximum));
}

QString detailsOf(const Variable& variable)
{
    QString text = "<b>" + QString::fromStdString(variable.label).toHtmlEscaped() + "</b>  <code>"
                   + QString::fromStdString(variable.name).toHtmlEscaped() + "</code>";
    if (!variable.description.empty())
        text += "<br>" + QString::fromStdString(variable.description).toHtmlEscaped();
    if (variable.causality == Causality::Input) {
        if (variable.validated.isFinite())
            text += "<br>" + ContractDock::tr("Validated: %1").arg(rangeText(variable, variable.validated).toHtmlEscaped());
        if (variable.physical.isFinite())
            text += "<br>" + ContractDock::tr("Possible: %1").arg(rangeText(variable, variable.physical).toHtmlEscaped());
    } else {
        text += "<br>" + (variable.isField    ? ContractDock::tr("A field over both axes")
                          : variable.isSeries ? ContractDock::tr("A curve over the axis")
                                              : ContractDock::tr("One number"));
        if (variable.confidence.kind == Confidence::Kind::None)
            text += ", " + ContractDock::tr("no confidence band: %1")
                               .arg(QString::fromStdString(variable.confidence.reason).toHtmlEscaped());
        else
            text += ", " + ContractDock::tr("with a %1 % band").arg(variable.confidence.level * 100);
    }
    return text;
}

QString detailsOf(const GuardrailRule& rule)
{
    const char* consequence = rule.onFail == Verdict::Warn       ? QT_TRANSLATE_NOOP("ContractDock", "the answer is flagged")
                              : rule.onFail == Verdict::Withhold ? QT_TRANSLATE_NOOP("ContractDock", "no number is shown")
                                                                 : QT_TRANSLATE_NOOP("ContractDock", "nothing is calculated");
    return ContractDock::tr("<b>Rule %1 of the twin's owner</b><br><code>%2</code><br>When it does not hold: %3. An app can add rules, "
                            "and never take this one away.")
        .arg(QString::fromStdString(rule.id).toHtmlEscaped(), QString::fromStdString(rule.condition).toHtmlEscaped(),
             ContractDock::tr(consequence));
}

QString iconName(const Variable& variable)
{
    if (variable.causality == Causality::Output)
        return variable.isField ? "color-map" : variable.isSeries ? "series" : "number";
    switch (variable.type) {
    case VariableType::Boolean:
        return "toggle";
    case VariableType::Enumeration:
        return "choice";
    default:
        return "slider";
    }
}

} // namespace

ContractDock::ContractDock(Workspace& workspace, Canvas& canvas, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_tree(new QTreeWidget)
    , m_details(new QLabel)
    , m_empty(new QLabel(tr("The app has no twin yet. Choose its package in the properties of the app.")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_empty);
    column->addWidget(m_tree, 1);
    column->addWidget(m_details);
    m_empty->setWordWrap(true);
    m_empty->setMargin(12);
    m_empty->setObjectName("muted");
    m_details->setObjectName("contractDetails");
    m_details->setWordWrap(true);
    m_details->setTextFormat(Qt::RichText);
    m_details->setMargin(10);
    m_details->setAlignment(Qt::AlignTop);
    m_tree->setObjectName("contractTree");
    m_tree->setAccessibleName(tr("Variables of the twin"));
    m_tree->setAccessibleDescription(tr("Enter puts the chosen one on the page."));
    setUpDockTree(*m_tree);
    m_tree->setColumnCount(2);
    setFocusProxy(m_tree);
    fill();
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &ContractDock::describe);
    connect(&workspace, &Workspace::contractChanged, this, &ContractDock::fill);
    connect(&workspace, &Workspace::viewsOutdated, this, &ContractDock::fill);
    new DragSource(*m_tree, canvas, [this](const QModelIndex& index) -> std::optional<Placeable> {
        const QString name = index.siblingAtColumn(0).data(variableRole).toString();
        const Contract* contract = m_workspace.contract();
        const Variable* variable = contract ? contract->find(name.toStdString()) : nullptr;
        const NodeDescriptor* best = variable ? m_workspace.catalog().bestFor(*variable) : nullptr;
        if (!best)
            return {};
        const QString caption = tr("%1: %2").arg(QString::fromStdString(best->title), QString::fromStdString(variable->label));
        return Placeable{best->type, name, caption};
    });
}

void ContractDock::fill()
{
    const Theme& theme = m_workspace.viewContext().theme;
    const Contract* contract = m_workspace.contract();
    m_empty->setVisible(!contract);
    m_tree->setVisible(contract);
    const QString current = m_tree->currentItem() ? m_tree->currentItem()->data(0, variableRole).toString() : QString();
    m_tree->clear();
    m_details->hide();
    if (!contract)
        return;
    const auto addVariable = [&](QTreeWidgetItem* parent, const Variable& variable) {
        auto* item = new QTreeWidgetItem(
            parent, {QString::fromStdString(variable.label), QString::fromStdString(variable.unit.symbol())});
        item->setData(0, variableRole, QString::fromStdString(variable.name));
        item->setData(0, detailsRole, detailsOf(variable));
        item->setIcon(0, icon(iconName(variable), theme));
        item->setForeground(1, theme.textMuted);
        item->setToolTip(0, QString::fromStdString(variable.label + " (" + variable.name + ")"));
        if (item->data(0, variableRole).toString() == current)
            m_tree->setCurrentItem(item);
    };
    QTreeWidgetItem* inputs = addHeading(*m_tree, tr("Inputs"), theme);
    for (const Variable& variable : contract->inputs)
        addVariable(inputs, variable);
    QTreeWidgetItem* outputs = addHeading(*m_tree, tr("Results"), theme);
    for (const Variable& variable : contract->outputs)
        addVariable(outputs, variable);
    if (!contract->guardrails.empty()) {
        QTreeWidgetItem* rules = addHeading(*m_tree, tr("Rules of the twin"), theme);
        for (const GuardrailRule& rule : contract->guardrails) {
            const QString id = QString::fromStdString(rule.id);
            auto* item = new QTreeWidgetItem(rules, {rule.label.empty() ? id : id + "  " + QString::fromStdString(rule.label)});
            item->setData(0, detailsRole, detailsOf(rule));
            item->setIcon(0, icon("lock", theme));
            item->setToolTip(0, tr("Of the twin's owner: cannot be changed here"));
        }
    }
    m_tree->expandAll();
    m_tree->resizeColumnToContents(1);
    const int unitWidth = std::min(m_tree->columnWidth(1), 80);
    m_tree->setColumnWidth(0, std::max(120, m_tree->viewport()->width() - unitWidth));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
}

void ContractDock::describe()
{
    const QString text = m_tree->currentItem() ? m_tree->currentItem()->data(0, detailsRole).toString() : QString();
    m_details->setText(text);
    m_details->setVisible(!text.isEmpty());
}

} // namespace twin
