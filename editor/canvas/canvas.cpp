// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas.h"

#include "model/workspace.h"

#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace twin {

namespace {
/// Free rows below the last widget, so that there is always room to drop one.
constexpr int spareRows = 12;
} // namespace

Canvas::Canvas(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_tabs(new QTabBar)
    , m_scroll(new QScrollArea)
    , m_sheet(new QWidget)
    , m_hint(new QLabel(m_sheet))
{
    setObjectName("canvas");
    m_tabs->setObjectName("pageTabs");
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Pages"));
    m_scroll->setWidget(m_sheet);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->installEventFilter(this);
    m_hint->setObjectName("canvasHint");
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_hint->setText(tr("Drag an input or a result of the twin onto the page,\n"
                       "or choose one in the list and press Enter."));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(m_scroll, 1);
    build();

    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        if (index >= 0)
            m_workspace.selection().setPage(m_tabs->tabData(index).toString());
    });
    connect(&workspace, &Workspace::viewsOutdated, this, &Canvas::build);
    connect(&workspace.selection(), &Selection::pageChanged, this, [this] {
        fillTabs();
        showPage();
    });
    connect(&workspace.selection(), &Selection::changed, this, &Canvas::revealSelection);
    connect(&workspace.model(), &DocumentModel::changed, this, [this] {
        fillTabs();
        showPage();
    });
    connect(&workspace.model(), &DocumentModel::documentReset, this, [this] {
        fillTabs();
        showPage();
    });
}

Canvas::~Canvas() = default;

void Canvas::build()
{
    const bool hadFocus = m_overlay && m_overlay->hasFocus();
    delete m_overlay;
    delete m_view;
    m_view = new PageView(m_workspace.viewContext(), m_sheet);
    m_overlay = new CanvasOverlay(m_workspace, *m_view, m_sheet);
    connect(m_overlay, &CanvasOverlay::contextMenuRequested, this, &Canvas::contextMenuRequested);
    connect(m_overlay, &CanvasOverlay::editRequested, this, &Canvas::editRequested);
    connect(m_overlay, &CanvasOverlay::messageChanged, this, &Canvas::messageChanged);
    if (LiveSession* session = m_workspace.viewContext().session)
        connect(session, &LiveSession::answerChanged, m_view, &PageView::refresh);
    setFocusProxy(m_overlay);
    m_view->show();
    m_overlay->show();
    fillTabs();
    showPage();
    if (hadFocus)
        m_overlay->setFocus();
    emit overlayReplaced();
}

void Canvas::fillTabs()
{
    const QSignalBlocker blocker(m_tabs);
    int index = 0;
    int current = 0;
    for (const Node& child : m_workspace.document().root.children) {
        if (child.type != "page")
            continue;
        const QString id = QString::fromStdString(child.id);
        QString title = QString::fromStdString(child.properties.value("title", std::string()));
        if (title.isEmpty())
            title = tr("Page %1").arg(index + 1);
        if (index >= m_tabs->count())
            m_tabs->addTab(title);
        m_tabs->setTabText(index, title);
        m_tabs->setTabData(index, id);
        if (id == m_workspace.selection().page())
            current = index;
        ++index;
    }
    while (m_tabs->count() > index)
        m_tabs->removeTab(m_tabs->count() - 1);
    m_tabs->setCurrentIndex(current);
    m_tabs->setVisible(index > 1);
}

void Canvas::showPage()
{
    const Node* page = m_workspace.model().node(m_workspace.selection().page());
    m_view->setPage(page);
    m_view->refresh();
    // Keys belong to the overlay while the app is being built.
    for (QWidget* widget : m_view->findChildren<QWidget*>())
        widget->setFocusPolicy(Qt::NoFocus);
    m_hint->setVisible(page && page->children.size() <= 1);
    layoutPage();
    m_overlay->raise();
    m_overlay->update();
}

void Canvas::layoutPage()
{
    const QSize room = m_scroll->viewport()->size();
    const QRect below = m_view->rectOf({0, m_view->usedRows(), PageView::columns, spareRows});
    const QSize size(std::max(room.width(), m_view->minimumSizeHint().width()), std::max(room.height(), below.bottom()));
    m_sheet->resize(size);
    m_view->setGeometry(QRect(QPoint(), size));
    m_overlay->setGeometry(QRect(QPoint(), size));
    const int top = m_view->rectOf({0, m_view->usedRows() + 1, PageView::columns, 1}).top();
    m_hint->setGeometry(0, top, size.width(), 80);
    m_hint->raise();
    m_overlay->raise();
}

void Canvas::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layoutPage();
}

bool Canvas::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_scroll->viewport() && event->type() == QEvent::Resize)
        layoutPage();
    return QWidget::eventFilter(watched, event);
}

QString Canvas::insertionContainer() const
{
    const QString current = m_workspace.selection().current();
    const Node* node = m_workspace.model().node(current);
    const bool onPage = !m_overlay->geometry().rectOf(current).isEmpty();
    return node && node->type == "group" && onPage ? current : m_workspace.selection().page();
}

bool Canvas::insert(const Placeable& what)
{
    const NodeDescriptor* descriptor = m_workspace.catalog().find(what.type);
    if (!descriptor)
        return false;
    QString container = insertionContainer();
    const Node* node = m_workspace.model().node(container);
    const NodeDescriptor* holder = node ? m_workspace.catalog().find(node->type) : nullptr;
    if (!holder || !holder->accepts(*descriptor))
        container = m_workspace.selection().page();
    return m_workspace
        .perform(insertWidget(m_workspace.document(), m_workspace.catalog(), m_workspace.contract(), *descriptor, container,
                              {}, what.variable))
        .has_value();
}

void Canvas::revealSelection()
{
    const QString id = m_workspace.selection().current();
    // A widget of another page turns to that page.
    const Node* node = m_workspace.model().node(id);
    for (const Node* at = node; at; at = findParent(m_workspace.document(), at->id)) {
        if (at->type == "page") {
            m_workspace.selection().setPage(QString::fromStdString(at->id));
            break;
        }
    }
    const QRect rect = m_overlay->geometry().rectOf(id);
    if (!rect.isEmpty())
        m_scroll->ensureVisible(rect.center().x(), rect.center().y(), rect.width() / 2 + 16, rect.height() / 2 + 16);
}

} // namespace twin
