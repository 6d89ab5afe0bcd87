// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/network_model.h"
#include "package/package.h"
#include "training/table.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// Measures an imported network on runs that it was not fitted to, and fills what follows from that:
/// the half widths of the bands in `content`, and of `package` (whose contract is complete) the models,
/// accuracy, domain and report. Bands are split conformal prediction's (Papadopoulos et al. 2002): the
/// quantile of the absolute errors, by point of the axis, with room for one more run. What the report says of
/// their coverage is measured crosswise: each half of the runs in the bands of the other. `spec` gives "run"
/// and "columns". Errors "import.few-runs", those of gatherRuns and of evaluations.
Status measureNetwork(Package& package, NetworkModel::Content content, const nlohmann::json& spec,
                      const Table& runs, const nlohmann::json& details);

/// What a package without runs says instead: no bands, no accuracy, a warning at every point.
void stateNoEvidence(Contract& contract);

} // namespace twin
