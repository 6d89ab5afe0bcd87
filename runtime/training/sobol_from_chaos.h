// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/variable.h"
#include "model/polynomial_regressor.h"
#include "training/sobol_indices.h"

#include <vector>

namespace twin {

/// Over what a chaos varies: by coordinate its input and the ends between which it is uniform. Within 0..1,
/// what the runs span, lie most; polynomials hold beyond as well.
struct ChaosRanges
{
    std::vector<std::size_t> inputOf;
    std::vector<Range> ranges;
    std::size_t inputs = 0;
};

/// The Sobol indices of weighted sums of a regressor's values, by input, straight from the coefficients and
/// so without error: each squared coefficient is a part of the variance that belongs to the inputs of its
/// term. Several sums (the points of a curve) have the indices of Gamboa et al. 2014: variances are added up.
/// Where a range is not 0..1 the terms are first written in the polynomials of that range. Source: Sudret,
/// Reliability Engineering and System Safety 93, 2008.
///
/// `weights`: row-major sums x values. Empty when nothing varies, or when that takes too many terms.
std::vector<SobolIndex> sobolFromChaos(const PolynomialRegressor& regressor,
                                       const std::vector<double>& weights, const ChaosRanges& over);

} // namespace twin
