// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/polynomial_regressor.h"
#include "training/sobol_indices.h"

#include <vector>

namespace twin {

/// The Sobol indices of a weighted sum of a regressor's values (one value; a point of a curve by its modes),
/// by input, straight from the coefficients and so without error: each squared coefficient is a part of the
/// variance that belongs to the inputs of its term. They hold for inputs that are independent and uniform
/// over what the runs span. Source: Sudret, Reliability Engineering and System Safety 93, 2008.
///
/// `weights`: by value. `inputOf`: by coordinate, its input. Empty when the sum does not vary.
std::vector<SobolIndex> sobolFromChaos(const PolynomialRegressor& regressor,
                                       const std::vector<double>& weights,
                                       const std::vector<std::size_t>& inputOf, std::size_t inputs);

} // namespace twin
