// SPDX-License-Identifier: GPL-3.0-or-later
#include "document/validate.h"
#include "inspector/editors.h"
#include "model/workspace.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QSignalBlocker>
#include <algorithm>

namespace twin {

namespace {

struct Entry
{
    QString name;
    QString label;
};

/// Several of the contract's variables, or several rules, as a list to tick. The order is the list's own.
class CheckListEditor : public PropertyEditor
{
  public:
    CheckListEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_list(new QListWidget)
    {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_list);
        m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_list->setTextElideMode(Qt::ElideRight);
        setFocusProxy(m_list);
        connect(m_list, &QListWidget::itemChanged, this, [this] { take(); });
        connect(m_list, &QListWidget::itemActivated, this,
                [this](QListWidgetItem* item) { editRule(item->data(Qt::UserRole).toString()); });
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        const QSignalBlocker blocker(m_list);
        m_list->clear();
        std::vector<Entry> entries = choices();
        const nlohmann::json chosen = value.is_array() ? value : nlohmann::json::array();
        for (const nlohmann::json& item : chosen) {
            const QString name =
                item.is_string() ? QString::fromStdString(item.get<std::string>()) : QString();
            if (std::none_of(entries.begin(), entries.end(), [&](const Entry& e) { return e.name == name; }))
                entries.push_back({name, tr("%1 (not there any more)").arg(name)});
        }
        for (const Entry& entry : entries) {
            auto* item = new QListWidgetItem(entry.label, m_list);
            item->setData(Qt::UserRole, entry.name);
            item->setToolTip(property().type == PropertyType::RuleList
                                 ? tr("%1\nEnter or double click edits a rule of the app").arg(entry.label)
                                 : entry.label);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            const bool isOn =
                std::find(chosen.begin(), chosen.end(), entry.name.toStdString()) != chosen.end();
            item->setCheckState(isMixed ? Qt::PartiallyChecked : isOn ? Qt::Checked : Qt::Unchecked);
        }
        const int rows = std::clamp(m_list->count(), 1, 6);
        m_list->setFixedHeight(rows * std::max(22, m_list->sizeHintForRow(0)) + 2 * m_list->frameWidth() + 8);
    }

    bool isWide() const override { return true; }

  private:
    std::vector<Entry> choices() const
    {
        std::vector<Entry> entries;
        const Contract* contract = workspace().contract();
        const auto addRule = [&](const GuardrailRule& rule, const QString& origin) {
            const QString id = QString::fromStdString(rule.id);
            const QString label = QString::fromStdString(rule.label);
            entries.push_back({id, (label.isEmpty() ? id : tr("%1  %2").arg(id, label)) + origin});
        };
        if (property().type == PropertyType::RuleList) {
            if (contract) {
                for (const GuardrailRule& rule : contract->guardrails)
                    addRule(rule, tr("  (of the twin)"));
            }
            for (const GuardrailRule& rule : appRules(workspace().document(), workspace().catalog()))
                addRule(rule, {});
            return entries;
        }
        const auto addVariable = [&](const Variable& variable) {
            if (!property().bindable || property().bindable(variable))
                entries.push_back(
                    {QString::fromStdString(variable.name), QString::fromStdString(variable.label)});
        };
        if (contract) {
            for (const Variable& variable : contract->inputs)
                addVariable(variable);
            for (const Variable& variable : contract->outputs)
                addVariable(variable);
        }
        return entries;
    }

    /// Turns to a rule of the app; one of the twin's owner is nobody's to edit.
    void editRule(const QString& name)
    {
        if (property().type != PropertyType::RuleList)
            return;
        for (const Node& node : workspace().document().root.children) {
            if (node.type == "rule" && workspace().model().property(QString::fromStdString(node.id),
                                                                    "ruleId") == name.toStdString()) {
                workspace().selection().set({QString::fromStdString(node.id)});
                return;
            }
        }
    }

    void take()
    {
        nlohmann::json chosen = nlohmann::json::array();
        for (int row = 0; row < m_list->count(); ++row) {
            if (m_list->item(row)->checkState() == Qt::Checked)
                chosen.push_back(m_list->item(row)->data(Qt::UserRole).toString().toStdString());
        }
        emit edited(chosen, false);
    }

    QListWidget* m_list;
};

} // namespace

PropertyEditor* makeCheckListEditor(const EditorContext& context, QWidget* parent)
{
    return new CheckListEditor(context, parent);
}

} // namespace twin
