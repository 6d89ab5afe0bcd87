// SPDX-License-Identifier: GPL-3.0-or-later
#include "start/start_page.h"

#include "files/recent_files.h"
#include "files/template_list.h"
#include "icons/icons.h"
#include "start/template_card.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace twin {

namespace {

QLabel* heading(const QString& text)
{
    auto* label = new QLabel(text);
    label->setObjectName("startHeading");
    return label;
}

} // namespace

StartPage::StartPage(const QString& templates, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_templatesFolder(templates)
    , m_theme(theme)
    , m_recent(new QListWidget)
    , m_cards(new QVBoxLayout)
{
    setObjectName("startPage");
    auto* title = new QLabel(tr("Twinwright"));
    title->setObjectName("startTitle");
    auto* subtitle = new QLabel(tr("Turn a validated twin into an app that people on shift can trust."));
    subtitle->setObjectName("muted");
    subtitle->setWordWrap(true);
    auto* create = new QPushButton(icon("new", theme, theme.accentText), tr("New app from a package…"));
    auto* open = new QPushButton(icon("open", theme), tr("Open…"));
    create->setObjectName("newApp");
    create->setDefault(true);
    open->setObjectName("openApp");
    for (QPushButton* button : {create, open})
        button->setIconSize({20, 20});

    auto* left = new QVBoxLayout;
    left->setSpacing(10);
    left->addWidget(title);
    left->addWidget(subtitle);
    left->addSpacing(14);
    left->addWidget(create);
    left->addWidget(open);
    left->addSpacing(18);
    left->addWidget(heading(tr("Recent")));
    left->addWidget(m_recent, 1);
    m_recent->setObjectName("recent");
    m_recent->setAccessibleName(tr("Recent apps"));
    m_recent->setFrameShape(QFrame::NoFrame);
    m_recent->setIconSize({22, 22});
    m_recent->setSpacing(2);
    m_recent->setWordWrap(true);
    m_recent->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto* right = new QVBoxLayout;
    right->setSpacing(10);
    right->addWidget(heading(tr("Start from a template")));
    auto* holder = new QWidget;
    m_cards->setContentsMargins(0, 0, 8, 0);
    m_cards->setSpacing(12);
    holder->setLayout(m_cards);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(holder);
    right->addWidget(scroll, 1);

    auto* leftSide = new QWidget;
    leftSide->setLayout(left);
    leftSide->setMaximumWidth(420);
    left->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    row->setSpacing(48);
    row->addWidget(leftSide, 5);
    row->addLayout(right, 6);
    auto* page = new QWidget;
    page->setLayout(row);
    page->setMaximumWidth(1080);
    auto* centre = new QHBoxLayout(this);
    centre->setContentsMargins(40, 36, 40, 28);
    centre->addStretch(1);
    centre->addWidget(page, 100);
    centre->addStretch(1);

    connect(create, &QPushButton::clicked, this, &StartPage::newRequested);
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    connect(m_recent, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { emit fileChosen(item->data(Qt::UserRole).toString()); });
    connect(m_recent, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        if (item->flags() & Qt::ItemIsSelectable)
            emit fileChosen(item->data(Qt::UserRole).toString());
    });
    refresh();
}

void StartPage::refresh()
{
    fillRecent();
    fillTemplates();
}

void StartPage::fillRecent()
{
    m_recent->clear();
    for (const QString& path : recentFiles()) {
        const QFileInfo file(path);
        const bool isThere = file.exists();
        QString folder = QDir::toNativeSeparators(file.path());
        if (folder.startsWith(QDir::homePath()))
            folder.replace(0, QDir::homePath().size(), "~");
        const QString about = isThere ? folder : tr("not there any more: %1").arg(folder);
        auto* item = new QListWidgetItem(icon(isThere ? "app" : "missing", m_theme), file.completeBaseName() + "\n" + about, m_recent);
        item->setData(Qt::UserRole, path);
        item->setToolTip(isThere ? tr("%1\nlast changed %2").arg(path, QLocale().toString(file.lastModified(), QLocale::ShortFormat))
                                 : tr("%1 is not there any more").arg(path));
        if (!isThere)
            item->setForeground(m_theme.textDisabled);
    }
    if (m_recent->count() == 0) {
        auto* item = new QListWidgetItem(tr("Apps that you open appear here."), m_recent);
        item->setFlags(Qt::NoItemFlags);
    }
}

void StartPage::fillTemplates()
{
    while (QLayoutItem* item = m_cards->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const std::vector<TemplateInfo> templates = listTemplates(m_templatesFolder);
    for (const TemplateInfo& info : templates) {
        auto* card = new TemplateCard(info, m_theme);
        connect(card, &TemplateCard::clicked, this, [this, file = info.appFile] { emit templateChosen(file); });
        m_cards->addWidget(card);
    }
    if (templates.empty()) {
        auto* none = new QLabel(tr("No templates are installed beside this program."));
        none->setObjectName("muted");
        none->setWordWrap(true);
        m_cards->addWidget(none);
    }
    m_cards->addStretch(1);
}

} // namespace twin
