// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"

#include <map>
#include <string>
#include <vector>

namespace twin::cli {

/// Values by position of the input in the contract, in its own unit.
using Settings = std::map<std::size_t, double>;

/// Reads `--set` arguments: "q_in=1300", "q_in=361 l/s", "mode=eco". Codes "usage.set", "usage.set-twice",
/// "input.unknown" with the nearest names, and those of Variable::parseValue.
Result<Settings> readSettings(const Contract& contract, const std::vector<std::string>& arguments);

/// One `--grid` argument: an input and evenly spaced values of it.
struct GridSetting
{
    std::size_t input = 0;
    std::vector<double> values;
};

/// Reads "q_in=800:1400:50": from, to and how many, in the input's own unit. Codes "usage.grid" and
/// "input.unknown".
Result<GridSetting> readGridSetting(const Contract& contract, const std::string& argument);

/// The start values with the settings put in.
std::vector<double> pointOf(const Contract& contract, const Settings& settings);

} // namespace twin::cli
