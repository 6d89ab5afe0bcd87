// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "document/descriptor.h"
#include "document/document.h"

#include <string>

namespace twin {

/// What validate() is made of. Each check looks at one concern of the whole document and appends what it
/// finds.
struct CheckContext
{
    const Document& document;
    const Catalog& catalog;
    const Contract* contract; ///< null: no package to check against
    Diagnostics& diagnostics;

    void error(std::string code, std::string location, std::string message, std::string remedy) const;
    void warn(std::string code, std::string location, std::string message, std::string remedy) const;
};

/// What a person calls a node: "Slider "Incoming flow"", from its title, label or binding.
std::string nameOf(const Node& node, const Catalog& catalog);

/// Node types, who may stand below whom, pages, and each descriptor's own check.
void checkStructure(const CheckContext& context);
/// Properties: known keys, types, ranges, required ones, bindings, references to rules.
void checkProperties(const CheckContext& context);
/// Places on the grid: inside it, not one over the other, and nothing on a page's fidelity banner.
void checkLayout(const CheckContext& context);
/// The app's own rules: ids, syntax and units against the contract, examples.
void checkRules(const CheckContext& context);

/// Visits parents before children with the pointer of each.
template <class Visit>
void visitWithPointer(const Node& node, const std::string& pointer, const Visit& visit)
{
    visit(node, pointer);
    for (std::size_t i = 0; i < node.children.size(); ++i)
        visitWithPointer(node.children[i], pointer + "/children/" + std::to_string(i), visit);
}

} // namespace twin
