// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit_family.h"

namespace twin {

/// Multilayer perceptrons, for each value some that differ in where their fit began. Options: "hidden" (sizes
/// of one to three layers; one of 6 to 32 by the number of runs), "activation" ("tanh", "sigmoid",
/// "softplus", "relu"), "members" (4; 3 where more than
/// three values are fitted, 2 from 3000 runs on). Errors "fit.network.size" (more parameters than can be
/// fitted).
Family networkFamily();

} // namespace twin
