// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/workspace.h"
#include "run/preview_window.h"
#include "window/actions.h"
#include "window/file_commands.h"

#include <QMainWindow>
#include <QPointer>
#include <filesystem>
#include <memory>

class QDockWidget;
class QLabel;
class QStackedWidget;

namespace twin {

class Canvas;
class ContractDock;
class ExportDialog;
class Inspector;
class IssueList;
class Outline;
class Palette;

class StartPage;

/// Where the builder finds what lies beside it, and keeps what it has to.
struct BuilderPlaces
{
    QString templates;
    QDir recovery;
    std::filesystem::path kit;
};

/// The builder's window: puts the parts together and connects the commands. It holds no logic of its own.
class MainWindow : public QMainWindow
{
    Q_OBJECT

  public:
    MainWindow(const Catalog& catalog, const Theme& theme, BuilderPlaces places, QWidget* parent = nullptr);
    ~MainWindow() override;

    Workspace& workspace() { return m_workspace; }
    FileCommands& files() { return *m_files; }
    Actions& actions() { return *m_actions; }
    Canvas& canvas() { return *m_canvas; }
    Inspector& inspector() { return *m_inspector; }
    ContractDock& contractDock() { return *m_contract; }
    Palette& palette() { return *m_palette; }
    Outline& outline() { return *m_outline; }
    IssueList& issues() { return *m_issues; }
    PreviewWindow* previewWindow() const { return m_preview; }

    /// Selects what a JSON pointer leads to and turns to its property.
    void jumpTo(const QString& location);
    void setTheme(const Theme& theme);

  public slots:
    void preview();
    void exportApp();

  protected:
    void closeEvent(QCloseEvent* event) override;

  private:
    QDockWidget* addDock(const char* name, const QString& title, QWidget* content, Qt::DockWidgetArea area);
    void addDocks();
    void arrangeDocks();
    void addMenus();
    void connectCommands();
    void connectEditing();
    void showApp(bool isOpen);
    void updateTitle();
    void updateActions();
    void showMenu(const QPoint& globalPosition);
    void editProperties();
    void copySelection();

    Workspace m_workspace;
    BuilderPlaces m_places;
    FileCommands* m_files;
    std::unique_ptr<Actions> m_actions;
    QStackedWidget* m_centre;
    StartPage* m_start;
    Canvas* m_canvas;
    ContractDock* m_contract;
    Palette* m_palette;
    Outline* m_outline;
    Inspector* m_inspector;
    IssueList* m_issues;
    QDockWidget* m_issuesDock = nullptr;
    QDockWidget* m_inspectorDock = nullptr;
    QList<QDockWidget*> m_docks;
    QLabel* m_place;
    QPointer<PreviewWindow> m_preview;
};

} // namespace twin
