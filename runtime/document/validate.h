// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "document/descriptor.h"
#include "document/document.h"
#include "guardrail/guardrail_rule.h"

#include <vector>

namespace twin {

/// What is wrong with a document: for the Issues dock, `xdt check`, the export gate and the player's start. `contract` may be
/// null (no package yet), which is itself a finding. Locations are JSON pointers into the saved document. Checks: types, property types
/// and ranges, required properties, bindings to variables that exist and fit, widgets that overlap or leave the grid, an app's rules (syntax,
/// units, examples) against the contract, the banner's presence, empty pages.
Diagnostics validate(const Document& document, const Catalog& catalog, const Contract* contract);

/// The app's own rules, from its nodes of type "rule", in document order. Units and syntax are not checked here.
std::vector<GuardrailRule> appRules(const Document& document, const Catalog& catalog);

/// What stands between a document and its export, in words: every Error of validate(), what the contract lacks as evidence
/// (checkEvidence), a package whose report is missing. Empty of errors: the gate is open.
struct Package;
Diagnostics exportGate(const Document& document, const Catalog& catalog, const Package* package);

} // namespace twin
