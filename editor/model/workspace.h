// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bundle/bundle.h"
#include "model/document_model.h"
#include "model/edits.h"
#include "model/selection.h"
#include "page/live_session.h"
#include "page/widget_view.h"

#include <QObject>
#include <QTimer>
#include <map>
#include <memory>

namespace twin {

/// An app that is open in the builder: its document, what is selected, its package and images, the session
/// that the canvas shows, and what is wrong with it. One a window.
class Workspace : public QObject
{
    Q_OBJECT

  public:
    explicit Workspace(const Catalog& catalog, QObject* parent = nullptr);
    ~Workspace() override;

    DocumentModel& model() { return m_model; }
    const Document& document() const { return m_model.document(); }
    const Catalog& catalog() const { return m_model.catalog(); }
    Selection& selection() { return m_selection; }
    /// Null when the document names no package or it could not be read.
    const std::shared_ptr<const Package>& package() const { return m_package; }
    const Contract* contract() const { return m_package ? &m_package->contract : nullptr; }
    const std::map<std::string, std::string>& assets() const { return m_assets; }
    const ViewContext& viewContext() const { return m_context; }
    /// Newest result of validate(), and what loading said. Follows each edit by one turn of the event loop.
    const Diagnostics& findings() const { return m_findings; }

    /// Takes an app that was read or made. `modified`: it is not on disk as it is.
    void open(Bundle bundle, bool modified);
    /// The app as it is now, for preview, export and saving.
    Bundle bundle() const;

    /// The app is on disk, as `onDisk`: the package may lie there under another name than before.
    void saved(const Document& onDisk);

    /// Pushes an edit and selects what it says. An error of code "edit.nothing" without a message is no
    /// error.
    Status perform(Result<Edit> edit);
    /// Reads a package and makes it the app's, as one step of undo.
    Status choosePackage(const std::filesystem::path& path);
    /// Takes an image file (SVG, PNG, JPEG, at most 20 MB) into the app; gives its name among the assets.
    Result<std::string> addImage(const std::filesystem::path& path);
    /// The colours of the canvas.
    void setTheme(const Theme& theme);

  signals:
    /// Another package, or none.
    void contractChanged();
    /// The canvas must build its views again: another session, theme or document.
    void viewsOutdated();
    void findingsChanged();
    /// Something was refused, in words for the status bar.
    void refused(const QString& message);

  private:
    void documentChanged(const Touched& touched);
    void followPackage();
    void openSession();
    void check();

    DocumentModel m_model;
    Selection m_selection;
    std::map<std::string, std::shared_ptr<const Package>>
        m_packages; ///< by file name: undo can go back to any of them
    std::shared_ptr<const Package> m_package;
    std::map<std::string, std::string> m_assets;
    std::unique_ptr<LiveSession> m_session;
    ViewContext m_context;
    std::vector<GuardrailRule> m_sessionRules;
    Diagnostics m_loading;
    Diagnostics m_findings;
    QTimer m_checkSoon;
    QTimer m_sessionSoon; ///< rules are typed letter by letter; the session follows once they rest
};

} // namespace twin
