// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/selection.h"

#include "model/document_model.h"

#include <algorithm>

namespace twin {

Selection::Selection(DocumentModel& model, QObject* parent) : QObject(parent), m_model(model)
{
    connect(&model, &DocumentModel::changed, this, [this](const Touched& touched) {
        if (touched.structure)
            prune();
    });
    connect(&model, &DocumentModel::documentReset, this, [this] {
        m_page.clear();
        prune();
    });
}

void Selection::set(const QStringList& ids)
{
    QStringList kept;
    for (const QString& id : ids) {
        if (m_model.node(id) && !kept.contains(id))
            kept.append(id);
    }
    if (kept == m_ids)
        return;
    m_ids = kept;
    emit changed();
}

void Selection::toggle(const QString& id)
{
    QStringList ids = m_ids;
    if (!ids.removeOne(id))
        ids.append(id);
    set(ids);
}

void Selection::setPage(const QString& id)
{
    if (id == m_page)
        return;
    m_page = id;
    emit pageChanged();
}

void Selection::prune()
{
    const Node* page = m_model.node(m_page);
    if (!page || page->type != "page") {
        QString first;
        for (const Node& child : m_model.document().root.children) {
            if (child.type == "page") {
                first = QString::fromStdString(child.id);
                break;
            }
        }
        setPage(first);
    }
    const QStringList before = m_ids;
    m_ids.removeIf([this](const QString& id) { return !m_model.node(id); });
    if (m_ids != before)
        emit changed();
}

} // namespace twin
