// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"

#include <string>

namespace twin::cli {

/// A package for people: contract, models, domain and provenance.
std::string packageText(const Package& package);

/// What a contract should still be given, as warnings: making a package does not need it, the export of an
/// app does.
Diagnostics warningsOf(const Contract& contract);

} // namespace twin::cli
