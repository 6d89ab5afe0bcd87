// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/change_text.h"

#include "contract/contract.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>

namespace twin {

namespace {

QString tr(const char* text, int n = -1)
{
    return QCoreApplication::translate("ChangeText", text, nullptr, n);
}

const std::string* idOf(const Change& change)
{
    return std::visit(
        [](const auto& what) -> const std::string* {
            using T = std::decay_t<decltype(what)>;
            if constexpr (std::is_same_v<T, InsertChange>)
                return &what.node.id;
            else if constexpr (std::is_same_v<T, BatchChange>)
                return nullptr;
            else
                return &what.id;
        },
        change.what);
}

QString verbOf(const Change& change, const Document& document, const Catalog& catalog)
{
    if (std::holds_alternative<InsertChange>(change.what))
        return tr("Add %1");
    if (std::holds_alternative<RemoveChange>(change.what))
        return tr("Delete %1");
    if (std::holds_alternative<MoveChange>(change.what))
        return tr("Move %1");
    const auto& set = std::get<SetPropertyChange>(change.what);
    const Node* node = findNode(document, set.id);
    const NodeDescriptor* descriptor = node ? catalog.find(node->type) : nullptr;
    const PropertyDescriptor* property = descriptor ? descriptor->findProperty(set.key) : nullptr;
    if (property && property->type == PropertyType::Cell && set.value && set.value->is_array()) {
        const nlohmann::json before = propertyOf(*node, set.key, catalog);
        const bool sameSize = before.is_array() && before.size() == 4 && set.value->size() == 4 &&
                              before[2] == (*set.value)[2] && before[3] == (*set.value)[3];
        return sameSize ? tr("Move %1") : tr("Resize %1");
    }
    const QString label =
        property ? QString::fromStdString(property->label) : QString::fromStdString(set.key);
    return set.value ? tr("Set %2 of %1").replace("%2", label) : tr("Reset %2 of %1").replace("%2", label);
}

QString titleIn(const Change& change, const Document& document, const Catalog& catalog)
{
    if (const auto* insert = std::get_if<InsertChange>(&change.what))
        return typeTitle(insert->node, catalog);
    const std::string* id = idOf(change);
    const Node* node = id ? findNode(document, *id) : nullptr;
    return node ? typeTitle(*node, catalog) : tr("widget");
}

} // namespace

QString typeTitle(const Node& node, const Catalog& catalog)
{
    const NodeDescriptor* descriptor = catalog.find(node.type);
    return QString::fromStdString(descriptor ? descriptor->title : node.type);
}

QString nodeName(const Node& node, const Catalog& catalog, const Contract* contract)
{
    const NodeDescriptor* descriptor = catalog.find(node.type);
    const QString title = typeTitle(node, catalog);
    if (!descriptor)
        return title;
    for (const char* key : {"label", "title", "ruleId", "text"}) {
        const auto found = node.properties.find(key);
        if (found != node.properties.end() && found->is_string() && !found->get<std::string>().empty()) {
            const QString label = QString::fromStdString(found->get<std::string>()).simplified();
            return tr("%1 “%2”").arg(title, label.size() > 32 ? label.left(31) + QChar(0x2026) : label);
        }
    }
    if (descriptor->bindingKey.empty())
        return title;
    nlohmann::json bound = propertyOf(node, descriptor->bindingKey, catalog);
    if (bound.is_array() && !bound.empty())
        bound = bound.front();
    if (!bound.is_string() || bound.get<std::string>().empty())
        return title;
    const std::string name = bound.get<std::string>();
    const Variable* variable = contract ? contract->find(name) : nullptr;
    return tr("%1 “%2”").arg(title, QString::fromStdString(variable ? variable->label : name));
}

QString undoText(const Change& change, const Document& document, const Catalog& catalog)
{
    const auto* batch = std::get_if<BatchChange>(&change.what);
    if (!batch)
        return verbOf(change, document, catalog).arg(titleIn(change, document, catalog));
    if (batch->changes.empty())
        return tr("Change");
    QStringList verbs;
    QStringList ids;
    for (const Change& part : batch->changes) {
        if (std::holds_alternative<BatchChange>(part.what))
            continue;
        const QString verb = verbOf(part, document, catalog);
        if (!verbs.contains(verb))
            verbs.append(verb);
        const QString id = QString::fromStdString(*idOf(part));
        if (!ids.contains(id))
            ids.append(id);
    }
    if (verbs.isEmpty())
        return tr("Change");
    const QString verb = verbs.size() == 1               ? verbs.front()
                         : verbs.contains(tr("Move %1")) ? tr("Move %1")
                                                         : tr("Change %1");
    if (ids.size() == 1)
        return verb.arg(titleIn(batch->changes.front(), document, catalog));
    return verb.arg(tr("%1 widgets").arg(ids.size()));
}

} // namespace twin
