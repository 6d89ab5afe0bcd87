// SPDX-License-Identifier: GPL-3.0-or-later
#include "docks/issues.h"

#include "docks/dock_tree.h"
#include "icons/icons.h"

#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

namespace twin {

namespace {
constexpr int locationRole = Qt::UserRole;
} // namespace

IssueList::IssueList(QWidget* parent)
    : QTreeWidget(parent)
{
    setObjectName("issues");
    setAccessibleName(tr("Issues"));
    setAccessibleDescription(tr("Enter goes to what an issue is about."));
    setUpDockTree(*this);
    setIndentation(0);
    setWordWrap(true);
    setTextElideMode(Qt::ElideNone);
    connect(this, &QTreeWidget::itemActivated, this,
            [this](QTreeWidgetItem* item) { emit jumpRequested(item->data(0, locationRole).toString()); });
}

void IssueList::setFindings(const Diagnostics& findings, const Theme& theme)
{
    const int row = indexOfTopLevelItem(currentItem());
    clear();
    Diagnostics sorted = findings;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return int(a.severity) > int(b.severity); });
    for (const Diagnostic& finding : sorted) {
        const bool isError = finding.severity == Severity::Error;
        const QString word = isError                                    ? tr("Error")
                             : finding.severity == Severity::Warning ? tr("Warning")
                                                                     : tr("Note");
        const QString text = QString::fromStdString(finding.message + (finding.remedy.empty() ? "" : " " + finding.remedy));
        auto* item = new QTreeWidgetItem(this, {text});
        item->setIcon(0, icon(isError ? "error" : finding.severity == Severity::Warning ? "warning" : "note", theme));
        item->setData(0, locationRole, QString::fromStdString(finding.location));
        item->setData(0, Qt::AccessibleTextRole, word + ": " + text);
        item->setToolTip(0, tr("%1 %2\n%3").arg(word, QString::fromStdString(finding.code), QString::fromStdString(finding.location)));
    }
    if (sorted.empty()) {
        auto* item = new QTreeWidgetItem(this, {tr("No issues. The app can be exported.")});
        item->setIcon(0, icon("ok", theme));
        item->setFlags(Qt::ItemIsEnabled);
    }
    if (row >= 0 && row < topLevelItemCount())
        setCurrentItem(topLevelItem(row));
}

QString IssueList::summary(const Diagnostics& findings)
{
    const auto count = [&](Severity severity) {
        return int(std::count_if(findings.begin(), findings.end(), [&](const Diagnostic& d) { return d.severity == severity; }));
    };
    const int errors = count(Severity::Error);
    const int warnings = count(Severity::Warning);
    const QString errorText = errors == 1 ? tr("1 error") : tr("%1 errors").arg(errors);
    const QString warningText = warnings == 1 ? tr("1 warning") : tr("%1 warnings").arg(warnings);
    if (errors > 0)
        return warnings > 0 ? tr("%1, %2").arg(errorText, warningText) : errorText;
    return warnings > 0 ? warningText : tr("No issues");
}

void IssueList::keyPressEvent(QKeyEvent* event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentItem())
        emit jumpRequested(currentItem()->data(0, locationRole).toString());
    else
        QTreeWidget::keyPressEvent(event);
}

} // namespace twin
