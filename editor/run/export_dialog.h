// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bundle/export.h"
#include "theme/theme.h"

#include <QDialog>

#include <atomic>
#include <filesystem>
#include <optional>
#include <thread>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace twin {

class IssueList;

/// The export gate and the way through it. While it has errors they are listed in words, each with a way to its place; when it has none, the
/// app is written to a folder, off the UI thread, and can be given up.
class ExportDialog : public QDialog
{
    Q_OBJECT

  public:
    /// `kit`: what an export is made of, see bundle/export.h.
    ExportDialog(Bundle bundle, const Catalog& catalog, const Theme& theme, std::filesystem::path kit,
                 QWidget* parent = nullptr);
    ~ExportDialog() override;

    void setFolder(const QString& folder);
    /// Of the export that has run; empty before and after a failure.
    const std::optional<ExportResult>& result() const { return m_result; }
    bool isOpen() const { return m_gateIsOpen; }

    /// Where the kit lies beside the executable.
    static std::filesystem::path standardKit();

  public slots:
    void start();
    void reject() override;

  signals:
    void jumpRequested(const QString& location);
    void exportFinished();

  private:
    void showProgress(double done, const QString& words);
    void showResult(Result<ExportResult> result, Diagnostics findings);

    Bundle m_bundle;
    const Catalog& m_catalog;
    const Theme& m_theme;
    std::filesystem::path m_kit;
    std::optional<ExportResult> m_result;
    bool m_gateIsOpen = false;
    std::atomic<bool> m_cancelled = false;
    std::thread m_worker;

    IssueList* m_findings;
    QLabel* m_gate;
    QLineEdit* m_folder;
    QPushButton* m_choose;
    QLabel* m_words;
    QProgressBar* m_bar;
    QPushButton* m_export;
    QPushButton* m_close;
    QPushButton* m_show;
};

} // namespace twin
