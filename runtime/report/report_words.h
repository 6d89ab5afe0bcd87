// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/unit.h"
#include "contract/contract.h"

#include <map>
#include <string>

namespace twin {

/// Three significant digits; "–" for what is not there.
std::string figure(double value);
/// "0.53 °C"; the bare figure of what has no unit.
std::string figureWithUnit(double value, const Unit& unit);
/// A number that a person has set, as he wrote it: "24 h", "0.0003".
std::string given(double value, const Unit& unit);
/// "Error [°C]", of a plot or an axis; the words alone of what has no unit.
std::string titleOf(const std::string& words, const Unit& unit);
/// "88.4 %" of a share.
std::string percentage(double share);
/// "400 to 575 m³/h"; the one whole number or choice that lies between.
std::string intervalInWords(const Variable& variable, double from, double to);
/// A count as a whole number.
std::string wholeNumber(double value);
/// "Incoming flow 1280 m³/h, ambient temperature 31 °C" in contract order; names that the contract does not
/// have are left out.
std::string inputsInWords(const Contract& contract, const std::map<std::string, double>& inputs);

} // namespace twin
