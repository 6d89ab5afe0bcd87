// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/editors.h"
#include "model/workspace.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

namespace twin {

namespace {

/// The contract's variables that the property accepts. A name that is not there any more stays visible,
/// marked as missing.
class BindingEditor : public PropertyEditor
{
  public:
    BindingEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_box(new QComboBox)
    {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_box, 1);
        setFocusProxy(m_box);
        m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_box->setMinimumContentsLength(8);
        fill({});
        connect(m_box, &QComboBox::activated, this,
                [this](int index) { emit edited(m_box->itemData(index).toString().toStdString(), false); });
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        const QString name =
            value.is_string() && !isMixed ? QString::fromStdString(value.get<std::string>()) : QString();
        fill(name);
        m_box->setPlaceholderText(isMixed ? tr("different variables") : tr("choose a variable"));
        m_box->setCurrentIndex(name.isEmpty() ? -1 : m_box->findData(name));
    }

  private:
    void fill(const QString& current)
    {
        const QSignalBlocker blocker(m_box);
        m_box->clear();
        const Contract* contract = workspace().contract();
        const auto add = [this](const Variable& variable) {
            if (property().bindable && !property().bindable(variable))
                return;
            const QString symbol = QString::fromStdString(variable.unit.symbol());
            const QString label = QString::fromStdString(variable.label);
            m_box->addItem(symbol.isEmpty() ? label : tr("%1 (%2)").arg(label, symbol),
                           QString::fromStdString(variable.name));
            m_box->setItemData(m_box->count() - 1,
                               QString::fromStdString(variable.name + "\n" + variable.description),
                               Qt::ToolTipRole);
        };
        if (contract) {
            for (const Variable& variable : contract->inputs)
                add(variable);
            for (const Variable& variable : contract->outputs)
                add(variable);
        }
        if (!current.isEmpty() && m_box->findData(current) < 0)
            m_box->addItem(tr("%1 (not in this twin)").arg(current), current);
    }

    QComboBox* m_box;
};

} // namespace

PropertyEditor* makeBindingEditor(const EditorContext& context, QWidget* parent)
{
    return new BindingEditor(context, parent);
}

} // namespace twin
