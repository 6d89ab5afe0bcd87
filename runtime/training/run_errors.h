// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "training/training.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace twin {

/// How far off the models are at each run when they have not seen it: by contract output, one figure a run,
/// the root mean square over the run's points as a share of the output's standard deviation over the runs
/// (pooled over the points). NaN where no model was asked about the run without having seen it.
using RunErrors = std::vector<std::vector<double>>;

/// `mean`: what the models answered to the runs kept out, by contract output, row-major runs x points.
/// `scale`: of each output, outputScales() of the fitted runs. `judged`: the runs whose answers count.
RunErrors runErrors(const RunSet& runs, const std::vector<std::vector<double>>& mean,
                    const std::vector<double>& scale, const std::vector<bool>& judged);

/// The standard deviation of each output over the runs, pooled over its points; 1 for one that is constant.
std::vector<double> outputScales(const RunSet& runs);

/// As the report keeps them: {OUTPUT: [three digits, ...]} in the order of the domain's runs; null for NaN.
nlohmann::json toJson(const Contract& contract, const RunErrors& errors);

/// What toJson wrote, with the mean of the others where there was none; `runs`: how many there must be.
/// Errors "enrich.evidence".
Result<RunErrors> runErrorsFromReport(const nlohmann::json& report, const Contract& contract,
                                      std::size_t runs);

} // namespace twin
