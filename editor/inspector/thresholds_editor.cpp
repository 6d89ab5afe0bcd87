// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/editors.h"
#include "model/workspace.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace twin {

namespace {

/// Lines across a chart: a row each with value, level and name. What is half typed is not taken before it is
/// a number.
class ThresholdsEditor : public PropertyEditor
{
  public:
    ThresholdsEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent),
          m_rows(new QVBoxLayout),
          m_add(new QPushButton(tr("Add threshold")))
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(6);
        m_rows->setSpacing(4);
        column->addLayout(m_rows);
        column->addWidget(m_add, 0, Qt::AlignLeft);
        setFocusProxy(m_add);
        connect(m_add, &QPushButton::clicked, this, [this] {
            const Variable* variable = boundVariable();
            nlohmann::json value = m_value;
            value.push_back({{"value", variable ? variable->nominal : 1.0},
                             {"level", value.empty() ? "amber" : "red"},
                             {"label", ""}});
            emit edited(value, false);
        });
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        m_add->setEnabled(!isMixed);
        const nlohmann::json next = value.is_array() && !isMixed ? value : nlohmann::json::array();
        if (next == m_value && m_built)
            return;
        const bool sameRows = m_built && next.size() == m_value.size();
        m_value = next;
        if (!(sameRows && isAncestorOf(window()->focusWidget())))
            build();
    }

    bool isWide() const override { return true; }

  private:
    void build()
    {
        m_built = true;
        while (QLayoutItem* item = m_rows->takeAt(0)) {
            if (QWidget* widget = item->widget()) {
                widget->hide();
                widget->deleteLater();
            }
            delete item;
        }
        for (std::size_t i = 0; i < m_value.size(); ++i)
            m_rows->addWidget(makeRow(i));
    }

    QWidget* makeRow(std::size_t index)
    {
        auto* row = new QWidget;
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(4);
        const nlohmann::json& item = m_value[index];
        auto* value = new QLineEdit(item.contains("value") && item["value"].is_number()
                                        ? QString::number(item["value"].get<double>(), 'g', 12)
                                        : QString());
        auto* level = new QComboBox;
        auto* label = new QLineEdit(QString::fromStdString(item.value("label", std::string())));
        auto* remove = new QToolButton;
        value->setAccessibleName(tr("Threshold %1, value").arg(index + 1));
        value->setFixedWidth(74);
        level->setAccessibleName(tr("Threshold %1, level").arg(index + 1));
        level->addItem(tr("Amber"), "amber");
        level->addItem(tr("Red"), "red");
        level->setCurrentIndex(item.value("level", std::string("amber")) == "red" ? 1 : 0);
        label->setAccessibleName(tr("Threshold %1, name").arg(index + 1));
        label->setCursorPosition(0);
        label->setPlaceholderText(tr("name"));
        remove->setText(QChar(0x2715));
        remove->setToolTip(tr("Remove this threshold"));
        remove->setAccessibleName(remove->toolTip());
        remove->setAutoRaise(true);
        line->addWidget(value);
        if (const QString unit = boundUnit(); !unit.isEmpty())
            line->addWidget(new QLabel(unit));
        line->addWidget(level);
        line->addWidget(label, 1);
        line->addWidget(remove);
        connect(value, &QLineEdit::textEdited, this, [this, index](const QString& text) {
            bool ok = false;
            const double number = QLocale::c().toDouble(text.trimmed(), &ok);
            if (ok)
                change(index, "value", number, true);
        });
        connect(label, &QLineEdit::textEdited, this,
                [this, index](const QString& text) { change(index, "label", text.toStdString(), true); });
        connect(level, &QComboBox::activated, this, [this, index, level] {
            change(index, "level", level->currentData().toString().toStdString(), false);
        });
        for (QLineEdit* field : {value, label})
            connect(field, &QLineEdit::editingFinished, this, &PropertyEditor::finished);
        connect(remove, &QToolButton::clicked, this, [this, index] {
            nlohmann::json next = m_value;
            next.erase(index);
            emit edited(next, false);
        });
        return row;
    }

    QString boundUnit() const
    {
        const Variable* variable = boundVariable();
        return variable ? QString::fromStdString(variable->unit.symbol()) : QString();
    }

    void change(std::size_t index, const char* key, const nlohmann::json& value, bool isTyping)
    {
        nlohmann::json next = m_value;
        if (index >= next.size())
            return;
        next[index][key] = value;
        m_value = next;
        emit edited(next, isTyping);
    }

    QVBoxLayout* m_rows;
    QPushButton* m_add;
    nlohmann::json m_value = nlohmann::json::array();
    bool m_built = false;
};

} // namespace

PropertyEditor* makeThresholdsEditor(const EditorContext& context, QWidget* parent)
{
    return new ThresholdsEditor(context, parent);
}

} // namespace twin
