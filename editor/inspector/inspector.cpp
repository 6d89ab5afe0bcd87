// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/inspector.h"

#include "model/change_text.h"
#include "model/workspace.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace twin {

namespace {

constexpr int labelWidth = 96;

/// The properties that all of the nodes have, as the first one's descriptor has them.
std::vector<const PropertyDescriptor*> commonProperties(DocumentModel& model, const QStringList& nodes)
{
    std::vector<const PropertyDescriptor*> common;
    const NodeDescriptor* first = nodes.isEmpty() ? nullptr : model.descriptorOf(nodes.front());
    if (!first)
        return common;
    for (const PropertyDescriptor& property : first->properties) {
        const bool everywhere = std::all_of(nodes.begin(), nodes.end(), [&](const QString& id) {
            const NodeDescriptor* descriptor = model.descriptorOf(id);
            const PropertyDescriptor* same = descriptor ? descriptor->findProperty(property.key) : nullptr;
            return same && same->type == property.type;
        });
        if (everywhere && !(nodes.size() > 1 && property.type == PropertyType::Cell))
            common.push_back(&property);
    }
    // One heading a group, in the order in which the groups first come.
    std::vector<std::string> groups;
    for (const PropertyDescriptor* property : common) {
        if (std::find(groups.begin(), groups.end(), property->group) == groups.end())
            groups.push_back(property->group);
    }
    const auto rank = [&](const PropertyDescriptor* property) {
        return std::find(groups.begin(), groups.end(), property->group) - groups.begin();
    };
    std::stable_sort(common.begin(), common.end(),
                     [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    return common;
}

} // namespace

Inspector::Inspector(Workspace& workspace, QWidget* parent) : QScrollArea(parent), m_workspace(workspace)
{
    setObjectName("inspector");
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setMinimumWidth(250);
    m_rebuildSoon.setSingleShot(true);
    m_rebuildSoon.setInterval(0);
    connect(&m_rebuildSoon, &QTimer::timeout, this, &Inspector::rebuild);
    connect(&workspace.selection(), &Selection::changed, this, &Inspector::rebuild);
    connect(&workspace.selection(), &Selection::pageChanged, this, &Inspector::rebuild);
    connect(&workspace.model(), &DocumentModel::changed, this, [this](const Touched& touched) {
        const bool concerned = std::any_of(m_nodes.begin(), m_nodes.end(),
                                           [&](const QString& id) { return touched.nodes.contains(id); });
        if (inspected() != m_nodes)
            rebuild();
        else if (concerned || touched.structure)
            readValues();
    });
    connect(&workspace, &Workspace::contractChanged, &m_rebuildSoon, qOverload<>(&QTimer::start));
    connect(&workspace.model(), &DocumentModel::documentReset, this, [this] {
        m_nodes.clear();
        m_rebuildSoon.start();
    });
    rebuild();
}

QStringList Inspector::inspected() const
{
    QStringList nodes = m_workspace.selection().ids();
    nodes.removeIf([this](const QString& id) { return !m_workspace.model().descriptorOf(id); });
    if (nodes.isEmpty() && m_workspace.model().node(m_workspace.selection().page()))
        nodes = {m_workspace.selection().page()};
    return nodes;
}

void Inspector::rebuild()
{
    m_rebuildSoon.stop();
    ++m_mergeToken;
    m_typing = nullptr;
    m_nodes = inspected();
    m_rows.clear();
    // The field that is being typed in may be what asked for this: the old form lives until the event is
    // done.
    if (QWidget* old = takeWidget()) {
        old->hide();
        old->deleteLater();
    }
    auto* form = new QWidget;
    form->setObjectName("inspectorForm");
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(12, 10, 12, 12);
    column->setSpacing(8);
    addHeader(column);
    QString group;
    for (const PropertyDescriptor* property : commonProperties(m_workspace.model(), m_nodes)) {
        if (const QString name = QString::fromStdString(property->group); name != group) {
            group = name;
            auto* heading = new QLabel(group);
            heading->setObjectName("groupHeading");
            heading->setContentsMargins(0, 8, 0, 0);
            column->addWidget(heading);
        }
        addRow(column, *property);
    }
    column->addStretch(1);
    setWidget(form);
    readValues();
    QWidget* previous = nullptr;
    for (const Row& row : m_rows) {
        if (previous)
            setTabOrder(previous, row.editor);
        previous = row.editor;
    }
}

void Inspector::addHeader(QVBoxLayout* column)
{
    m_title = new QLabel;
    m_title->setObjectName("inspectorTitle");
    m_title->setWordWrap(true);
    column->addWidget(m_title);
    const NodeDescriptor* descriptor =
        m_nodes.size() == 1 ? m_workspace.model().descriptorOf(m_nodes.front()) : nullptr;
    if (!descriptor)
        return;
    auto* help = new QLabel(QString::fromStdString(descriptor->help));
    help->setObjectName("muted");
    help->setWordWrap(true);
    column->addWidget(help);
}

void Inspector::addRow(QVBoxLayout* column, const PropertyDescriptor& property)
{
    auto* frame = new QWidget;
    PropertyEditor* editor = makePropertyEditor({m_workspace, property, m_nodes}, frame);
    const QString label = QString::fromStdString(property.label);
    const QString help = QString::fromStdString(property.help);
    editor->setObjectName("property:" + QString::fromStdString(property.key));
    if (QWidget* proxy = editor->focusProxy()) {
        if (proxy->accessibleName().isEmpty())
            proxy->setAccessibleName(label);
        proxy->setAccessibleDescription(help);
    }
    auto* reset = new QToolButton;
    reset->setText(QChar(0x21ba));
    reset->setAutoRaise(true);
    reset->setToolTip(tr("Back to the default"));
    reset->setAccessibleName(tr("Reset %1").arg(label));
    reset->setObjectName("reset:" + QString::fromStdString(property.key));
    QSizePolicy keepsPlace = reset->sizePolicy();
    keepsPlace.setRetainSizeWhenHidden(true);
    reset->setSizePolicy(keepsPlace);
    reset->setFixedSize(20, 20);
    auto* caption = new QLabel(property.required ? label + " *" : label);
    caption->setBuddy(editor->focusProxy() ? editor->focusProxy() : editor);
    caption->setToolTip(help);
    editor->setToolTip(help);
    caption->setObjectName("propertyLabel");
    if (property.type == PropertyType::Flag) {
        auto* row = new QHBoxLayout(frame);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(editor, 1);
        row->addWidget(reset);
        delete caption;
    } else if (editor->isWide()) {
        auto* rows = new QVBoxLayout(frame);
        rows->setContentsMargins(0, 0, 0, 0);
        rows->setSpacing(4);
        auto* head = new QHBoxLayout;
        head->addWidget(caption, 1);
        head->addWidget(reset);
        rows->addLayout(head);
        rows->addWidget(editor);
    } else {
        auto* row = new QHBoxLayout(frame);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(6);
        caption->setFixedWidth(labelWidth);
        caption->setWordWrap(true);
        row->addWidget(caption);
        row->addWidget(editor, 1);
        row->addWidget(reset);
    }
    column->addWidget(frame);
    m_rows.push_back({&property, editor, frame, reset});
    const Row row = m_rows.back();
    connect(editor, &PropertyEditor::edited, this,
            [this, row](const nlohmann::json& value, bool isTyping) { set(row, value, isTyping); });
    connect(editor, &PropertyEditor::finished, this, [this] {
        ++m_mergeToken;
        m_typing = nullptr;
    });
    connect(reset, &QToolButton::clicked, this, [this, row] { set(row, std::nullopt, false); });
}

void Inspector::readValues()
{
    DocumentModel& model = m_workspace.model();
    if (m_nodes.size() == 1)
        m_title->setText(nodeName(*model.node(m_nodes.front()), model.catalog(), m_workspace.contract()));
    else
        m_title->setText(m_nodes.isEmpty() ? tr("Nothing selected") : tr("%1 widgets").arg(m_nodes.size()));
    for (const Row& row : m_rows) {
        const std::string& key = row.property->key;
        const nlohmann::json value = model.property(m_nodes.front(), key);
        bool isMixed = false;
        bool isDefault = true;
        bool isVisible = true;
        for (const QString& id : m_nodes) {
            const Node* node = model.node(id);
            isMixed = isMixed || model.property(id, key) != value;
            isDefault = isDefault && !node->properties.contains(key);
            isVisible =
                isVisible && (!row.property->visibleWhen || row.property->visibleWhen(node->properties));
        }
        row.editor->setValue(value, isMixed);
        row.editor->refresh();
        const bool canReset = !isDefault && !row.property->required &&
                              row.property->type != PropertyType::Cell &&
                              row.property->type != PropertyType::Package;
        row.reset->setVisible(canReset);
        row.frame->setVisible(isVisible);
    }
}

void Inspector::set(const Row& row, const std::optional<nlohmann::json>& value, bool isTyping)
{
    if (row.editor != m_typing || !isTyping)
        ++m_mergeToken;
    m_typing = isTyping ? row.editor : nullptr;
    Result<Edit> edit =
        twin::setProperty(m_workspace.document(), m_workspace.catalog(), m_nodes, row.property->key, value);
    if (!edit)
        return;
    // Not through perform(): the selection stays, and with it the field that is being typed in.
    const Status status =
        m_workspace.model().push(std::move(edit->change), edit->text, isTyping ? m_mergeToken : 0);
    if (!status)
        emit m_workspace.refused(QString::fromStdString(status.error().message));
}

PropertyEditor* Inspector::editorOf(const std::string& key) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.property->key == key; });
    return found == m_rows.end() ? nullptr : found->editor;
}

void Inspector::focusFirst()
{
    for (const Row& row : m_rows) {
        if (row.frame->isVisibleTo(this)) {
            row.editor->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

} // namespace twin
