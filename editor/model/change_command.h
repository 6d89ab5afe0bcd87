// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/change.h"

#include <QUndoCommand>

namespace twin {

class DocumentModel;

/// The one command of the undo stack: a change and its inverse. Made by DocumentModel::push once the change
/// is applied, so the first redo() that QUndoStack calls does nothing.
class ChangeCommand : public QUndoCommand
{
  public:
    ChangeCommand(DocumentModel& model, Change forward, Change inverse, const QString& text, int mergeToken);

    void undo() override;
    void redo() override;
    int id() const override { return m_mergeToken == 0 ? -1 : 1; }
    /// Joins a later command with the same token, which sets the same properties of the same nodes.
    bool mergeWith(const QUndoCommand* other) override;

  private:
    DocumentModel& m_model;
    Change m_forward;
    Change m_inverse;
    int m_mergeToken;
    bool m_applied = true;
};

} // namespace twin
