// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bundle/bundle.h"
#include "page/live_session.h"
#include "page/page_view.h"

#include <QList>
#include <QWidget>
#include <deque>
#include <memory>

class QStackedWidget;
class QTabBar;

namespace twin {

class StatusLine;

/// A whole running app: the fidelity banner, the pages, the status line. What the builder previews and the
/// player shows.
class AppView : public QWidget
{
    Q_OBJECT

  public:
    /// Takes the bundle and opens a session on it (threaded). When that cannot be done, shows the error state
    /// with the diagnostics.
    AppView(Bundle bundle, const Catalog& catalog, const Theme& theme, QWidget* parent = nullptr);
    ~AppView() override;

    /// Null in the error state.
    LiveSession* session() const { return m_session.get(); }
    const Bundle& bundle() const { return m_bundle; }
    PageView* currentPage() const;
    int currentIndex() const;
    void showPage(int index);
    void setTheme(const Theme& theme);
    /// Back to the contract's start values.
    void reset();

  private:
    void build();
    void addPage(const Node& node);
    void showProblems(const Diagnostics& problems);
    void refresh();
    std::string propertyText(const Node& node, std::string_view key) const;
    Bundle m_bundle;
    ViewContext m_context;
    std::unique_ptr<LiveSession> m_session;
    std::deque<Node> m_banners; ///< of pages that have none of their own
    QList<WidgetView*> m_ownBanners;
    QList<PageView*> m_views;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
    StatusLine* m_status = nullptr;
};

} // namespace twin
