// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/accuracy.h"

#include <nlohmann/json.hpp>

namespace twin {

/// Where over both axes the answers for a field err, in a few cells each way, on judged runs:
/// {"edges": [of the first axis, of the second], "rmse": by first, then second axis; with a band "coverage",
/// the share of values inside it; "worst": {run, inputs, "maxAbs"}, the run with the largest errors and its
/// largest in each cell}. Every point of the axes is in one cell.
nlohmann::json fieldEvidence(const Contract& contract, std::size_t output, const HeldOutAnswers& answers);

} // namespace twin
