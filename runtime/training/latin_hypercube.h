// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/design.h"
#include "training/design_conditions.h"

#include <vector>

namespace twin {

/// The points of a Latin hypercube, as makeDesign gives them: annealed until all meet the conditions, and
/// towards the least centred L2 discrepancy. Errors: "design.constraint", "design.cancelled".
Result<std::vector<double>> hypercubeDesign(const Contract& contract, const DesignRequest& request,
                                            const DesignConditions& conditions, const Progress& progress);

} // namespace twin
