// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/diagnostics_dialog.h"

#include "docks/issues.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

namespace twin {

DiagnosticsDialog::DiagnosticsDialog(const QString& title, const QString& sentence,
                                     const Diagnostics& findings, const Theme& theme, QWidget* parent)
    : QDialog(parent)
{
    setObjectName("diagnosticsDialog");
    setWindowTitle(title);
    resize(560, 260);
    auto* text = new QLabel(sentence);
    text->setWordWrap(true);
    text->setObjectName("inspectorTitle");
    auto* list = new IssueList;
    list->setFindings(findings, theme);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    column->addWidget(text);
    column->addWidget(list, 1);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace twin
