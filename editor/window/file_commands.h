// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/recovery.h"
#include "model/workspace.h"

#include <QObject>
#include <QTimer>

class QWidget;

namespace twin {

/// New, open, save, close and recovery of the app in a window: which file it is, what is asked, what is said
/// when it fails.
class FileCommands : public QObject
{
    Q_OBJECT

  public:
    FileCommands(Workspace& workspace, QDir recoveryFolder, QWidget& window);

    bool hasApp() const { return m_hasApp; }
    /// The app's own file; empty until it is saved for the first time.
    const QString& file() const { return m_file; }
    /// The file's name, or what an unsaved app is called.
    QString displayName() const;

    void newApp();
    void open();
    bool openFile(const QString& path);
    /// A template is opened as a new app, which has no file yet.
    bool openTemplate(const QString& appFile);
    void take(Bundle bundle, const QString& file, bool modified);
    bool save();
    bool saveAs();
    bool saveTo(const QString& path);
    void close();
    /// Asks about unsaved changes; true when the app may go.
    bool maySetAside();
    /// Offers what killed builders left behind; true when an app was recovered.
    bool offerRecovery();
    /// Between an edit and its copy in the recovery file, in milliseconds.
    void setAutosaveDelay(int milliseconds) { m_autosave.setInterval(milliseconds); }

  signals:
    /// Another file, or none.
    void fileChanged();
    void appOpened();
    void appClosed();
    void message(const QString& text);

  private:
    void report(const QString& title, const QString& sentence, const Diagnostics& findings);
    void autosave();
    Bundle bundleWithSource() const;

    Workspace& m_workspace;
    QWidget& m_window;
    Recovery m_recovery;
    QTimer m_autosave;
    QString m_file;
    std::filesystem::path m_source; ///< where package and images were read from
    bool m_hasApp = false;
    bool m_autosaveFailed = false;
};

} // namespace twin
