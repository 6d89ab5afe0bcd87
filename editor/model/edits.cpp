// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/edits.h"

#include "contract/contract.h"
#include "model/change_text.h"
#include "model/new_node.h"

#include <QCoreApplication>
#include <algorithm>

namespace twin {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Edits", text);
}

tl::unexpected<Diagnostic> refuse(const char* code, const QString& why, const QString& remedy = {})
{
    return fail(code, {}, why.toStdString(), remedy.toStdString());
}

Change batch(std::vector<Change> changes)
{
    if (changes.size() == 1)
        return std::move(changes.front());
    return Change{BatchChange{std::move(changes)}};
}

const Node* containerOf(const Document& document, const QString& id)
{
    const Node* node = findNode(document, id.toStdString());
    return node && (node->type == "page" || node->type == "group") ? node : nullptr;
}

bool takes(const Node& container, const NodeDescriptor& descriptor, const Catalog& catalog)
{
    const NodeDescriptor* holder = catalog.find(container.type);
    return holder && holder->accepts(descriptor);
}

const PropertyDescriptor* ruleListOf(const NodeDescriptor& descriptor)
{
    for (const PropertyDescriptor& property : descriptor.properties) {
        if (property.type == PropertyType::RuleList)
            return &property;
    }
    return nullptr;
}

} // namespace

QStringList topmostWidgets(const Document& document, const QStringList& ids)
{
    QStringList found;
    const auto visit = [&](const auto& self, const Node& node) -> void {
        const QString id = QString::fromStdString(node.id);
        if (ids.contains(id) && node.type != "app" && node.type != "page" && node.type != "rule") {
            found.append(id);
            return;
        }
        for (const Node& child : node.children)
            self(self, child);
    };
    visit(visit, document.root);
    return found;
}

Result<Edit> insertWidget(const Document& document, const Catalog& catalog, const Contract* contract,
                          const NodeDescriptor& descriptor, const QString& containerId,
                          const std::optional<Cell>& place, const QString& variable)
{
    const Node* container = containerOf(document, containerId);
    if (!container)
        return refuse("edit.nothing", tr("There is no page to put it on."), tr("Add a page first."));
    if (!takes(*container, descriptor, catalog)) {
        return refuse("edit.not-allowed", tr("A %1 cannot hold a %2.")
                                              .arg(typeTitle(*container, catalog).toLower(),
                                                   QString::fromStdString(descriptor.title).toLower()));
    }
    const int columns = std::min(descriptor.defaultColumns, PageView::columns);
    const std::optional<Cell> cell =
        place ? place : freePlace(*container, catalog, columns, descriptor.defaultRows);
    if (!cell)
        return refuse("edit.no-room", tr("There is no room left in this group."),
                      tr("Make the group larger."));
    if (const QString why = whyNotThere(*container, {{QString(), *cell}}, catalog, contract); !why.isEmpty())
        return refuse("edit.no-room", why, tr("Choose a free place."));

    FreshIds ids(document);
    std::vector<Change> changes;
    Node widget = newWidget(descriptor, ids.next(), *cell, variable);
    const QString id = QString::fromStdString(widget.id);
    if (const PropertyDescriptor* rules = ruleListOf(descriptor)) {
        Node rule = newRule(document, contract, ids.next());
        widget.properties[rules->key] = nlohmann::json::array({rule.properties.value("ruleId", rule.id)});
        changes.push_back({InsertChange{document.root.id, document.root.children.size(), std::move(rule)}});
    }
    changes.push_back({InsertChange{container->id, container->children.size(), std::move(widget)}});
    return Edit{batch(std::move(changes)), tr("Add %1").arg(QString::fromStdString(descriptor.title)), {id}};
}

Result<Edit> insertPage(const Document& document, const Catalog& catalog)
{
    FreshIds ids(document);
    Node page;
    page.id = ids.next();
    page.type = "page";
    std::size_t index = 0;
    int pages = 0;
    for (std::size_t i = 0; i < document.root.children.size(); ++i) {
        if (document.root.children[i].type == "page") {
            index = i + 1;
            ++pages;
        }
    }
    page.properties["title"] = tr("Page %1").arg(pages + 1).toStdString();
    if (const NodeDescriptor* banner = catalog.find("fidelity-banner"))
        page.children.push_back(
            newWidget(*banner, ids.next(), {0, 0, banner->defaultColumns, banner->defaultRows}));
    const QString id = QString::fromStdString(page.id);
    return Edit{Change{InsertChange{document.root.id, index, std::move(page)}}, {}, {id}};
}

Result<Edit> insertRule(const Document& document, const Catalog&, const Contract* contract)
{
    FreshIds ids(document);
    Node rule = newRule(document, contract, ids.next());
    const QString id = QString::fromStdString(rule.id);
    return Edit{
        Change{InsertChange{document.root.id, document.root.children.size(), std::move(rule)}}, {}, {id}};
}

