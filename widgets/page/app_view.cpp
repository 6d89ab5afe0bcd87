// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/app_view.h"

#include "document/validate.h"
#include "page/answer.h"
#include "page/problem_view.h"
#include "page/status_line.h"

#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace twin {

namespace {

bool hasBanner(const Node& page)
{
    for (const Node& child : page.children)
        if (child.type == "fidelity-banner")
            return true;
    return false;
}

} // namespace

AppView::AppView(Bundle bundle, const Catalog& catalog, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_bundle(std::move(bundle))
{
    m_context.catalog = &catalog;
    m_context.document = &m_bundle.document;
    m_context.assets = &m_bundle.assets;
    m_context.theme = theme;
    setAutoFillBackground(true);
    setPalette(theme.palette());

    Diagnostics problems = m_bundle.diagnostics;
    if (m_bundle.package && !hasErrors(problems)) {
        const std::vector<GuardrailRule> rules = appRules(m_bundle.document, catalog);
        Result<std::unique_ptr<Session>> session =
            Session::open(m_bundle.package, rules, Session::Mode::Threaded);
        if (session) {
            m_session = std::make_unique<LiveSession>(std::move(*session));
            m_context.session = m_session.get();
            m_context.contract = &m_bundle.package->contract;
        } else {
            problems.push_back(session.error());
        }
    } else if (!m_bundle.package && !hasErrors(problems)) {
        problems.push_back({Severity::Error, "app.no-package", "/root/properties/package",
                            "The app has no twin to ask.",
                            "Choose a package in the builder and save the app again."});
    }
    if (m_session)
        build();
    else
        showProblems(problems);
}

AppView::~AppView()
{
    // Views read the session to their end.
    delete m_pages;
    delete m_status;
}

void AppView::showProblems(const Diagnostics& problems)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(new ProblemView(problems, m_context.theme, this));
}

void AppView::build()
{
    m_tabs = new QTabBar(this);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_pages = new QStackedWidget(this);
    m_status = new StatusLine(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(m_pages, 1);
    column->addWidget(m_status);
    for (const Node& page : m_bundle.document.root.children)
        if (page.type == "page")
            addPage(page);
    m_tabs->setVisible(m_tabs->count() > 1);
    connect(m_tabs, &QTabBar::currentChanged, this, &AppView::showPage);
    connect(m_session.get(), &LiveSession::inputsChanged, this, &AppView::refresh);
    connect(m_session.get(), &LiveSession::answerChanged, this, &AppView::refresh);
    // At rest nothing is marked: the first Tab goes to the first control.
    setFocusPolicy(Qt::ClickFocus);
    setFocus();
    m_session->evaluate();
    refresh();
}

void AppView::addPage(const Node& node)
{
    auto* holder = new QWidget(m_pages);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    if (!hasBanner(node)) {
        // A page may not be without it, whatever the document says.
        m_banners.push_back({"banner", "fidelity-banner", nlohmann::json::object(), {}});
        WidgetView* banner = makeView(m_banners.back(), m_context, holder);
        banner->setNode(m_banners.back());
        banner->setFixedHeight(72);
        auto* frame = new QVBoxLayout;
        frame->setContentsMargins(12, 12, 12, 0);
        frame->addWidget(banner);
        column->addLayout(frame);
        m_ownBanners << banner;
    }
    auto* scroll = new QScrollArea(holder);
    auto* page = new PageView(m_context);
    page->setFillsHeight(true);
    page->setPage(&node);
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    column->addWidget(scroll, 1);
    m_pages->addWidget(holder);
    m_views << page;
    const QString title = QString::fromStdString(propertyText(node, "title"));
    m_tabs->addTab(title.isEmpty() ? tr("Page %1").arg(m_tabs->count() + 1) : title);
}

std::string AppView::propertyText(const Node& node, std::string_view key) const
{
    const nlohmann::json value = propertyOf(node, key, *m_context.catalog);
    return value.is_string() ? value.get<std::string>() : std::string();
}

PageView* AppView::currentPage() const
{
    return m_pages && m_pages->currentIndex() >= 0 ? m_views.value(m_pages->currentIndex()) : nullptr;
}

int AppView::currentIndex() const
{
    return m_pages ? m_pages->currentIndex() : -1;
}

void AppView::showPage(int index)
{
    if (!m_pages || index < 0 || index >= m_pages->count())
        return;
    m_pages->setCurrentIndex(index);
    m_tabs->setCurrentIndex(index);
    refresh();
}

void AppView::refresh()
{
    if (PageView* page = currentPage())
        page->refresh();
    for (WidgetView* banner : std::as_const(m_ownBanners))
        banner->refresh();
    m_status->show(currentAnswer(m_session.get()), m_session.get(), m_context.theme);
}

void AppView::setTheme(const Theme& theme)
{
    m_context.theme = theme;
    setPalette(theme.palette());
    if (!m_session)
        return;
    for (PageView* page : std::as_const(m_views))
        page->refresh();
    refresh();
    for (QWidget* child : findChildren<QWidget*>())
        child->update();
}

void AppView::reset()
{
    if (m_session)
        m_session->resetToStart();
}

} // namespace twin
