// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/editors.h"
#include "inspector/expression_field.h"
#include "model/rule_trial.h"
#include "model/workspace.h"

#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace twin {

namespace {

/// A condition with a live check: below it stands what is wrong and where, or that it can be used.
class ExpressionEditor : public PropertyEditor
{
  public:
    ExpressionEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_field(new ExpressionField), m_state(new QLabel)
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(4);
        column->addWidget(m_field);
        column->addWidget(m_state);
        m_field->setAccessibleName(QString::fromStdString(context.property.label));
        m_state->setWordWrap(true);
        setFocusProxy(m_field);
        refresh();
        connect(m_field, &QPlainTextEdit::textChanged, this, [this] {
            check();
            emit edited(m_field->toPlainText().toStdString(), true);
        });
        connect(m_field, &ExpressionField::left, this, &PropertyEditor::finished);
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        const QString text =
            value.is_string() && !isMixed ? QString::fromStdString(value.get<std::string>()) : QString();
        m_field->setPlaceholderText(isMixed ? tr("different values") : tr("q_in * 1.35 / n <= 700 m3/h"));
        if (m_field->toPlainText() != text) {
            const QSignalBlocker blocker(m_field);
            m_field->setPlainText(text);
        }
        check();
    }

    void refresh() override { m_field->setContract(workspace().contract()); }
    bool isWide() const override { return true; }

  private:
    void check()
    {
        const QString text = m_field->toPlainText().simplified();
        const Theme& theme = workspace().viewContext().theme;
        if (text.isEmpty() || !workspace().package())
            return say({}, tr("Names, numbers with units, comparisons. Ctrl+Space lists the names."),
                       theme.textMuted);
        GuardrailRule rule;
        rule.condition = m_field->toPlainText().toStdString();
        const RuleTrial trial = tryRule(workspace().package(), rule);
        if (trial.error)
            say(trial.errorColumn,
                QChar(0x2715) + QString(" ") + QString::fromStdString(trial.error->message), theme.red);
        else
            say({}, QChar(0x2713) + QString(" ") + tr("The condition can be checked."), theme.text);
    }

    void say(std::optional<int> errorColumn, const QString& text, const QColor& colour)
    {
        m_field->markError(errorColumn, workspace().viewContext().theme.red);
        QPalette palette = m_state->palette();
        palette.setColor(QPalette::WindowText, colour);
        m_state->setPalette(palette);
        m_state->setText(text);
    }

    ExpressionField* m_field;
    QLabel* m_state;
};

} // namespace

PropertyEditor* makeExpressionEditor(const EditorContext& context, QWidget* parent)
{
    return new ExpressionEditor(context, parent);
}

} // namespace twin
