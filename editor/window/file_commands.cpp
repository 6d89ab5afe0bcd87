// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/file_commands.h"

#include "files/app_file.h"
#include "files/recent_files.h"
#include "start/new_app_dialog.h"
#include "window/diagnostics_dialog.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>

namespace twin {

namespace {

constexpr auto folderKey = "appFolder";
constexpr int autosaveDelay = 2000;

std::filesystem::path toPath(const QString& text)
{
    return std::filesystem::path(text.toStdString());
}

} // namespace

FileCommands::FileCommands(Workspace& workspace, QDir recoveryFolder, QWidget& window)
    : QObject(&window), m_workspace(workspace), m_window(window), m_recovery(std::move(recoveryFolder))
{
    m_autosave.setSingleShot(true);
    m_autosave.setInterval(autosaveDelay);
    connect(&m_autosave, &QTimer::timeout, this, &FileCommands::autosave);
    connect(&workspace.model(), &DocumentModel::changed, &m_autosave, [this] {
        // Not restarted by each edit: whoever types without a pause is saved as well.
        if (!m_autosave.isActive())
            m_autosave.start();
    });
    connect(&workspace.model(), &DocumentModel::modifiedChanged, this, [this](bool modified) {
        if (!modified)
            m_recovery.clear();
    });
}

QString FileCommands::displayName() const
{
    if (!m_file.isEmpty())
        return QFileInfo(m_file).fileName();
    const nlohmann::json& properties = m_workspace.document().root.properties;
    const QString title = QString::fromStdString(properties.value("title", std::string()));
    return title.isEmpty() ? tr("New app") : title;
}

Bundle FileCommands::bundleWithSource() const
{
    Bundle bundle = m_workspace.bundle();
    bundle.source = m_source;
    return bundle;
}

void FileCommands::report(const QString& title, const QString& sentence, const Diagnostics& findings)
{
    DiagnosticsDialog dialog(title, sentence, findings, m_workspace.viewContext().theme, &m_window);
    dialog.exec();
}

void FileCommands::newApp()
{
    if (!maySetAside())
        return;
    NewAppDialog dialog(m_workspace.catalog(), &m_window);
    if (dialog.exec() == QDialog::Accepted)
        take(dialog.result(), {}, true);
}

void FileCommands::open()
{
    if (!maySetAside())
        return;
    const QString path =
        QFileDialog::getOpenFileName(&m_window, tr("Open an app"), QSettings().value(folderKey).toString(),
                                     tr("Apps (*.twinapp *.twinpack)"));
    if (!path.isEmpty())
        openFile(path);
}

bool FileCommands::openFile(const QString& path)
{
    Result<Bundle> bundle = loadApp(path, m_workspace.catalog());
    if (!bundle) {
        report(tr("The app cannot be opened"),
               tr("%1 cannot be opened. What is open stays as it is.").arg(QFileInfo(path).fileName()),
               {bundle.error()});
        return false;
    }
    const bool isDocument = path.endsWith(appSuffix) && QFileInfo(path).isFile();
    QSettings().setValue(folderKey, QFileInfo(path).absolutePath());
    take(std::move(*bundle), isDocument ? QFileInfo(path).absoluteFilePath() : QString(), false);
    if (isDocument)
        addRecentFile(path);
    return true;
}

bool FileCommands::openTemplate(const QString& appFile)
{
    Result<Bundle> bundle = loadApp(appFile, m_workspace.catalog());
    if (!bundle) {
        report(tr("The template cannot be opened"), tr("The template is damaged. Install Twinwright again."),
               {bundle.error()});
        return false;
    }
    take(std::move(*bundle), {}, false);
    return true;
}

void FileCommands::take(Bundle bundle, const QString& file, bool modified)
{
    m_autosave.stop();
    m_recovery.clear();
    m_file = file;
    m_source = bundle.source;
    m_hasApp = true;
    m_workspace.open(std::move(bundle), modified);
    if (modified)
        m_autosave.start();
    emit appOpened();
    emit fileChanged();
}

bool FileCommands::save()
{
    return m_file.isEmpty() ? saveAs() : saveTo(m_file);
}

bool FileCommands::saveAs()
{
    const QString folder = QSettings().value(folderKey, QDir::homePath()).toString();
    QString name = displayName().toLower().replace(QRegularExpression("[^a-z0-9]+"), "-");
    QString path = QFileDialog::getSaveFileName(
        &m_window, tr("Save the app"), QDir(folder).filePath(name + appSuffix), tr("Apps (*.twinapp)"));
    if (path.isEmpty())
        return false;
    if (!path.endsWith(appSuffix))
        path += appSuffix;
    return saveTo(path);
}

bool FileCommands::saveTo(const QString& path)
{
    Bundle bundle = bundleWithSource();
    const Status status = saveApp(bundle, m_workspace.catalog(), toPath(path));
    if (!status) {
        report(tr("The app could not be saved"),
               tr("%1 was not saved. The app is still open, and nothing is lost.")
                   .arg(QFileInfo(path).fileName()),
               {status.error()});
        return false;
    }
    m_file = QFileInfo(path).absoluteFilePath();
    m_source = toPath(m_file);
    QSettings().setValue(folderKey, QFileInfo(m_file).absolutePath());
    m_autosave.stop();
    m_workspace.saved(bundle.document);
    m_recovery.clear();
    addRecentFile(m_file);
    emit fileChanged();
    emit message(tr("Saved %1").arg(QDir::toNativeSeparators(m_file)));
    return true;
}

void FileCommands::close()
{
    if (!maySetAside())
        return;
    m_autosave.stop();
    m_recovery.clear();
    m_hasApp = false;
    m_file.clear();
    emit fileChanged();
    emit appClosed();
}

bool FileCommands::maySetAside()
{
    if (!m_hasApp || !m_workspace.model().isModified())
        return true;
    QMessageBox question(QMessageBox::Question, tr("Unsaved changes"),
                         tr("Save the changes of “%1”?").arg(displayName()),
                         QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &m_window);
    question.setObjectName("unsavedQuestion");
    question.setInformativeText(tr("Otherwise they are lost."));
    question.setDefaultButton(QMessageBox::Save);
    const int answer = question.exec();
    if (answer == QMessageBox::Save)
        return save();
    if (answer == QMessageBox::Discard) {
        m_autosave.stop();
        m_recovery.clear();
    }
    return answer == QMessageBox::Discard;
}

bool FileCommands::offerRecovery()
{
    for (const RecoveryRecord& record : m_recovery.abandoned()) {
        const QString title = record.title.isEmpty() ? QFileInfo(record.appFile).fileName() : record.title;
        QMessageBox question(QMessageBox::Question, tr("Recover the app"),
                             tr("“%1” was not saved when Twinwright ended.").arg(title),
                             QMessageBox::NoButton, &m_window);
        question.setObjectName("recoveryQuestion");
        question.setInformativeText(
            tr("Its state of %1 can be brought back.")
                .arg(QLocale().toString(record.time.toLocalTime(), QLocale::ShortFormat)));
        QAbstractButton* recover = question.addButton(tr("Recover"), QMessageBox::AcceptRole);
        QAbstractButton* discard = question.addButton(tr("Discard"), QMessageBox::DestructiveRole);
        question.addButton(tr("Later"), QMessageBox::RejectRole);
        question.exec();
        if (question.clickedButton() == discard)
            Recovery::discard(record);
        if (question.clickedButton() != recover)
            continue;
        Result<Bundle> bundle = Recovery::read(record, m_workspace.catalog());
        if (!bundle) {
            report(tr("The app cannot be recovered"), tr("The recovery file cannot be read; it is kept."),
                   {bundle.error()});
            continue;
        }
        if (!record.appFile.isEmpty())
            bundle->source = toPath(record.appFile);
        take(std::move(*bundle), record.appFile, true);
        autosave();
        Recovery::discard(record);
        emit message(tr("Recovered %1").arg(title));
        return true;
    }
    return false;
}

void FileCommands::autosave()
{
    if (!m_hasApp || !m_workspace.model().isModified())
        return;
    const Status status = m_recovery.write(m_workspace.bundle(), m_workspace.catalog(), m_file);
    if (!status && !m_autosaveFailed)
        emit message(tr("No recovery copy: %1").arg(QString::fromStdString(status.error().message)));
    m_autosaveFailed = !status;
}

} // namespace twin
