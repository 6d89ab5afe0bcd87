// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/new_node.h"

#include "contract/contract.h"
#include "model/placement.h"

#include <fmt/format.h>

namespace twin {

namespace {

void setIfKnown(Node& node, const Catalog& catalog, std::string_view key, nlohmann::json value)
{
    const NodeDescriptor* descriptor = catalog.find(node.type);
    const PropertyDescriptor* property = descriptor ? descriptor->findProperty(key) : nullptr;
    if (property && property->defaultValue != value)
        node.properties[std::string(key)] = std::move(value);
}

} // namespace

FreshIds::FreshIds(const Document& document)
{
    visitNodes(document.root, [this](const Node& node) { m_used.insert(node.id); });
}

std::string FreshIds::next()
{
    std::string id;
    do
        id = fmt::format("n{}", ++m_number);
    while (!m_used.insert(id).second);
    return id;
}

Node newWidget(const NodeDescriptor& descriptor, std::string id, const Cell& cell, const QString& variable)
{
    Node node;
    node.id = std::move(id);
    node.type = descriptor.type;
    const PropertyDescriptor* place = descriptor.findProperty("cell");
    if (nlohmann::json there = toJson(cell); !place || there != place->defaultValue)
        node.properties["cell"] = std::move(there);
    const PropertyDescriptor* binding = descriptor.findProperty(descriptor.bindingKey);
    if (binding && !variable.isEmpty()) {
        if (binding->type == PropertyType::BindingList)
            node.properties[binding->key] = nlohmann::json::array({variable.toStdString()});
        else
            node.properties[binding->key] = variable.toStdString();
    }
    return node;
}

Node newRule(const Document& document, const Contract* contract, std::string id)
{
    std::set<std::string> used;
    if (contract) {
        for (const GuardrailRule& rule : contract->guardrails)
            used.insert(rule.id);
    }
    for (const Node& node : document.root.children) {
        if (node.type == "rule")
            used.insert(node.properties.value("ruleId", node.id));
    }
    int number = 1;
    while (used.contains(fmt::format("R{}", number)))
        ++number;
    Node rule;
    rule.id = std::move(id);
    rule.type = "rule";
    rule.properties["ruleId"] = fmt::format("R{}", number);
    return rule;
}

Node withFreshIds(Node node, FreshIds& ids)
{
    node.id = ids.next();
    for (Node& child : node.children)
        child = withFreshIds(std::move(child), ids);
    return node;
}

Document newApp(const AppStart& start, const Contract& contract, const QString& packageFile,
                const Catalog& catalog)
{
    Document document;
    FreshIds ids(document);
    Node& root = document.root;
    root.id = ids.next();
    root.type = "app";
    setIfKnown(root, catalog, "title", start.title.toStdString());
    setIfKnown(root, catalog, "decision", start.decision.toStdString());
    setIfKnown(root, catalog, "user", start.user.toStdString());
    if (start.minutes > 0)
        setIfKnown(root, catalog, "timeBudget", start.minutes);
    root.properties["package"] = {
        {"path", packageFile.toStdString()}, {"id", contract.id}, {"version", contract.version}};

    Node page;
    page.id = ids.next();
    page.type = "page";
    setIfKnown(page, catalog, "title", start.pageTitle.toStdString());
    if (const NodeDescriptor* banner = catalog.find("fidelity-banner")) {
        const Cell cell{0, 0, banner->defaultColumns, banner->defaultRows};
        page.children.push_back(newWidget(*banner, ids.next(), cell));
    }
    root.children.push_back(std::move(page));
    return document;
}

} // namespace twin
