// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/training.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace twin::cli {

using Scores = std::map<std::string, OutputScore>;

/// The scores that a package's validation report holds.
Scores scoresOfReport(const nlohmann::json& report);
/// A table with one line for each output, in contract order.
std::string scoresText(const Contract& contract, const Scores& scores);
/// {"outputs": {NAME: {"r2", "rmse", "maxAbs", "coverage", "level"}}}; null where there is no band.
nlohmann::json scoresJson(const Scores& scores);

} // namespace twin::cli
