// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/expression_field.h"

#include "contract/contract.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QStandardItemModel>

namespace twin {

ExpressionField::ExpressionField(QWidget* parent) : QPlainTextEdit(parent), m_completer(new QCompleter(this))
{
    setTabChangesFocus(true);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setFixedHeight(3 * fontMetrics().lineSpacing() + 2 * int(document()->documentMargin()) +
                   2 * frameWidth() + 2);
    m_completer->setWidget(this);
    m_completer->setModel(new QStandardItemModel(m_completer));
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setCompletionRole(Qt::UserRole);
    connect(m_completer, QOverload<const QModelIndex&>::of(&QCompleter::activated), this,
            [this](const QModelIndex& index) { complete(index.data(Qt::UserRole).toString()); });
}

void ExpressionField::setContract(const Contract* contract)
{
    auto* model = static_cast<QStandardItemModel*>(m_completer->model());
    model->clear();
    const auto add = [model](const Variable& variable) {
        const QString name = QString::fromStdString(variable.name);
        auto* item = new QStandardItem(name + "   " + QString::fromStdString(variable.label));
        item->setData(name, Qt::UserRole);
        model->appendRow(item);
    };
    if (!contract)
        return;
    for (const Variable& variable : contract->inputs)
        add(variable);
    for (const Variable& variable : contract->outputs)
        add(variable);
}

void ExpressionField::markError(std::optional<int> column, const QColor& colour)
{
    QList<QTextEdit::ExtraSelection> marks;
    if (column) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = textCursor();
        const int last = int(toPlainText().size());
        const int at = std::clamp(*column - 1, 0, std::max(0, last - 1));
        mark.cursor.setPosition(at);
        mark.cursor.setPosition(std::min(last, at + 1), QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(colour);
        QColor ground = colour;
        ground.setAlpha(60);
        mark.format.setBackground(ground);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

QString ExpressionField::wordBeforeCursor() const
{
    const QString text = toPlainText().left(textCursor().position());
    int start = int(text.size());
    while (start > 0 && (text[start - 1].isLetterOrNumber() || text[start - 1] == '_'))
        --start;
    const QString word = text.mid(start);
    return !word.isEmpty() && word.front().isDigit() ? QString() : word;
}

void ExpressionField::complete(const QString& word)
{
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, int(wordBeforeCursor().size()));
    cursor.insertText(word);
    setTextCursor(cursor);
}

void ExpressionField::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool isOpen = m_completer->popup()->isVisible();
    if (isOpen && (isEnter || event->key() == Qt::Key_Tab || event->key() == Qt::Key_Escape)) {
        event->ignore(); // the list of names takes it
        return;
    }
    if (isEnter) {
        focusNextChild();
        return;
    }
    const bool isAsked = event->key() == Qt::Key_Space && (event->modifiers() & Qt::ControlModifier);
    if (!isAsked)
        QPlainTextEdit::keyPressEvent(event);
    const QString word = wordBeforeCursor();
    const bool hasTyped = !event->text().isEmpty() && event->text().front().isPrint();
    m_completer->setCompletionPrefix(word);
    const bool isWhole = m_completer->completionCount() == 1 && m_completer->currentCompletion() == word;
    if (isAsked || (hasTyped && word.size() >= 1 && m_completer->completionCount() > 0 && !isWhole)) {
        QRect place = cursorRect();
        place.setWidth(std::max(220, m_completer->popup()->sizeHintForColumn(0) + 24));
        m_completer->complete(place);
    } else {
        m_completer->popup()->hide();
    }
}

void ExpressionField::focusOutEvent(QFocusEvent* event)
{
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason)
        emit left();
}

} // namespace twin
