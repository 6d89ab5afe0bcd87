// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "contract/variable.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

struct Contract;
struct Node;
struct Document;

enum class PropertyType {
    Text,        ///< one line
    LongText,    ///< several lines
    Number,      ///< a double
    Integer,
    Flag,        ///< true or false
    Choice,      ///< one of `choices`
    Binding,     ///< the name of a contract variable that `bindable` accepts
    BindingList, ///< an array of such names
    RuleList,    ///< an array of rule ids; empty means all
    Cell,        ///< [column, row, columns, rows] on the page's grid
    Image,       ///< an asset's file name
    Expression,  ///< a condition over the contract's variables
    Thresholds,  ///< an array of {"value": number, "label": text, "level": "amber" | "red"}
    Examples,    ///< an array of {"label", "inputs": {name: number}, "passes": bool}
    Package      ///< {"path", "id", "version"}
};

struct PropertyChoice
{
    std::string value;
    std::string label;
};

/// Metadata of one property of a node type: all that the inspector, the schema, validation, defaults and undo texts need.
struct PropertyDescriptor
{
    std::string key;
    std::string label;   ///< sentence case, in the user's words: "Decimal places"
    std::string group;   ///< heading in the inspector: "Data", "Appearance", "Place"
    PropertyType type = PropertyType::Text;
    nlohmann::json defaultValue;
    Range range = {};
    std::string unit = {}; ///< shown behind the field; for a bound property "@unit" means the bound variable's
    std::vector<PropertyChoice> choices = {};
    std::string help = {};
    bool required = false; ///< validation error when empty
    std::function<bool(const nlohmann::json& properties)> visibleWhen = {};
    std::function<bool(const Variable&)> bindable = {};
};

/// Metadata of one node type.
struct NodeDescriptor
{
    std::string type;
    std::string title;    ///< "Slider"
    std::string category; ///< "Inputs", "Results", "Trust", "Layout"; empty: not in the palette
    std::string icon;     ///< file name in resources/icons
    std::string help;     ///< one sentence
    std::vector<PropertyDescriptor> properties;
    std::vector<std::string> allowedChildren = {}; ///< types, or `anyWidget`
    int defaultColumns = 6;
    int defaultRows = 4;
    int minimumColumns = 2;
    int minimumRows = 2;
    bool removable = true; ///< the fidelity banner is not
    /// How well the widget suits a variable that is dragged from the contract; 0: not at all, the largest wins.
    std::function<int(const Variable&)> suits = {};
    /// The property that such a drop binds.
    std::string bindingKey = {};
    /// What the generic checks cannot see. Locations are pointers below `location`.
    std::function<void(const Node&, const Document&, const Contract*, const std::string& location, Diagnostics&)>
        check = {};

    const PropertyDescriptor* findProperty(std::string_view key) const;
    /// Whether a node of type `child` may stand directly below one of this type.
    bool accepts(const NodeDescriptor& child) const;
    /// Has a place on a page: a property "cell".
    bool isWidget() const;

    /// In allowedChildren: every type that is a widget.
    static constexpr std::string_view anyWidget = "*";
};

/// The explicit list of descriptors. `standardCatalog()` (widgets/catalog.h) gives the one that every program uses.
class Catalog
{
  public:
    explicit Catalog(std::vector<NodeDescriptor> descriptors);
    const NodeDescriptor* find(std::string_view type) const;
    const std::vector<NodeDescriptor>& descriptors() const { return m_descriptors; }
    /// The widget that suits a variable best; null when none does.
    const NodeDescriptor* bestFor(const Variable& variable) const;

  private:
    std::vector<NodeDescriptor> m_descriptors;
};

} // namespace twin
