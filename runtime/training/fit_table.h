// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"

namespace twin {

/// Makes a table of runs that fill a grid of the inputs; the grid is found in the runs, and repeated runs are
/// averaged. Evidence: each run at an inner level of some input is predicted from a table without that level,
/// which makes its gaps twice as wide; of several inputs the one that errs most counts. Runs at the outer
/// levels of every input are not judged. The band's scale is the quantile of these errors by what the band's
/// formula says of the coarser table, so a band needs four levels of each input that goes continuously.
/// Errors "fit.option", "fit.output", "fit.table.hole", "fit.table.size", "fit.table.range",
/// "fit.table.levels".
Result<std::unique_ptr<Model>> fitTable(const nlohmann::json& spec, const Contract& contract,
                                        const RunSet& runs, const std::string& location,
                                        FitEvidence& evidence);

} // namespace twin
