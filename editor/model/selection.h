// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

namespace twin {

class DocumentModel;

/// What is selected, in the order of selecting: ids of nodes that exist. Canvas, outline, inspector and
/// issues share one.
class Selection : public QObject
{
    Q_OBJECT

  public:
    explicit Selection(DocumentModel& model, QObject* parent = nullptr);

    const QStringList& ids() const { return m_ids; }
    bool contains(const QString& id) const { return m_ids.contains(id); }
    bool isEmpty() const { return m_ids.isEmpty(); }
    /// The last one selected, which commands for one thing act on; empty when there is none.
    QString current() const { return m_ids.isEmpty() ? QString() : m_ids.back(); }

    /// Ids that the document does not hold are left out.
    void set(const QStringList& ids);
    void toggle(const QString& id);
    void clear() { set({}); }

    /// The page on the canvas.
    const QString& page() const { return m_page; }
    void setPage(const QString& id);

  signals:
    void changed();
    void pageChanged();

  private:
    void prune();
    DocumentModel& m_model;
    QStringList m_ids;
    QString m_page;
};

} // namespace twin
