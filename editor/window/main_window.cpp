// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"

#include "canvas/canvas.h"
#include "docks/contract_dock.h"
#include "docks/issues.h"
#include "docks/outline.h"
#include "docks/palette.h"
#include "inspector/inspector.h"
#include "model/change_text.h"
#include "model/clipboard.h"
#include "run/export_dialog.h"
#include "run/preview_window.h"
#include "start/start_page.h"
#include "window/style.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <algorithm>

namespace twin {

namespace {
constexpr int layoutVersion = 1;
constexpr int messageTime = 6000;
} // namespace

MainWindow::MainWindow(const Catalog& catalog, const Theme& theme, BuilderPlaces places, QWidget* parent)
    : QMainWindow(parent),
      m_workspace(catalog),
      m_places(std::move(places)),
      m_files(new FileCommands(m_workspace, m_places.recovery, *this)),
      m_actions(std::make_unique<Actions>(*m_workspace.model().undoStack(), theme, this)),
      m_centre(new QStackedWidget),
      m_place(new QLabel)
{
    setObjectName("mainWindow");
    m_workspace.setTheme(theme);
    m_start = new StartPage(m_places.templates, m_workspace.viewContext().theme);
    m_canvas = new Canvas(m_workspace);
    m_centre->addWidget(m_start);
    m_centre->addWidget(m_canvas);
    setCentralWidget(m_centre);
    addDocks();
    addMenus();
    connectCommands();
    connectEditing();
    statusBar()->addPermanentWidget(m_place);
    m_place->setObjectName("muted");
    setStyleSheet(builderStyle(theme));
    resize(QSize(1360, 860).boundedTo(screen()->availableGeometry().size()));
    const QSettings settings;
    restoreGeometry(settings.value("window/geometry").toByteArray());
    showApp(false);
}

MainWindow::~MainWindow()
{
    // The parts listen to the workspace, which goes before they do; clearing its history is no news to
    // anybody.
    QObject::disconnect(&m_workspace.model(), nullptr, nullptr, nullptr);
    delete m_preview;
    delete takeCentralWidget();
    qDeleteAll(m_docks);
}

QDockWidget* MainWindow::addDock(const char* name, const QString& title, QWidget* content,
                                 Qt::DockWidgetArea area)
{
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(content);
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    addDockWidget(area, dock);
    m_docks.append(dock);
    return dock;
}

void MainWindow::addDocks()
{
    setDockOptions(AnimatedDocks | AllowTabbedDocks);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_contract = new ContractDock(m_workspace, *m_canvas);
    m_palette = new Palette(m_workspace, *m_canvas);
    m_outline = new Outline(m_workspace);
    m_inspector = new Inspector(m_workspace);
    m_issues = new IssueList;
    addDock("contractDock", tr("Contract"), m_contract, Qt::LeftDockWidgetArea);
    addDock("paletteDock", tr("Widgets"), m_palette, Qt::LeftDockWidgetArea);
    addDock("outlineDock", tr("Outline"), m_outline, Qt::RightDockWidgetArea);
    m_inspectorDock = addDock("inspectorDock", tr("Properties"), m_inspector, Qt::RightDockWidgetArea);
    m_issuesDock = addDock("issuesDock", tr("Issues"), m_issues, Qt::BottomDockWidgetArea);
}

void MainWindow::arrangeDocks()
{
    // In the order of m_docks: contract, palette, outline, properties, issues.
    const int room = m_centre->height() + m_issuesDock->height();
    // Names of variables are to be read whole, and the page keeps more than half of the window.
    const int left = std::clamp(width() / 5, 236, 300);
    resizeDocks({m_docks[0], m_docks[3], m_docks[2]}, {left, 304, 304}, Qt::Horizontal);
    resizeDocks({m_docks[0], m_docks[1]}, {room / 2, room / 2}, Qt::Vertical);
    resizeDocks({m_docks[2], m_docks[3]}, {room * 3 / 10, room * 7 / 10}, Qt::Vertical);
    resizeDocks({m_issuesDock}, {108}, Qt::Vertical);
}

void MainWindow::addMenus()
{
    const Actions& a = *m_actions;
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addActions({a.newApp, a.open});
    file->addSeparator();
    file->addActions({a.save, a.saveAs});
    file->addSeparator();
    file->addActions({a.exportApp});
    file->addSeparator();
    file->addActions({a.closeApp, a.quit});
    a.fillEditMenu(menuBar()->addMenu(tr("&Edit")));
    QMenu* insert = menuBar()->addMenu(tr("&Insert"));
    insert->addActions({a.addPage, a.addRule});
    insert->addSeparator();
    for (const NodeDescriptor& descriptor : m_workspace.catalog().descriptors()) {
        if (descriptor.category.empty() || !descriptor.removable)
            continue;
        QAction* action = insert->addAction(QString::fromStdString(descriptor.title));
        action->setStatusTip(QString::fromStdString(descriptor.help));
        connect(action, &QAction::triggered, this, [this, type = descriptor.type] {
            m_canvas->insert({type, {}, {}});
        });
    }
    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addActions({a.preview});
    view->addSeparator();
    for (QDockWidget* dock : m_docks)
        view->addAction(dock->toggleViewAction());
    view->addSeparator();
    view->addActions({a.light, a.dark});
    menuBar()->addMenu(tr("&Help"))->addActions({a.about});

    QToolBar* bar = addToolBar(tr("Tools"));
    bar->setObjectName("tools");
    bar->setMovable(false);
    bar->setIconSize({20, 20});
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    a.fillToolBar(*bar);
    for (QAction* action : {a.undo, a.redo, a.copy, a.paste, a.remove}) {
        if (QWidget* button = bar->widgetForAction(action))
            static_cast<QToolButton*>(button)->setToolButtonStyle(Qt::ToolButtonIconOnly);
    }
}

void MainWindow::connectCommands()
{
    const Actions& a = *m_actions;
    connect(a.newApp, &QAction::triggered, m_files, &FileCommands::newApp);
    connect(a.open, &QAction::triggered, m_files, &FileCommands::open);
    connect(a.save, &QAction::triggered, m_files, &FileCommands::save);
    connect(a.saveAs, &QAction::triggered, m_files, &FileCommands::saveAs);
    connect(a.closeApp, &QAction::triggered, m_files, &FileCommands::close);
    connect(a.quit, &QAction::triggered, this, &QWidget::close);
    connect(a.preview, &QAction::triggered, this, &MainWindow::preview);
    connect(a.exportApp, &QAction::triggered, this, &MainWindow::exportApp);
    connect(a.light, &QAction::triggered, this, [this] { setTheme(Theme::light()); });
    connect(a.dark, &QAction::triggered, this, [this] { setTheme(Theme::dark()); });
    connect(a.about, &QAction::triggered, this, [this] {
        QMessageBox::about(
            this, tr("About Twinwright"),
            tr("<b>Twinwright %1</b><br>Turns executable digital twins into apps that people on shift can "
               "trust.<br><br>Free software under the GNU General Public License, version 3 or later.")
                .arg(QCoreApplication::applicationVersion()));
    });
    connect(m_start, &StartPage::newRequested, m_files, &FileCommands::newApp);
    connect(m_start, &StartPage::openRequested, m_files, &FileCommands::open);
    connect(m_start, &StartPage::fileChosen, m_files, [this](const QString& path) {
        m_files->openFile(path);
        m_start->refresh();
    });
    connect(m_start, &StartPage::templateChosen, m_files, &FileCommands::openTemplate);
    connect(m_files, &FileCommands::appOpened, this, [this] { showApp(true); });
    connect(m_files, &FileCommands::appClosed, this, [this] { showApp(false); });
    connect(m_files, &FileCommands::fileChanged, this, &MainWindow::updateTitle);
    connect(m_files, &FileCommands::message, this,
            [this](const QString& text) { statusBar()->showMessage(text, messageTime); });
    connect(&m_workspace.model(), &DocumentModel::modifiedChanged, this, &MainWindow::updateTitle);
    connect(&m_workspace.model(), &DocumentModel::changed, this, &MainWindow::updateTitle);
}

void MainWindow::connectEditing()
{
    const Actions& a = *m_actions;
    const auto selected = [this] { return m_workspace.selection().ids(); };
    connect(a.cut, &QAction::triggered, this, [this, selected] {
        copySelection();
        (void)m_workspace.perform(removeNodes(m_workspace.document(), m_workspace.catalog(), selected()));
    });
    connect(a.copy, &QAction::triggered, this, &MainWindow::copySelection);
    connect(a.paste, &QAction::triggered, this, [this] {
        Result<std::vector<Node>> nodes = nodesFrom(QApplication::clipboard()->mimeData());
        Result<Edit> edit = nodes ? pasteNodes(m_workspace.document(), m_workspace.catalog(),
                                               m_canvas->insertionContainer(), *nodes)
                                  : Result<Edit>(fail(nodes.error()));
        (void)m_workspace.perform(std::move(edit));
    });
    connect(a.duplicate, &QAction::triggered, this, [this, selected] {
        (void)m_workspace.perform(duplicateNodes(m_workspace.document(), m_workspace.catalog(), selected()));
    });
    connect(a.remove, &QAction::triggered, this, [this, selected] {
        (void)m_workspace.perform(removeNodes(m_workspace.document(), m_workspace.catalog(), selected()));
    });
    connect(a.selectAll, &QAction::triggered, this, [this] {
        QStringList ids;
        if (const Node* page = m_workspace.model().node(m_workspace.selection().page())) {
            for (const Node& child : page->children)
                ids.append(QString::fromStdString(child.id));
        }
        m_workspace.selection().set(ids);
    });
    connect(a.group, &QAction::triggered, this, [this, selected] {
        (void)m_workspace.perform(groupNodes(m_workspace.document(), m_workspace.catalog(), selected()));
    });
    connect(a.ungroup, &QAction::triggered, this, [this, selected] {
        (void)m_workspace.perform(ungroupNodes(m_workspace.document(), m_workspace.catalog(), selected()));
    });
    connect(a.addPage, &QAction::triggered, this,
            [this] { (void)m_workspace.perform(insertPage(m_workspace.document(), m_workspace.catalog())); });
    connect(a.addRule, &QAction::triggered, this, [this] {
        (void)m_workspace.perform(
            insertRule(m_workspace.document(), m_workspace.catalog(), m_workspace.contract()));
    });
    connect(a.properties, &QAction::triggered, this, &MainWindow::editProperties);
    connect(m_canvas, &Canvas::contextMenuRequested, this, &MainWindow::showMenu);
    connect(m_canvas, &Canvas::editRequested, this, &MainWindow::editProperties);
    connect(m_canvas, &Canvas::messageChanged, statusBar(),
            [this](const QString& text) { statusBar()->showMessage(text); });
    connect(m_outline, &Outline::contextMenuRequested, this, &MainWindow::showMenu);
    connect(m_outline, &Outline::editRequested, this, &MainWindow::editProperties);
    connect(m_issues, &IssueList::jumpRequested, this, &MainWindow::jumpTo);
    connect(&m_workspace, &Workspace::refused, this,
            [this](const QString& text) { statusBar()->showMessage(text, messageTime); });
    connect(&m_workspace, &Workspace::findingsChanged, this, [this] {
        m_issues->setFindings(m_workspace.findings(), m_workspace.viewContext().theme);
        m_issuesDock->setWindowTitle(tr("Issues: %1").arg(IssueList::summary(m_workspace.findings())));
    });
    connect(&m_workspace.selection(), &Selection::changed, this, &MainWindow::updateActions);
    connect(&m_workspace.model(), &DocumentModel::changed, this, &MainWindow::updateActions);
    connect(QApplication::clipboard(), &QClipboard::dataChanged, this, &MainWindow::updateActions);
}

void MainWindow::showApp(bool isOpen)
{
    QSettings settings;
    if (!isOpen && m_centre->currentWidget() == m_canvas)
        settings.setValue("window/layout", saveState(layoutVersion));
    m_centre->setCurrentWidget(isOpen ? static_cast<QWidget*>(m_canvas) : m_start);
    for (QDockWidget* dock : m_docks)
        dock->setVisible(isOpen);
    if (isOpen) {
        if (!restoreState(settings.value("window/layout").toByteArray(), layoutVersion))
            QTimer::singleShot(0, this, &MainWindow::arrangeDocks);
        m_canvas->overlay().setFocus();
    } else {
        m_start->refresh();
    }
    updateTitle();
    updateActions();
}

void MainWindow::updateTitle()
{
    const bool isOpen = m_files->hasApp();
    setWindowTitle(isOpen ? tr("%1[*] – Twinwright").arg(m_files->displayName()) : tr("Twinwright[*]"));
    setWindowModified(isOpen && m_workspace.model().isModified());
}

void MainWindow::updateActions()
{
    const bool isOpen = m_files->hasApp();
    const Actions& a = *m_actions;
    const QStringList ids = m_workspace.selection().ids();
    const QStringList widgets = topmostWidgets(m_workspace.document(), ids);
    for (QAction* action : {a.save, a.saveAs, a.closeApp, a.preview, a.exportApp, a.selectAll, a.addPage,
                            a.addRule, a.properties})
        action->setEnabled(isOpen);
    for (QAction* action : {a.cut, a.copy, a.duplicate, a.remove})
        action->setEnabled(isOpen && !ids.isEmpty());
    a.group->setEnabled(isOpen && widgets.size() > 1);
    a.ungroup->setEnabled(isOpen && widgets.size() == 1 &&
                          m_workspace.model().node(widgets.front())->type == "group");
    a.paste->setEnabled(isOpen && holdsNodes(QApplication::clipboard()->mimeData()));
    const Node* current = m_workspace.model().node(m_workspace.selection().current());
    m_place->setText(!isOpen || !current ? QString()
                     : ids.size() > 1    ? tr("%1 selected").arg(ids.size())
                                         : m_canvas->overlay().accessibleDescription());
}

void MainWindow::showMenu(const QPoint& globalPosition)
{
    QMenu menu(this);
    m_actions->fillEditMenu(&menu);
    menu.exec(globalPosition);
}

void MainWindow::editProperties()
{
    m_inspectorDock->show();
    m_inspectorDock->raise();
    m_inspector->focusFirst();
}

void MainWindow::copySelection()
{
    if (QMimeData* copied = toMimeData(m_workspace.document(), m_workspace.selection().ids()))
        QApplication::clipboard()->setMimeData(copied);
}

void MainWindow::jumpTo(const QString& location)
{
    const Node* node = nodeAt(m_workspace.document(), location.toStdString());
    if (!node)
        node = &m_workspace.document().root;
    m_workspace.selection().set({QString::fromStdString(node->id)});
    m_inspectorDock->show();
    m_inspectorDock->raise();
    const std::string key = location.section("/properties/", 1).section('/', 0, 0).toStdString();
    PropertyEditor* editor = key.empty() ? nullptr : m_inspector->editorOf(key);
    if (editor) {
        m_inspector->ensureWidgetVisible(editor);
        editor->setFocus(Qt::TabFocusReason);
    } else {
        m_canvas->overlay().setFocus();
    }
}

void MainWindow::setTheme(const Theme& theme)
{
    theme.applyTo(*qApp);
    QSettings().setValue("theme", theme.mode == Theme::Mode::Dark ? "dark" : "light");
    m_actions->setIcons(theme);
    m_workspace.setTheme(theme);
    setStyleSheet(builderStyle(theme));
    m_start->refresh();
    m_issues->setFindings(m_workspace.findings(), theme);
}

void MainWindow::preview()
{
    if (m_preview) {
        m_preview->raise();
        m_preview->activateWindow();
        return;
    }
    m_preview =
        new PreviewWindow(m_workspace.bundle(), m_workspace.catalog(), m_workspace.viewContext().theme);
    m_preview->setStyleSheet(builderStyle(m_workspace.viewContext().theme));
    m_preview->show();
}

void MainWindow::exportApp()
{
    ExportDialog dialog(m_workspace.bundle(), m_workspace.catalog(), m_workspace.viewContext().theme,
                        m_places.kit, this);
    connect(&dialog, &ExportDialog::jumpRequested, this, &MainWindow::jumpTo);
    dialog.exec();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_files->maySetAside()) {
        event->ignore();
        return;
    }
    QSettings settings;
    settings.setValue("window/geometry", saveGeometry());
    if (m_files->hasApp())
        settings.setValue("window/layout", saveState(layoutVersion));
    if (m_preview)
        m_preview->close();
    event->accept();
}

} // namespace twin
