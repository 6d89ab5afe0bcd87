// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "session/snapshot.h"

#include <nlohmann/json.hpp>

namespace twin {

/// A snapshot for other programs:
/// `{"zone", "verdict", "verdicts": [{"rule", "verdict", "message", "nearest": {NAME: value}}],
/// "closestRun": {"runs", "inputs": {NAME: value}, "distance", "limit", "words"} or null, "axis":
/// {"name", "unit", "values"} or null, "outputs": {NAME: {"unit", "values" (a series) or "value" (a scalar),
/// "lower", "upper"}}}`. Where no number is an answer, because it is withheld or blocked or there is no band,
/// each is null; arrays keep the axis' length.
nlohmann::json toJson(const Contract& contract, const Snapshot& snapshot);

} // namespace twin
