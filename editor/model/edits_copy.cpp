// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/edits.h"
#include "model/new_node.h"

#include <QCoreApplication>
#include <algorithm>
#include <set>

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

bool isFixed(const Node& node, const Catalog& catalog)
{
    const NodeDescriptor* descriptor = catalog.find(node.type);
    return descriptor && !descriptor->removable;
}

} // namespace

Result<Edit> duplicateNodes(const Document& document, const Catalog& catalog, const QStringList& ids)
{
    std::vector<Node> nodes;
    QString container;
    for (const QString& id : topmostWidgets(document, ids)) {
        const Node* node = findNode(document, id.toStdString());
        if (isFixed(*node, catalog))
            continue;
        nodes.push_back(*node);
        container = QString::fromStdString(findParent(document, node->id)->id);
    }
    for (const Node& child : document.root.children) {
        if (child.type == "rule" && ids.contains(QString::fromStdString(child.id)))
            nodes.push_back(child);
    }
    if (nodes.empty())
        return refuse("edit.nothing", tr("Nothing is selected that can be copied."));
    Result<Edit> edit = pasteNodes(document, catalog, container, std::move(nodes));
    if (edit)
        edit->text =
            edit->select.size() == 1 ? tr("Duplicate") : tr("Duplicate %1 widgets").arg(edit->select.size());
    return edit;
}

Result<Edit> pasteNodes(const Document& document, const Catalog& catalog, const QString& containerId,
                        std::vector<Node> nodes)
{
    const Node* container = findNode(document, containerId.toStdString());
    FreshIds ids(document);
    std::set<std::string> ruleNames;
    for (const Node& node : document.root.children) {
        if (node.type == "rule")
            ruleNames.insert(node.properties.value("ruleId", node.id));
    }
    std::vector<Change> changes;
    std::vector<Cell> taken;
    QStringList select;
    std::size_t widgets = 0, others = 0;
    std::vector<Cell> originals;
    for (const Node& node : nodes) {
        if (node.type != "page" && node.type != "rule" && node.type != "app" && !isFixed(node, catalog))
            originals.push_back(cellOf(node, catalog));
    }
    const Cell bounds = boundsOf(originals);
    std::optional<Cell> block;
    if (container && !originals.empty() && bounds.columns <= PageView::columns)
        block = freePlace(*container, catalog, bounds.columns, bounds.rows);
    for (Node& node : nodes) {
        const NodeDescriptor* descriptor = catalog.find(node.type);
        if (!descriptor || node.type == "app")
            continue;
        if (node.type == "page" || node.type == "rule") {
            Node copy = withFreshIds(std::move(node), ids);
            if (copy.type == "rule") {
                std::string name = copy.properties.value("ruleId", copy.id);
                for (int n = 2; ruleNames.contains(name); ++n)
                    name = copy.properties.value("ruleId", copy.id) + "-" + std::to_string(n);
                ruleNames.insert(name);
                copy.properties["ruleId"] = name;
            }
            select.append(QString::fromStdString(copy.id));
            changes.push_back(
                {InsertChange{document.root.id, document.root.children.size() + others++, std::move(copy)}});
            continue;
        }
        if (!container || !descriptor->removable)
            continue;
        const NodeDescriptor* holder = catalog.find(container->type);
        if (!holder || !holder->accepts(*descriptor))
            continue;
        const Cell from = cellOf(node, catalog);
        std::optional<Cell> to;
        if (block)
            to = Cell{block->column + from.column - bounds.column, block->row + from.row - bounds.row,
                      from.columns, from.rows};
        else
            to = freePlace(*container, catalog, std::min(from.columns, PageView::columns), from.rows, taken);
        if (!to)
            return refuse("edit.no-room", tr("There is no room left in this group."),
                          tr("Make the group larger."));
        taken.push_back(*to);
        Node copy = withFreshIds(std::move(node), ids);
        copy.properties["cell"] = toJson(*to);
        select.append(QString::fromStdString(copy.id));
        changes.push_back(
            {InsertChange{container->id, container->children.size() + widgets++, std::move(copy)}});
    }
    if (changes.empty())
        return refuse("edit.nothing", tr("There is nothing on the clipboard that fits here."));
    const QString text = select.size() == 1 ? tr("Paste") : tr("Paste %1 widgets").arg(select.size());
    return Edit{Change{BatchChange{std::move(changes)}}, text, select};
}

Result<Edit> groupNodes(const Document& document, const Catalog& catalog, const QStringList& ids)
{
    const QStringList widgets = topmostWidgets(document, ids);
    const NodeDescriptor* group = catalog.find("group");
    if (widgets.size() < 2 || !group)
        return refuse("edit.nothing", tr("Select two or more widgets to group."));
    const Node* parent = findParent(document, findNode(document, widgets.front().toStdString())->id);
    std::vector<Cell> cells;
    for (const QString& id : widgets) {
        const Node* node = findNode(document, id.toStdString());
        if (findParent(document, node->id) != parent)
            return refuse("edit.nothing", tr("Only widgets of the same page or group can be grouped."));
        if (!group->accepts(*catalog.find(node->type)))
            return refuse("edit.not-allowed", tr("A group cannot hold one of the selected widgets."));
        cells.push_back(cellOf(*node, catalog));
    }
    const Cell bounds = boundsOf(cells);
    Cell frame = bounds;
    frame.rows = std::max(bounds.rows + groupHeadingRows, group->minimumRows);
    frame.columns = std::max(bounds.columns, group->minimumColumns);
    for (const Node& child : parent->children) {
        if (!widgets.contains(QString::fromStdString(child.id)) && cellOf(child, catalog).intersects(frame)) {
            return refuse("edit.no-room",
                          tr("Another widget lies between those that are selected, or where the group's "
                             "frame would end."),
                          tr("Move it away first."));
        }
    }
    FreshIds fresh(document);
    Node node = newWidget(*group, fresh.next(), frame);
    const std::string id = node.id;
    std::vector<Change> changes{{InsertChange{parent->id, parent->children.size(), std::move(node)}}};
    for (int i = 0; i < widgets.size(); ++i) {
        const Cell cell = intoGroup(cells[std::size_t(i)], frame);
        changes.push_back({MoveChange{widgets[i].toStdString(), id, std::size_t(i)}});
        changes.push_back({SetPropertyChange{widgets[i].toStdString(), "cell", toJson(cell)}});
    }
    return Edit{Change{BatchChange{std::move(changes)}},
                tr("Group %1 widgets").arg(widgets.size()),
                {QString::fromStdString(id)}};
}

Result<Edit> ungroupNodes(const Document& document, const Catalog& catalog, const QStringList& ids)
{
    std::vector<Change> changes;
    QStringList select;
    for (const QString& id : topmostWidgets(document, ids)) {
        const Node* group = findNode(document, id.toStdString());
        if (group->type != "group")
            continue;
        const Node* parent = findParent(document, group->id);
        const Cell place = cellOf(*group, catalog);
        std::size_t index = parent->children.size();
        for (const Node& child : group->children) {
            const Cell cell = outOfGroup(cellOf(child, catalog), place);
            changes.push_back({MoveChange{child.id, parent->id, index++}});
            changes.push_back({SetPropertyChange{child.id, "cell", toJson(cell)}});
            select.append(QString::fromStdString(child.id));
        }
        changes.push_back({RemoveChange{group->id}});
        break;
    }
    if (changes.empty())
        return refuse("edit.nothing", tr("Select a group to take apart."));
    return Edit{Change{BatchChange{std::move(changes)}}, tr("Ungroup"), select};
}

} // namespace twin
