// SPDX-License-Identifier: GPL-3.0-or-later
#include "player_window.h"

#include "keyboard_help.h"
#include "page/app_view.h"
#include "page/problem_view.h"

#include <QActionGroup>
#include <QApplication>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QTimer>
#include <cstdio>

namespace twin::player {

namespace {

QSize windowSize(const Options& options)
{
    if (options.width > 0 && options.height > 0)
        return {options.width, options.height};
    const QSize screen = QApplication::primaryScreen()->availableSize();
    return QSize(1280, 860).boundedTo(screen);
}

} // namespace

Theme themeOf(Options::Look look)
{
    return look == Options::Look::Light  ? Theme::light()
           : look == Options::Look::Dark ? Theme::dark()
                                         : Theme::system();
}

PlayerWindow::PlayerWindow(Result<Bundle> bundle, const Catalog& catalog, Options options)
    : m_options(std::move(options)), m_theme(themeOf(m_options.look))
{
    m_theme.applyTo(*static_cast<QApplication*>(QApplication::instance()));
    if (bundle) {
        const nlohmann::json title = propertyOf(bundle->document.root, "title", catalog);
        const QString name = title.is_string() ? QString::fromStdString(title.get<std::string>()) : QString();
        const QString twin = bundle->package ? QString::fromStdString(bundle->package->contract.title + ' ' +
                                                                      bundle->package->contract.version)
                                             : QString();
        setWindowTitle(name.isEmpty()   ? twin
                       : twin.isEmpty() ? name
                                        : name + QStringLiteral(" \u2013 ") + twin);
        m_view = new AppView(std::move(*bundle), catalog, m_theme, this);
        setCentralWidget(m_view);
    } else {
        setWindowTitle(tr("This app cannot be shown"));
        setCentralWidget(new ProblemView({bundle.error()}, m_theme, this));
    }
    buildMenus();
    resize(windowSize(m_options));
    setMinimumSize(480, 320);
}

void PlayerWindow::buildMenus()
{
    QMenu* app = menuBar()->addMenu(tr("&App"));
    if (m_view && m_view->session())
        app->addAction(tr("Back to the &start values"), QKeySequence(Qt::CTRL | Qt::Key_R), m_view,
                       &AppView::reset);
    app->addAction(tr("&End"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, &QWidget::close);

    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addAction(tr("&Full screen"), QKeySequence(Qt::Key_F11), this, &PlayerWindow::toggleFullScreen);
    view->addSeparator();
    auto* looks = new QActionGroup(this);
    const std::initializer_list<std::pair<QString, Options::Look>> choices = {
        {tr("&Light"), Options::Look::Light},
        {tr("&Dark"), Options::Look::Dark},
        {tr("As the des&ktop"), Options::Look::System}};
    for (const auto& [words, look] : choices) {
        QAction* action = view->addAction(words, this, [this, look = look] { setLook(look); });
        action->setCheckable(true);
        action->setChecked(look == m_options.look);
        looks->addAction(action);
    }

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&Keyboard"), QKeySequence(Qt::Key_F1), this,
                    [this] { showKeyboardHelp(m_theme, this); });
    help->addAction(tr("&About"), this, &PlayerWindow::showAbout);

    const std::initializer_list<std::pair<Qt::Key, int>> turns = {{Qt::Key_PageUp, -1},
                                                                  {Qt::Key_PageDown, 1}};
    for (const auto& [key, by] : turns) {
        auto* turn = new QAction(this);
        turn->setShortcut(QKeySequence(Qt::CTRL | key));
        connect(turn, &QAction::triggered, this, [this, by = by] { turnPage(by); });
        addAction(turn);
    }
}

void PlayerWindow::setLook(Options::Look look)
{
    if (look == Options::Look::System)
        QApplication::setPalette(QPalette());
    m_theme = themeOf(look);
    m_theme.applyTo(*static_cast<QApplication*>(QApplication::instance()));
    if (m_view)
        m_view->setTheme(m_theme);
}

void PlayerWindow::toggleFullScreen()
{
    setWindowState(windowState() ^ Qt::WindowFullScreen);
    menuBar()->setVisible(!isFullScreen());
    // A hidden menu bar takes its shortcuts with it; the window keeps them.
    for (QMenu* menu : menuBar()->findChildren<QMenu*>(Qt::FindDirectChildrenOnly))
        addActions(menu->actions());
}

void PlayerWindow::turnPage(int by)
{
    if (m_view)
        m_view->showPage(m_view->currentIndex() + by);
}

void PlayerWindow::showAbout()
{
    QString text = tr("Made with Twinwright %1.").arg(QStringLiteral(TWINWRIGHT_VERSION));
    if (m_view && m_view->bundle().package) {
        const Contract& contract = m_view->bundle().package->contract;
        text += tr("\n\nTwin: %1 %2\nIdentity: %3\nSHA-256: %4")
                    .arg(QString::fromStdString(contract.title), QString::fromStdString(contract.version),
                         QString::fromStdString(contract.id),
                         QString::fromStdString(m_view->bundle().package->sha256));
    }
    QMessageBox box(QMessageBox::NoIcon, tr("About"), text, QMessageBox::Close, this);
    box.setTextFormat(Qt::PlainText);
    box.setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box.exec();
}

Status PlayerWindow::takeInputs()
{
    for (const std::string& assignment : m_options.inputs) {
        const std::size_t equals = assignment.find('=');
        const std::string name = assignment.substr(0, equals);
        const Variable* variable =
            m_view && m_view->session() ? m_view->session()->contract().findInput(name) : nullptr;
        if (!variable || equals == std::string::npos)
            return fail("player.input", "--set " + assignment, "The app has no input \"" + name + "\".",
                        "Give it as NAME=VALUE with one of the twin's inputs.");
        const Result<double> value = variable->parseValue(assignment.substr(equals + 1));
        if (!value)
            return fail(value.error());
        if (!m_view->session()->setInput(name, *value).accepted)
            return fail("player.refused", "--set " + assignment,
                        variable->label + " cannot be " + variable->formatValue(*value) + ".",
                        "Give a value within its physical range.");
    }
    return {};
}

void PlayerWindow::saveScreenshotWhenAnswered()
{
    auto* poll = new QTimer(this);
    connect(poll, &QTimer::timeout, this, [this, poll] {
        const LiveSession* session = m_view ? m_view->session() : nullptr;
        if (session &&
            (session->state() == AnswerState::Empty || session->state() == AnswerState::Calculating))
            return;
        poll->stop();
        // One turn of the event loop more, for the repaints that the answer has queued.
        QTimer::singleShot(50, this, [this] {
            const bool saved = grab().save(QString::fromStdString(m_options.screenshot.string()), "PNG");
            if (!saved)
                std::fprintf(stderr, "twinplayer: %s cannot be written.\n", m_options.screenshot.c_str());
            QApplication::exit(saved ? 0 : 1);
        });
    });
    poll->start(20);
}

} // namespace twin::player
