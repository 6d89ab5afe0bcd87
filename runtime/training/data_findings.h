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
/// (a real input with two values), "data.item-unseen" (a choice that no run has), "data.item-rare" (or hardly any), "data.collinear" (inputs
/// that cannot be told apart: a pair by its correlation, more by the smallest principal component of their
/// correlations), "data.outside-physical", "data.implausible" (runs that contradict the contract),
/// "data.outlier-value" (far from the median by the modified z-score of Iglewicz and Hoaglin, How to detect
/// and handle outliers, ASQC 1993, on the plain and on the logarithmic scale), "data.repeated",
/// "data.replicates" (the noise that repeated runs show: pure error), "data.transform" (a scale that would
/// suit an output or input). `models`: the spec's, for what they say of scales. `table`: its name, for
/// locations.
Diagnostics findInRuns(const Contract& contract, const RunSet& runs, const nlohmann::json& models,
                       const std::string& table);

/// Runs that no model can be fitted to, named: "runs.too-large" (beyond 1e100), "runs.too-small" (no value
/// above 1e-100), "train.few-runs" (fewer than two more than inputs that vary), "train.nothing-varies" (no
/// input does). All but the first hold only when some of `models` is fitted, and not given whole.
Status checkFittable(const Contract& contract, const RunSet& runs, const nlohmann::json& models,
                     const std::string& table);

} // namespace twin
