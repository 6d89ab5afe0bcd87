// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/export_dialog.h"

#include "docks/issues.h"
#include "document/validate.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QUrl>
#include <QVBoxLayout>

namespace twin {

namespace {
constexpr auto folderKey = "exportFolder";
} // namespace

std::filesystem::path ExportDialog::standardKit()
{
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + "/../share/twinwright/kit").toStdString();
}

ExportDialog::ExportDialog(Bundle bundle, const Catalog& catalog, const Theme& theme, std::filesystem::path kit, QWidget* parent)
    : QDialog(parent)
    , m_bundle(std::move(bundle))
    , m_catalog(catalog)
    , m_theme(theme)
    , m_kit(std::move(kit))
    , m_findings(new IssueList)
    , m_gate(new QLabel)
    , m_folder(new QLineEdit)
    , m_choose(new QPushButton(tr("Choose…")))
    , m_words(new QLabel)
    , m_bar(new QProgressBar)
    , m_export(new QPushButton(tr("Export")))
    , m_close(new QPushButton(tr("Close")))
    , m_show(new QPushButton(tr("Show in folder")))
{
    setWindowTitle(tr("Export the app"));
    setObjectName("exportDialog");
    resize(620, 440);
    const Diagnostics findings = exportGate(m_bundle.document, catalog, m_bundle.package.get());
    m_gateIsOpen = !hasErrors(findings);
    m_gate->setWordWrap(true);
    m_gate->setObjectName("gate");
    m_gate->setText(m_gateIsOpen ? tr("The gate is open: nothing that an operator must know is missing. %1.")
                                       .arg(IssueList::summary(findings))
                                 : tr("The app cannot be exported yet. Each point below says what is missing and what to do; "
                                      "double click or Enter goes there."));
    m_findings->setFindings(findings, theme);
    m_findings->setFrameShape(QFrame::StyledPanel);
    m_folder->setObjectName("exportFolder");
    m_folder->setText(QSettings().value(folderKey, QDir::homePath()).toString());
    m_folder->setAccessibleName(tr("Folder to export to"));
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->hide();
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_words->setText(tr("A folder and an archive are written, with all that the app needs: it runs on a machine that has nothing installed."));
    m_words->setObjectName("exportWords");
    m_show->hide();
    m_export->setObjectName("export");
    m_export->setDefault(true);
    m_export->setEnabled(m_gateIsOpen);

    auto* target = new QHBoxLayout;
    auto* label = new QLabel(tr("&Folder"));
    label->setBuddy(m_folder);
    target->addWidget(label);
    target->addWidget(m_folder, 1);
    target->addWidget(m_choose);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_show);
    buttons->addStretch(1);
    buttons->addWidget(m_export);
    buttons->addWidget(m_close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_gate);
    column->addWidget(m_findings, 1);
    column->addLayout(target);
    column->addWidget(m_words);
    column->addWidget(m_bar);
    column->addLayout(buttons);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_folder, m_choose})
        widget->setEnabled(m_gateIsOpen);

    connect(m_findings, &IssueList::jumpRequested, this, [this](const QString& location) {
        emit jumpRequested(location);
        reject();
    });
    connect(m_choose, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Export to"), m_folder->text());
        if (!folder.isEmpty())
            m_folder->setText(folder);
    });
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::start);
    connect(m_close, &QPushButton::clicked, this, &ExportDialog::reject);
    connect(m_show, &QPushButton::clicked, this, [this] {
        if (m_result)
            QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(m_result->folder.parent_path().string())));
    });
}

ExportDialog::~ExportDialog()
{
    m_cancelled = true;
    if (m_worker.joinable())
        m_worker.join();
}

void ExportDialog::setFolder(const QString& folder)
{
    m_folder->setText(folder);
}

void ExportDialog::start()
{
    if (!m_gateIsOpen || m_worker.joinable())
        return;
    QSettings().setValue(folderKey, m_folder->text());
    m_cancelled = false;
    m_result.reset();
    m_show->hide();
    m_export->setEnabled(false);
    m_folder->setEnabled(false);
    m_choose->setEnabled(false);
    m_close->setText(tr("Cancel"));
    m_bar->setValue(0);
    m_bar->show();
    m_words->setText(tr("Exporting…"));
    const std::filesystem::path directory = m_folder->text().toStdString();
    // The worker sees the bundle, which nothing changes while this dialog is open, and speaks to it through queued calls.
    m_worker = std::thread([this, directory] {
        Diagnostics findings;
        const auto progress = [this](double done, const std::string& words) {
            const QString text = QString::fromStdString(words);
            QMetaObject::invokeMethod(this, [this, done, text] { showProgress(done, text); }, Qt::QueuedConnection);
            return !m_cancelled;
        };
        auto result = std::make_shared<Result<ExportResult>>(exportApp(m_bundle, m_catalog, m_kit, directory, &findings, progress));
        QMetaObject::invokeMethod(
            this, [this, result, findings] { showResult(std::move(*result), findings); }, Qt::QueuedConnection);
    });
}

void ExportDialog::showProgress(double done, const QString& words)
{
    m_bar->setValue(int(done * 1000));
    m_words->setText(words);
}

void ExportDialog::showResult(Result<ExportResult> result, Diagnostics findings)
{
    m_worker.join();
    m_bar->hide();
    m_close->setText(tr("Close"));
    m_export->setEnabled(true);
    m_folder->setEnabled(true);
    m_choose->setEnabled(true);
    if (result) {
        m_result = std::move(*result);
        m_words->setText(tr("%1 Exported: %2 (%3).\nTo start it, run the one program in %4.")
                             .arg(QChar(0x2713))
                             .arg(QString::fromStdString(m_result->archive.string()),
                                  QLocale().formattedDataSize(qint64(m_result->archiveBytes)),
                                  QString::fromStdString(m_result->folder.string())));
        m_show->show();
        m_export->setText(tr("Export again"));
    } else if (m_cancelled) {
        m_words->setText(tr("The export was given up; nothing was written."));
    } else {
        m_words->setText(QString(QChar(0x2715)) + " " + QString::fromStdString(result.error().message + " " + result.error().remedy));
        if (!findings.empty())
            m_findings->setFindings(findings, m_theme);
    }
    emit exportFinished();
}

void ExportDialog::reject()
{
    if (m_worker.joinable()) {
        m_cancelled = true;
        m_words->setText(tr("Giving up…"));
        return;
    }
    QDialog::reject();
}

} // namespace twin
