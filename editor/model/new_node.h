// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/descriptor.h"
#include "document/document.h"
#include "page/page_view.h"

#include <QString>
#include <set>
#include <string>

namespace twin {

struct Contract;

/// Gives ids that a document does not hold, each once.
class FreshIds
{
  public:
    explicit FreshIds(const Document& document);
    std::string next();

  private:
    std::set<std::string> m_used;
    int m_number = 0;
};

/// A widget at a place, bound to a variable if one is named.
Node newWidget(const NodeDescriptor& descriptor, std::string id, const Cell& cell,
               const QString& variable = {});
/// A rule with an id of its own among the rules of document and contract ("R1", "R2", ...), with `condition`
/// to be typed.
Node newRule(const Document& document, const Contract* contract, std::string id);
/// The copy of a node with fresh ids for it and what is below it.
Node withFreshIds(Node node, FreshIds& ids);

/// What the start page asks for before there is a page.
struct AppStart
{
    QString title;
    QString decision; ///< "Which pumps to inspect today?"
    QString user;     ///< "Maintenance engineer, early shift"
    int minutes = 0;  ///< the time budget of one decision; 0: not said
    QString pageTitle;
};

/// A blank page with the fidelity banner on it. `packageFile` is the package's file name, without a folder.
Document newApp(const AppStart& start, const Contract& contract, const QString& packageFile,
                const Catalog& catalog);

} // namespace twin
