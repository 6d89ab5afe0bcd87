// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document_model.h"

#include "model/change_command.h"
#include "model/change_text.h"

namespace twin {

namespace {

void collect(const Change& change, const Document& document, Touched& touched)
{
    const auto parentOf = [&](const std::string& id) {
        if (const Node* parent = findParent(document, id))
            touched.nodes.insert(QString::fromStdString(parent->id));
    };
    if (const auto* insert = std::get_if<InsertChange>(&change.what)) {
        touched.structure = true;
        touched.nodes.insert(QString::fromStdString(insert->parent));
        touched.nodes.insert(QString::fromStdString(insert->node.id));
    } else if (const auto* remove = std::get_if<RemoveChange>(&change.what)) {
        touched.structure = true;
        parentOf(remove->id);
        touched.nodes.insert(QString::fromStdString(remove->id));
    } else if (const auto* move = std::get_if<MoveChange>(&change.what)) {
        touched.structure = true;
        parentOf(move->id);
        touched.nodes.insert(QString::fromStdString(move->parent));
        touched.nodes.insert(QString::fromStdString(move->id));
    } else if (const auto* set = std::get_if<SetPropertyChange>(&change.what)) {
        touched.nodes.insert(QString::fromStdString(set->id));
    } else if (const auto* batch = std::get_if<BatchChange>(&change.what)) {
        for (const Change& part : batch->changes)
            collect(part, document, touched);
    }
}

void dropDefaults(Node& node, const Catalog& catalog)
{
    if (const NodeDescriptor* descriptor = catalog.find(node.type)) {
        for (const PropertyDescriptor& property : descriptor->properties) {
            const auto own = node.properties.find(property.key);
            if (own != node.properties.end() && *own == property.defaultValue)
                node.properties.erase(own);
        }
    }
    for (Node& child : node.children)
        dropDefaults(child, catalog);
}

} // namespace

DocumentModel::DocumentModel(const Catalog& catalog, QObject* parent) : QObject(parent), m_catalog(catalog)
{
    connect(&m_undo, &QUndoStack::cleanChanged, this, &DocumentModel::updateModified);
}

const Node* DocumentModel::node(const QString& id) const
{
    return findNode(m_document, id.toStdString());
}

const NodeDescriptor* DocumentModel::descriptorOf(const QString& id) const
{
    const Node* found = node(id);
    return found ? m_catalog.find(found->type) : nullptr;
}

nlohmann::json DocumentModel::property(const QString& id, std::string_view key) const
{
    const Node* found = node(id);
    return found ? propertyOf(*found, key, m_catalog) : nlohmann::json();
}

void DocumentModel::reset(Document document, bool modified)
{
    m_document = std::move(document);
    dropDefaults(m_document.root, m_catalog);
    m_undo.clear();
    m_forcedModified = modified;
    emit documentReset();
    updateModified();
}

void DocumentModel::setSaved()
{
    m_forcedModified = false;
    m_undo.setClean();
    updateModified();
}

Status DocumentModel::push(Change change, QString text, int mergeToken)
{
    if (text.isEmpty())
        text = undoText(change, m_document, m_catalog);
    makeSparse(change);
    Result<Change> inverse = applyNow(change);
    if (!inverse)
        return fail(inverse.error());
    m_undo.push(new ChangeCommand(*this, std::move(change), std::move(*inverse), text, mergeToken));
    return {};
}

Result<Change> DocumentModel::applyNow(const Change& change)
{
    Touched touched;
    collect(change, m_document, touched);
    Result<Change> inverse = apply(m_document, change);
    if (inverse)
        emit changed(touched);
    return inverse;
}

void DocumentModel::makeSparse(Change& change) const
{
    if (auto* insert = std::get_if<InsertChange>(&change.what)) {
        dropDefaults(insert->node, m_catalog);
    } else if (auto* set = std::get_if<SetPropertyChange>(&change.what)) {
        const NodeDescriptor* descriptor = descriptorOf(QString::fromStdString(set->id));
        const PropertyDescriptor* property = descriptor ? descriptor->findProperty(set->key) : nullptr;
        if (property && set->value && *set->value == property->defaultValue)
            set->value.reset();
    } else if (auto* batch = std::get_if<BatchChange>(&change.what)) {
        for (Change& part : batch->changes)
            makeSparse(part);
    }
}

void DocumentModel::updateModified()
{
    if (isModified() != m_lastModified) {
        m_lastModified = isModified();
        emit modifiedChanged(m_lastModified);
    }
}

} // namespace twin
