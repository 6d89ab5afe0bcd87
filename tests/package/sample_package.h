// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"

namespace twin {

/// A small twin of a pump with every kind of part: three inputs of three types, a fitted series with a band,
/// a formula without one, a domain of validity, a report, conformance vectors. `kind` is the fitted model's;
/// "field": a pod whose series is a field over the hours and heights instead.
Package samplePackage(const std::string& kind = "polynomial");

/// The closed form that its runs came from: power in kW at hour `h`; of the field, a quarter of it more a
/// metre.
double samplePower(double flow, double pumps, double boost, double h);

} // namespace twin
