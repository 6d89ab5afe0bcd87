// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/property_editor.h"

#include "inspector/editors.h"
#include "model/workspace.h"

namespace twin {

PropertyEditor::PropertyEditor(const EditorContext& context, QWidget* parent)
    : QWidget(parent), m_context(context)
{}

const Variable* PropertyEditor::boundVariable() const
{
    const Contract* contract = workspace().contract();
    const Variable* found = nullptr;
    for (const QString& id : nodes()) {
        const NodeDescriptor* descriptor = workspace().model().descriptorOf(id);
        const nlohmann::json name = descriptor && !descriptor->bindingKey.empty()
                                        ? workspace().model().property(id, descriptor->bindingKey)
                                        : nlohmann::json();
        const Variable* variable =
            contract && name.is_string() ? contract->find(name.get<std::string>()) : nullptr;
        if (!variable || (found && found != variable))
            return nullptr;
        found = variable;
    }
    return found;
}

QString PropertyEditor::unitText() const
{
    if (property().unit != "@unit")
        return property().unit.empty()
                   ? QString()
                   : QString::fromStdString(Unit::parse(property().unit).value_or(Unit()).symbol());
    const Variable* variable = boundVariable();
    return variable ? QString::fromStdString(variable->unit.symbol()) : QString();
}

PropertyEditor* makePropertyEditor(const EditorContext& context, QWidget* parent)
{
    switch (context.property.type) {
    case PropertyType::Text:
        return makeTextEditor(context, parent);
    case PropertyType::LongText:
        return makeLongTextEditor(context, parent);
    case PropertyType::Number:
    case PropertyType::Integer:
        return makeNumberEditor(context, parent);
    case PropertyType::Flag:
        return makeFlagEditor(context, parent);
    case PropertyType::Choice:
        return makeChoiceEditor(context, parent);
    case PropertyType::Binding:
        return makeBindingEditor(context, parent);
    case PropertyType::BindingList:
    case PropertyType::RuleList:
        return makeCheckListEditor(context, parent);
    case PropertyType::Cell:
        return makeCellEditor(context, parent);
    case PropertyType::Image:
        return makeImageEditor(context, parent);
    case PropertyType::Expression:
        return makeExpressionEditor(context, parent);
    case PropertyType::Thresholds:
        return makeThresholdsEditor(context, parent);
    case PropertyType::Examples:
        return makeExamplesEditor(context, parent);
    case PropertyType::Package:
        return makePackageEditor(context, parent);
    }
    return nullptr;
}

} // namespace twin
