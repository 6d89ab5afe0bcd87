// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

#include <optional>

class QCompleter;

namespace twin {

struct Contract;
struct Theme;

/// A field for a formula: completes the names of variables, underlines where an error is. Enter and Tab leave it.
class ExpressionField : public QPlainTextEdit
{
    Q_OBJECT

  public:
    explicit ExpressionField(QWidget* parent = nullptr);

    /// What can be completed; null for nothing.
    void setContract(const Contract* contract);
    /// 1-based position of the error, none for no error.
    void markError(std::optional<int> column, const QColor& colour);

  signals:
    void left();

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    QString wordBeforeCursor() const;
    void complete(const QString& word);
    QCompleter* m_completer;
};

} // namespace twin
