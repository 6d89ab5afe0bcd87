// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "station.h"

#include <vector>

namespace eastfield {

/// A space-filling design of experiments over the station's validated ranges: at most 800 m3/h a pump at the
/// day's peak, and nothing in the corner of more than 1500 m3/h and more than 33 Cel, which the station has
/// never seen.
///
/// Conditions repel each other, in all inputs together and in each pair of inputs, and settle by random
/// exchange where the sum of the repulsions is low (after Joseph, Gul and Ba, "Maximum projection designs for
/// computer experiments", Biometrika 102, 2015). Even and odd members are each a space-filling design
/// themselves. The same call gives the same design.
std::vector<Conditions> makeDesign(int count);

bool isInDesign(const Conditions& conditions);

} // namespace eastfield