Result<Edit> removeNodes(const Document& document, const Catalog& catalog, const QStringList& ids)
{
    std::vector<Change> changes;
    int pages = 0;
    for (const Node& child : document.root.children)
        pages += child.type == "page";
    const auto isFixed = [&](const Node& node) {
        const NodeDescriptor* descriptor = catalog.find(node.type);
        return descriptor && !descriptor->removable;
    };
    const auto visit = [&](const auto& self, const Node& node) -> Status {
        if (ids.contains(QString::fromStdString(node.id)) && node.type != "app") {
            if (node.type == "page" && pages-- == 1)
                return refuse("edit.not-removable", tr("An app has at least one page."));
            if (isFixed(node)) {
                return refuse(
                    "edit.not-removable",
                    tr("The fidelity banner stays: whoever uses the app must see what the twin is for."));
            }
            changes.push_back({RemoveChange{node.id}});
            return {};
        }
        for (const Node& child : node.children) {
            if (Status status = self(self, child); !status)
                return status;
        }
        return {};
    };
    if (Status status = visit(visit, document.root); !status)
        return fail(status.error());
    if (changes.empty())
        return refuse("edit.nothing", tr("Nothing is selected that can be deleted."));
    return Edit{batch(std::move(changes)), {}, {}};
}

Result<Edit> placeWidgets(const Document& document, const Catalog& catalog, const Contract* contract,
                          const QString& containerId, const std::vector<Placed>& placed)
{
    const Node* container = containerOf(document, containerId);
    if (!container || placed.empty())
        return refuse("edit.nothing", tr("There is nothing to move."));
    std::vector<Change> changes;
    QStringList select;
    for (const Placed& item : placed) {
        const Node* node = findNode(document, item.id.toStdString());
        const NodeDescriptor* descriptor = node ? catalog.find(node->type) : nullptr;
        if (!descriptor)
            return refuse("edit.nothing", tr("There is nothing to move."));
        if (item.cell.columns < descriptor->minimumColumns || item.cell.rows < descriptor->minimumRows) {
            return refuse("edit.too-small", tr("%1 needs at least %2 × %3 cells.")
                                                .arg(nodeName(*node, catalog, contract))
                                                .arg(descriptor->minimumColumns)
                                                .arg(descriptor->minimumRows));
        }
        const Node* parent = findParent(document, node->id);
        if (parent != container) {
            if (!takes(*container, *descriptor, catalog)) {
                return refuse("edit.not-allowed", tr("A %1 cannot hold a %2.")
                                                      .arg(typeTitle(*container, catalog).toLower(),
                                                           typeTitle(*node, catalog).toLower()));
            }
            changes.push_back({MoveChange{node->id, container->id, container->children.size()}});
        }
        if (parent != container || cellOf(*node, catalog) != item.cell)
            changes.push_back({SetPropertyChange{node->id, "cell", toJson(item.cell)}});
        select.append(item.id);
    }
    if (const QString why = whyNotThere(*container, placed, catalog, contract); !why.isEmpty())
        return refuse("edit.no-room", why, tr("Choose a free place."));
    if (changes.empty())
        return refuse("edit.nothing", {});
    // A node that moves to the end of another parent shifts the index of the next one.
    std::size_t moves = 0;
    for (Change& change : changes) {
        if (auto* move = std::get_if<MoveChange>(&change.what))
            move->index += moves++;
    }
    return Edit{batch(std::move(changes)), {}, select};
}

Result<Edit> setProperty(const Document& document, const Catalog& catalog, const QStringList& ids,
                         const std::string& key, const std::optional<nlohmann::json>& value)
{
    std::vector<Change> changes;
    for (const QString& id : ids) {
        const Node* node = findNode(document, id.toStdString());
        const NodeDescriptor* descriptor = node ? catalog.find(node->type) : nullptr;
        const PropertyDescriptor* property = descriptor ? descriptor->findProperty(key) : nullptr;
        if (!property)
            continue;
        const bool isDefault = !value || *value == property->defaultValue;
        const auto own = node->properties.find(key);
        if (isDefault ? own == node->properties.end() : own != node->properties.end() && *own == *value)
            continue;
        changes.push_back({SetPropertyChange{node->id, key, isDefault ? std::nullopt : value}});
    }
    if (changes.empty())
        return refuse("edit.nothing", {});
    const QString text = value
                             ? QString()
                             : undoText(changes.size() == 1 ? changes.front() : Change{BatchChange{changes}},
                                        document, catalog);
    return Edit{batch(std::move(changes)), text, ids};
}

} // namespace twin
