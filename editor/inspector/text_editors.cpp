// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/editors.h"

#include <QFocusEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QTextBlock>
#include <algorithm>
#include <functional>

namespace twin {

namespace {

QString textOf(const nlohmann::json& value)
{
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
}

class TextEditor : public PropertyEditor
{
  public:
    TextEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_field(new QLineEdit)
    {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_field);
        setFocusProxy(m_field);
        connect(m_field, &QLineEdit::textEdited, this,
                [this](const QString& text) { emit edited(text.toStdString(), true); });
        connect(m_field, &QLineEdit::editingFinished, this, &PropertyEditor::finished);
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        const QString text = isMixed ? QString() : textOf(value);
        m_field->setPlaceholderText(isMixed ? tr("different values") : hint());
        if (m_field->text() != text) {
            const QSignalBlocker blocker(m_field);
            m_field->setText(text);
        }
    }

  private:
    /// What stands in for an empty label: the bound variable's own.
    QString hint() const
    {
        const Variable* variable = property().key == "label" ? boundVariable() : nullptr;
        return variable ? QString::fromStdString(variable->label) : QString();
    }
    QLineEdit* m_field;
};

/// As tall as what it holds, within reason.
class GrowingText : public QPlainTextEdit
{
  public:
    GrowingText()
    {
        setTabChangesFocus(true);
        setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
        connect(document(), &QTextDocument::contentsChanged, this, [this] { fit(); });
        fit();
    }
    std::function<void()> left;

  protected:
    void resizeEvent(QResizeEvent* event) override
    {
        QPlainTextEdit::resizeEvent(event);
        fit();
    }
    void focusOutEvent(QFocusEvent* event) override
    {
        QPlainTextEdit::focusOutEvent(event);
        if (left)
            left();
    }

  private:
    void fit()
    {
        int lines = 0;
        for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
            lines += std::max(1, int(block.layout()->lineCount()));
        const int shown = std::clamp(lines, 2, 8);
        setFixedHeight(shown * fontMetrics().lineSpacing() + 2 * int(document()->documentMargin()) +
                       2 * frameWidth() + 4);
    }
};

class LongTextEditor : public PropertyEditor
{
  public:
    LongTextEditor(const EditorContext& context, QWidget* parent)
        : PropertyEditor(context, parent), m_field(new GrowingText)
    {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_field);
        setFocusProxy(m_field);
        connect(m_field, &QPlainTextEdit::textChanged, this,
                [this] { emit edited(m_field->toPlainText().toStdString(), true); });
        m_field->left = [this] { emit finished(); };
    }

    void setValue(const nlohmann::json& value, bool isMixed) override
    {
        const QString text = isMixed ? QString() : textOf(value);
        m_field->setPlaceholderText(isMixed ? tr("different values") : QString());
        if (m_field->toPlainText() != text) {
            const QSignalBlocker blocker(m_field);
            m_field->setPlainText(text);
        }
    }

    bool isWide() const override { return true; }

  private:
    GrowingText* m_field;
};

} // namespace

PropertyEditor* makeTextEditor(const EditorContext& context, QWidget* parent)
{
    return new TextEditor(context, parent);
}

PropertyEditor* makeLongTextEditor(const EditorContext& context, QWidget* parent)
{
    return new LongTextEditor(context, parent);
}

} // namespace twin
