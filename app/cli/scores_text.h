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
/// `areBandsSet`: by the very runs that are counted, so that their share inside says nothing: "set".
std::string scoresText(const Contract& contract, const Scores& scores, bool areBandsSet = false);
/// Those of a report.
std::string scoresText(const Package& package);
/// {"outputs": {NAME: {"r2", "rmse", "maxAbs", "coverage", "level"}}}; null where there is no band.
nlohmann::json scoresJson(const Scores& scores);

} // namespace twin::cli
