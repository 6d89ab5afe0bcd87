// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "package/package.h"
#include "training/table.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// Measures imported models on runs that they were not made from, and fills what follows from that. `package`
/// has the complete contract and the models, which give no bands themselves; it gets them where the contract
/// declares them (see measured_band.h), and the accuracy, the domain and the report. What the report says of
/// coverage is measured crosswise: each half of the runs in the bands of the other. `spec` gives "run" and
/// "columns". Errors "import.few-runs", "import.spec", "runs.too-large", those of gatherRuns and of
/// evaluations; "import.cancelled". `notes` gets what a person should know: bands that the runs are too few
/// for.
Status measureModels(Package& package, const nlohmann::json& spec, const Table& runs,
                     const nlohmann::json& details, std::vector<std::string>& notes,
                     const Progress& progress);

/// An error as that of an import: "session.cancelled" becomes "import.cancelled".
Diagnostic inImport(const Diagnostic& error);

/// What a package without runs says instead: no bands, no accuracy, a warning at every point.
void stateNoEvidence(Contract& contract);

} // namespace twin
