// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "training/training.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// What an engineer should know of his runs before relying on a model of them, found in the runs alone.
/// Kinds, as codes: "data.constant-input", "data.constant-output" (the same in every run), "data.few-levels"
/// (a real input with two values), "data.item-unseen" (a choice that no run has), "data.collinear" (inputs
/// that cannot be told apart: a pair by its correlation, more by the smallest principal component of their
/// correlations), "data.outside-physical", "data.implausible" (runs that contradict the contract),
/// "data.outlier-value" (far from the median by the modified z-score of Iglewicz and Hoaglin, How to detect
/// and handle outliers, ASQC 1993, on the plain and on the logarithmic scale), "data.repeated",
/// "data.replicates" (the noise that repeated runs show: pure error), "data.transform" (a scale that would
/// suit an output or input). `models`: the spec's, for what they say of scales. `table`: its name, for
/// locations.
Diagnostics findInRuns(const Contract& contract, const RunSet& runs, const nlohmann::json& models,
                       const std::string& table);

/// What models answered to runs that they were not fitted to, by contract output, row-major runs x points.
struct KeptOutAnswers
{
    const std::vector<std::vector<double>>& mean;
    const std::vector<std::vector<double>>& lower; ///< NaN where there is no band
    const std::vector<std::vector<double>>& upper;
    const std::vector<bool>& judged; ///< runs whose answers count
};

/// Runs that the models cannot explain by the others: "data.outlier-error", when a run kept out of the fit is
/// off by more than eight robust standard deviations of such errors, by more than a tenth of the output's
/// spread, and by more than four times its own band, which is wide where runs are few.
Diagnostics findOutliers(const Contract& contract, const RunSet& runs, const KeptOutAnswers& answers,
                         const std::string& table);

/// Runs that no model can be fitted to, named: "runs.too-large" (beyond 1e100), "train.few-runs" (fewer than
/// two more than inputs that vary), "train.nothing-varies" (no input does). The last two hold only when some
/// of `models` is fitted, and not given whole.
Status checkFittable(const Contract& contract, const RunSet& runs, const nlohmann::json& models,
                     const std::string& table);

} // namespace twin
