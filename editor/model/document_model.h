// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/change.h"
#include "document/descriptor.h"
#include "document/document.h"

#include <QObject>
#include <QSet>
#include <QString>
#include <QUndoStack>

namespace twin {

/// What one edit touched: for listeners that only show part of the document.
struct Touched
{
    QSet<QString> nodes;    ///< ids whose properties, place among siblings or children changed
    bool structure = false; ///< something was inserted, removed or moved
};

/// The document being edited, its undo history and the one signal that everything else listens to. The only
/// door through which a document changes: push() and the undo stack. Listeners keep ids, never Node pointers,
/// which the next edit invalidates.
class DocumentModel : public QObject
{
    Q_OBJECT

  public:
    explicit DocumentModel(const Catalog& catalog, QObject* parent = nullptr);

    const Document& document() const { return m_document; }
    const Catalog& catalog() const { return m_catalog; }
    const Node* node(const QString& id) const;
    const NodeDescriptor* descriptorOf(const QString& id) const;
    nlohmann::json property(const QString& id, std::string_view key) const;
    QUndoStack* undoStack() { return &m_undo; }
    bool isModified() const { return m_forcedModified || !m_undo.isClean(); }

    /// Takes another document: forgets the history. `modified`: it differs from its file (a recovered one).
    void reset(Document document, bool modified = false);
    /// The document on disk is this one now.
    void setSaved();

    /// Applies a change and records it under `text` (empty: made from the descriptors). Changes pushed in a
    /// row with the same `mergeToken` other than 0 become one step of undo: a word typed in the inspector. On
    /// an error the document is as it was.
    Status push(Change change, QString text = {}, int mergeToken = 0);

  signals:
    void changed(const twin::Touched& touched);
    void documentReset();
    void modifiedChanged(bool modified);

  private:
    friend class ChangeCommand;
    Result<Change> applyNow(const Change& change);
    /// As on disk: a property that equals its default is not held, so that what is saved and read again is
    /// the same value.
    void makeSparse(Change& change) const;
    void updateModified();

    const Catalog& m_catalog;
    Document m_document;
    QUndoStack m_undo;
    bool m_forcedModified = false;
    bool m_lastModified = false;
};

} // namespace twin
