// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/accuracy.h"
#include "training/region_scores.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace twin {

/// What the report holds of one output, all of it on judged runs:
/// {r2, rmse, maxAbs, errorQuantiles {p50, p90, p99}, worstRuns, parity [[true, predicted], ...],
/// byRegion [{input, words, minimum, maximum, runs, rmse, maxAbs, coverage, weak, overbold}]}; with a band
/// also {coverage, level, bandFactors [[factor, share inside a band so many times as wide], ...]}; of a
/// series also {rmseAlongAxis, coverageAlongAxis, curves {typical, worst}}, each curve {run, inputs, axis,
/// true, predicted, lower, upper}: the run with the middle error and the one with the largest; of a field
/// also {overAxes} (see field_evidence.h).
nlohmann::json outputEvidence(const Contract& contract, std::size_t output, const HeldOutAnswers& answers,
                              const std::vector<InputRegion>& regions);

} // namespace twin
