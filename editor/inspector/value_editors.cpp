// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/editors.h"
#include "model/workspace.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSignalBlocker>
#include <cmath>

namespace twin {

namespace {

QHBoxLayout* rowOf(QWidget* widget)
{
    auto* row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    return row;
}

class NumberEditor : public PropertyEditor
{
  public:
    NumberEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_field(new QLineEdit), m_unit(new QLabel)
    {
        auto* row = rowOf(this);
        row->addWidget(m_field, 1);
        row->addWidget(m_unit);
        m_unit->setObjectName("unit");
        setFocusProxy(m_field);
        connect(m_field, &QLineEdit::textEdited, this, [this] { take(); });
        connect(m_field, &QLineEdit::editingFinished, this, [this] {
            if (m_isRefused)
                show(m_shown);
            emit finished();
        });
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        m_unit->setText(unitText());
        m_unit->setVisible(!m_unit->text().isEmpty());
        m_shown = isMixed ? nlohmann::json() : value;
        m_field->setPlaceholderText(isMixed                             ? tr("different values")
                                    : property().defaultValue.is_null() ? tr("automatic")
                                                                        : QString());
        if (!m_field->hasFocus() || parse() != m_shown)
            show(m_shown);
    }

  private:
    void show(const nlohmann::json& value)
    {
        const QSignalBlocker blocker(m_field);
        m_field->setText(value.is_number_integer() ? QString::number(value.get<qint64>())
                         : value.is_number()       ? QString::number(value.get<double>(), 'g', 12)
                                                   : QString());
        accept();
    }

    /// Null for an empty field; discarded for what is no number.
    nlohmann::json parse() const
    {
        const QString text = m_field->text().trimmed();
        if (text.isEmpty())
            return nullptr;
        bool ok = false;
        if (property().type == PropertyType::Integer) {
            const qint64 number = QLocale::c().toLongLong(text, &ok);
            return ok ? nlohmann::json(number) : nlohmann::json(nlohmann::json::value_t::discarded);
        }
        const double number = QLocale::c().toDouble(text, &ok);
        return ok && std::isfinite(number) ? nlohmann::json(number)
                                           : nlohmann::json(nlohmann::json::value_t::discarded);
    }

    void take()
    {
        const nlohmann::json value = parse();
        const Range& range = property().range;
        if (value.is_discarded())
            return refuse(property().type == PropertyType::Integer
                              ? tr("Give a whole number.")
                              : tr("Give a number, with a point before decimals."));
        if (value.is_number() && !range.contains(value.get<double>()))
            return refuse(tr("Give a number from %1 to %2.").arg(range.minimum).arg(range.maximum));
        accept();
        m_shown = value;
        emit edited(value.is_null() ? property().defaultValue : value, true);
    }

    void refuse(const QString& why)
    {
        m_isRefused = true;
        m_field->setProperty("invalid", true);
        m_field->setToolTip(why);
        restyle();
    }

    void accept()
    {
        m_isRefused = false;
        m_field->setProperty("invalid", false);
        m_field->setToolTip({});
        restyle();
    }

    void restyle()
    {
        QPalette palette = this->palette();
        if (m_isRefused)
            palette.setColor(QPalette::Text, workspace().viewContext().theme.red);
        m_field->setPalette(palette);
    }

    QLineEdit* m_field;
    QLabel* m_unit;
    nlohmann::json m_shown;
    bool m_isRefused = false;
};

class FlagEditor : public PropertyEditor
{
  public:
    FlagEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent),
          m_box(new QCheckBox(QString::fromStdString(context.property.label)))
    {
        auto* row = rowOf(this);
        row->addWidget(m_box, 1);
        setFocusProxy(m_box);
        connect(m_box, &QCheckBox::clicked, this, [this](bool on) {
            m_box->setTristate(false);
            emit edited(on, false);
        });
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        const QSignalBlocker blocker(m_box);
        m_box->setTristate(isMixed);
        m_box->setCheckState(isMixed ? Qt::PartiallyChecked : value == true ? Qt::Checked : Qt::Unchecked);
    }

  private:
    QCheckBox* m_box;
};

class ChoiceEditor : public PropertyEditor
{
  public:
    ChoiceEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_box(new QComboBox)
    {
        rowOf(this)->addWidget(m_box, 1);
        setFocusProxy(m_box);
        m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_box->setMinimumContentsLength(8);
        for (const PropertyChoice& choice : context.property.choices)
            m_box->addItem(QString::fromStdString(choice.label), QString::fromStdString(choice.value));
        m_box->setPlaceholderText(tr("different values"));
        connect(m_box, &QComboBox::activated, this,
                [this](int index) { emit edited(m_box->itemData(index).toString().toStdString(), false); });
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        const QString text = value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
        m_box->setCurrentIndex(isMixed ? -1 : m_box->findData(text));
    }

  private:
    QComboBox* m_box;
};

} // namespace

PropertyEditor* makeNumberEditor(const EditorContext& context, QWidget* parent)
{
    return new NumberEditor(context, parent);
}

PropertyEditor* makeFlagEditor(const EditorContext& context, QWidget* parent)
{
    return new FlagEditor(context, parent);
}

PropertyEditor* makeChoiceEditor(const EditorContext& context, QWidget* parent)
{
    return new ChoiceEditor(context, parent);
}

} // namespace twin
