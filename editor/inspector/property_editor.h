// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/descriptor.h"

#include <QWidget>

namespace twin {

class Workspace;

/// What an editor of one property may look at beyond its value.
struct EditorContext
{
    Workspace& workspace;
    const PropertyDescriptor& property;
    QStringList nodes; ///< the nodes that are being edited, all of which have the property
};

/// The field for one property in the inspector. Made by makePropertyEditor() from the property's type; one kind of editor serves every
/// widget that has such a property.
class PropertyEditor : public QWidget
{
    Q_OBJECT

  public:
    PropertyEditor(const EditorContext& context, QWidget* parent);

    /// Shows a value; `isMixed`: the nodes have different ones, and the field says so until it is edited. Must not emit edited().
    virtual void setValue(const nlohmann::json& value, bool isMixed) = 0;
    /// The contract, the rules or other properties changed: choices may differ. setValue() follows.
    virtual void refresh() {}
    /// Wide editors (lists, tables, expressions) stand below their label, narrow ones beside it.
    virtual bool isWide() const { return false; }

  signals:
    /// `isTyping`: more of the same word will follow; such edits are one step of undo.
    void edited(const nlohmann::json& value, bool isTyping);
    /// Typing has come to an end: the next edit is a step of its own.
    void finished();

  protected:
    Workspace& workspace() const { return m_context.workspace; }
    const PropertyDescriptor& property() const { return m_context.property; }
    const QStringList& nodes() const { return m_context.nodes; }
    /// The unit behind the field: the descriptor's, or the bound variable's for "@unit".
    QString unitText() const;
    /// The variable that the nodes are bound to; null for none or different ones.
    const Variable* boundVariable() const;

  private:
    EditorContext m_context;
};

PropertyEditor* makePropertyEditor(const EditorContext& context, QWidget* parent);

} // namespace twin
