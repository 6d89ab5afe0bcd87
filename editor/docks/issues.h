// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"

#include <QTreeWidget>

namespace twin {

struct Theme;

/// Findings as a list: the one view of diagnostics, in the Issues dock, in the export dialog and when a file cannot be opened. The
/// severity is said by a mark and a word. Enter or double click jumps to what a finding is about.
class IssueList : public QTreeWidget
{
    Q_OBJECT

  public:
    explicit IssueList(QWidget* parent = nullptr);

    void setFindings(const Diagnostics& findings, const Theme& theme);
    /// "2 errors, 1 warning"; "No issues" for none.
    static QString summary(const Diagnostics& findings);

  signals:
    /// The JSON pointer of the finding that the person wants to go to.
    void jumpRequested(const QString& location);

  protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace twin
