// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/descriptor.h"
#include "document/document.h"
#include "theme/theme.h"

#include <QWidget>
#include <map>
#include <optional>
#include <string>

namespace twin {

class LiveSession;

/// What every view of a page shares. `contract` and `session` may be null (no package yet): a view then shows
/// its empty state.
struct ViewContext
{
    const Catalog* catalog = nullptr;
    const Document* document = nullptr;
    const Contract* contract = nullptr;
    LiveSession* session = nullptr;
    const std::map<std::string, std::string>* assets = nullptr;
    Theme theme;
};

/// One node on screen. Reads the node and never changes it. Made by makeView() from the list in
/// view_registry.cpp.
class WidgetView : public QWidget
{
    Q_OBJECT

  public:
    WidgetView(const ViewContext& context, QWidget* parent);

    /// Takes the node's properties; called at making and at each change of the node. Keeps a copy.
    void setNode(const Node& node);
    const Node& node() const { return m_node; }

    /// The session's inputs or answer changed: show them. The answer's state, zone and verdict come from
    /// context().session.
    virtual void refresh() = 0;

    /// Inside a group a widget lies on the group's card and draws none of its own.
    void setInGroup(bool inGroup);

  protected:
    virtual void nodeChanged() = 0;
    const ViewContext& context() const { return m_context; }
    /// The property's value: the node's own, else the descriptor's default.
    nlohmann::json property(std::string_view key) const;
    QString text(std::string_view key) const;
    bool flag(std::string_view key) const;
    std::optional<double> number(std::string_view key) const;
    /// The variable that a binding property names; null when unbound, unknown, or without a contract.
    const Variable* boundVariable(std::string_view key) const;
    /// Why boundVariable() is null, in words for the view's empty state.
    QString unboundReason(std::string_view key) const;

    /// Whether the view lies on a card of its own (a surface with a border and a margin); it does unless it
    /// says otherwise.
    void setCard(bool card);
    void paintEvent(QPaintEvent* event) override;

  private:
    void updateMargins();
    const ViewContext& m_context;
    Node m_node;
    bool m_card = true;
    bool m_inGroup = false;
};

/// The view of a node's type; null for types that are not on screen.
WidgetView* makeView(const Node& node, const ViewContext& context, QWidget* parent);
/// The types that makeView knows; a test holds it equal to the catalog's widgets.
std::vector<std::string> viewTypes();

} // namespace twin
