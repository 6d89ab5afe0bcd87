// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/editors.h"
#include "inspector/input_text.h"
#include "model/rule_trial.h"
#include "model/workspace.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace twin {

namespace {

struct ExampleRow
{
    QLabel* mark;
    QLabel* outcome;
    QLineEdit* inputs;
};

/// Cases that show what a rule does, run at each change: a tick or a cross, and what happened in words.
class ExamplesEditor : public PropertyEditor
{
  public:
    ExamplesEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_list(new QVBoxLayout), m_add(new QPushButton(tr("Add example")))
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(8);
        m_list->setSpacing(10);
        column->addLayout(m_list);
        column->addWidget(m_add, 0, Qt::AlignLeft);
        setFocusProxy(m_add);
        connect(m_add, &QPushButton::clicked, this, [this] {
            nlohmann::json value = m_value;
            value.push_back({{"label", tr("Example %1").arg(value.size() + 1).toStdString()},
                             {"inputs", nlohmann::json::object()},
                             {"passes", value.empty()}});
            emit edited(value, false);
        });
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        m_add->setEnabled(!isMixed);
        const nlohmann::json next = value.is_array() && !isMixed ? value : nlohmann::json::array();
        const bool keepsRows = m_built && next.size() == m_value.size() &&
                               (next == m_value || isAncestorOf(window()->focusWidget()));
        m_value = next;
        if (!keepsRows)
            build();
        run();
    }

    /// The condition may have changed.
    void refresh() override { run(); }
    bool isWide() const override { return true; }

  private:
    void build()
    {
        m_built = true;
        m_rows.clear();
        while (QLayoutItem* item = m_list->takeAt(0)) {
            if (QWidget* widget = item->widget()) {
                widget->hide();
                widget->deleteLater();
            }
            delete item;
        }
        for (std::size_t i = 0; i < m_value.size(); ++i)
            m_list->addWidget(makeRow(i));
    }

    QWidget* makeRow(std::size_t index)
    {
        const nlohmann::json& item = m_value[index];
        auto* row = new QWidget;
        auto* grid = new QGridLayout(row);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(6);
        grid->setVerticalSpacing(3);
        auto* mark = new QLabel;
        auto* label = new QLineEdit(QString::fromStdString(item.value("label", std::string())));
        auto* expected = new QComboBox;
        auto* remove = new QToolButton;
        auto* inputs =
            new QLineEdit(inputsText(item.value("inputs", nlohmann::json::object()), workspace().contract()));
        auto* outcome = new QLabel;
        mark->setFixedWidth(16);
        mark->setAlignment(Qt::AlignCenter);
        label->setAccessibleName(tr("Example %1, name").arg(index + 1));
        label->setPlaceholderText(tr("name"));
        expected->addItems({tr("should hold"), tr("should fail")});
        expected->setCurrentIndex(item.value("passes", true) ? 0 : 1);
        expected->setAccessibleName(tr("Example %1, what the rule should do").arg(index + 1));
        remove->setText(QChar(0x2715));
        remove->setAutoRaise(true);
        remove->setToolTip(tr("Remove this example"));
        remove->setAccessibleName(remove->toolTip());
        inputs->setAccessibleName(tr("Example %1, inputs").arg(index + 1));
        inputs->setObjectName("exampleInputs");
        inputs->setPlaceholderText(tr("start values, or: q_in = 1300, n = 2"));
        outcome->setWordWrap(true);
        outcome->setObjectName("muted");
        grid->addWidget(mark, 0, 0);
        grid->addWidget(label, 0, 1);
        grid->addWidget(expected, 0, 2);
        grid->addWidget(remove, 0, 3);
        grid->addWidget(inputs, 1, 1, 1, 3);
        grid->addWidget(outcome, 2, 1, 1, 3);
        grid->setColumnStretch(1, 1);
        connect(label, &QLineEdit::textEdited, this,
                [this, index](const QString& text) { change(index, "label", text.toStdString(), true); });
        connect(expected, &QComboBox::activated, this,
                [this, index](int choice) { change(index, "passes", choice == 0, false); });
        connect(inputs, &QLineEdit::textEdited, this, [this, index, outcome](const QString& text) {
            if (const Result<nlohmann::json> parsed = inputsFrom(text, workspace().contract()))
                change(index, "inputs", *parsed, true);
            else
                outcome->setText(QString::fromStdString(parsed.error().message));
        });
        for (QLineEdit* field : {label, inputs})
            connect(field, &QLineEdit::editingFinished, this, &PropertyEditor::finished);
        connect(remove, &QToolButton::clicked, this, [this, index] {
            nlohmann::json next = m_value;
            next.erase(index);
            emit edited(next, false);
        });
        m_rows.push_back({mark, outcome, inputs});
        return row;
    }

    void change(std::size_t index, const char* key, const nlohmann::json& value, bool isTyping)
    {
        if (index >= m_value.size())
            return;
        nlohmann::json next = m_value;
        next[index][key] = value;
        m_value = next;
        emit edited(next, isTyping);
        run();
    }

    void run()
    {
        GuardrailRule rule;
        for (const QString& id : nodes()) {
            const nlohmann::json condition = workspace().model().property(id, "condition");
            if (condition.is_string())
                rule.condition = condition.get<std::string>();
        }
        for (const nlohmann::json& item : m_value) {
            RuleExample example;
            example.passes = item.value("passes", true);
            const nlohmann::json inputs = item.value("inputs", nlohmann::json::object());
            for (const auto& [name, value] : inputs.items()) {
                if (value.is_number())
                    example.inputs[name] = value.get<double>();
            }
            rule.examples.push_back(std::move(example));
        }
        const RuleTrial trial = rule.condition.empty() ? RuleTrial() : tryRule(workspace().package(), rule);
        const Theme& theme = workspace().viewContext().theme;
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            const bool hasRun = i < trial.examples.size();
            const bool isRight = hasRun && trial.examples[i].isAsSaid;
            QPalette palette = this->palette();
            palette.setColor(QPalette::WindowText, !hasRun   ? theme.textMuted
                                                   : isRight ? theme.validated
                                                             : theme.red);
            m_rows[i].mark->setPalette(palette);
            m_rows[i].mark->setText(!hasRun ? QString(QChar(0x2013))
                                            : QString(QChar(isRight ? 0x2713 : 0x2715)));
            m_rows[i].outcome->setText(hasRun ? trial.examples[i].message
                                              : tr("Runs as soon as the condition can be checked."));
            m_rows[i].mark->setAccessibleName(m_rows[i].outcome->text());
        }
    }

    QVBoxLayout* m_list;
    QPushButton* m_add;
    std::vector<ExampleRow> m_rows;
    nlohmann::json m_value = nlohmann::json::array();
    bool m_built = false;
};

} // namespace

PropertyEditor* makeExamplesEditor(const EditorContext& context, QWidget* parent)
{
    return new ExamplesEditor(context, parent);
}

} // namespace twin
