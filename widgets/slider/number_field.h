// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "page/quantity.h"

#include <QLineEdit>

namespace twin {

/// Where a person types the value of an input: "1300", or with any unit of its kind, "361 l/s". Return or
/// leaving takes it, Escape restores, Up and Down step.
class NumberField : public QLineEdit
{
    Q_OBJECT

  public:
    explicit NumberField(QWidget* parent = nullptr);
    /// `variable` must outlive the field, or be null.
    void setVariable(const Variable* variable, const Quantity& quantity);
    /// Shows a value (the variable's own unit); keeps what is being typed unless `force`.
    void setValue(double value, bool force = false);

  signals:
    void valueWanted(double value);
    /// What was typed is no value of the variable; the old one is back in the field.
    void mistyped(const QString& message);
    void stepWanted(int steps);
    void restored();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    void commit();
    const Variable* m_variable = nullptr;
    Quantity m_quantity;
    double m_value = 0;
    bool m_typing = false;
};

} // namespace twin
