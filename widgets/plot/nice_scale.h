// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

namespace twin {

/// The ends of a value axis that holds low..high: multiples of a round 1, 2 or 5 times a power of ten.
/// `fromZero` pulls the nearer end to zero. Equal or non-finite ends give a scale of their own.
std::pair<double, double> niceScale(double low, double high, bool fromZero);

/// The scale that stands, when it still serves: it holds low..high, and these fill at least two fifths of it.
bool stillServes(std::pair<double, double> scale, double low, double high);

} // namespace twin
