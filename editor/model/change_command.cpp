// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/change_command.h"

#include "model/document_model.h"

namespace twin {

ChangeCommand::ChangeCommand(DocumentModel& model, Change forward, Change inverse, const QString& text,
                             int mergeToken)
    : QUndoCommand(text),
      m_model(model),
      m_forward(std::move(forward)),
      m_inverse(std::move(inverse)),
      m_mergeToken(mergeToken)
{}

void ChangeCommand::undo()
{
    [[maybe_unused]] const auto result = m_model.applyNow(m_inverse);
    Q_ASSERT(result);
}

void ChangeCommand::redo()
{
    if (std::exchange(m_applied, false))
        return;
    [[maybe_unused]] const auto result = m_model.applyNow(m_forward);
    Q_ASSERT(result);
}

bool ChangeCommand::mergeWith(const QUndoCommand* other)
{
    const auto* later = static_cast<const ChangeCommand*>(other);
    if (later->m_mergeToken != m_mergeToken)
        return false;
    m_forward = later->m_forward;
    return true;
}

} // namespace twin
