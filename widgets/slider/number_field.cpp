// SPDX-License-Identifier: GPL-3.0-or-later
#include "slider/number_field.h"

#include <QKeyEvent>
#include <QLocale>
#include <QTimer>

namespace twin {

NumberField::NumberField(QWidget* parent) : QLineEdit(parent)
{
    setAlignment(Qt::AlignRight);
    setMaxLength(40);
    connect(this, &QLineEdit::textEdited, this, [this] { m_typing = true; });
}

void NumberField::setVariable(const Variable* variable, const Quantity& quantity)
{
    m_variable = variable;
    m_quantity = quantity;
    setEnabled(variable != nullptr);
    if (!variable)
        clear();
}

void NumberField::setValue(double value, bool force)
{
    m_value = value;
    if (m_typing && !force)
        return;
    m_typing = false;
    const QString digits = m_quantity.digits(value);
    if (text() == digits)
        return;
    setText(digits);
    setCursorPosition(0);
}

void NumberField::commit()
{
    if (!m_typing || !m_variable)
        return;
    m_typing = false;
    const QString typed = text().trimmed();
    QString plain = typed;
    plain.replace(QChar(0x2212), '-');
    bool isNumber = false;
    const double shown = QLocale::c().toDouble(plain, &isNumber);
    if (isNumber && !plain.contains(',')) {
        emit valueWanted(m_quantity.fromDisplay(shown));
    } else if (const Result<double> value = m_variable->parseValue(plain.toStdString())) {
        emit valueWanted(*value);
    } else {
        emit mistyped(QString::fromStdString(value.error().message + ' ' + value.error().remedy).trimmed());
    }
    setValue(m_value, true);
    selectAll();
}

void NumberField::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return commit();
    case Qt::Key_Escape:
        setValue(m_value, true);
        selectAll();
        emit restored();
        return;
    case Qt::Key_Up:
    case Qt::Key_Down:
        commit();
        emit stepWanted(event->key() == Qt::Key_Up ? 1 : -1);
        return;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        commit();
        emit stepWanted(event->key() == Qt::Key_PageUp ? 25 : -25);
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void NumberField::focusInEvent(QFocusEvent* event)
{
    QLineEdit::focusInEvent(event);
    QTimer::singleShot(0, this, &QLineEdit::selectAll);
}

void NumberField::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    commit();
    deselect();
}

} // namespace twin
