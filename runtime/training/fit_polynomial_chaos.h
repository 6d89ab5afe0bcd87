// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit_family.h"

namespace twin {

/// Sparse polynomial chaos: for each value a few of the products of Legendre polynomials up to a degree,
/// which rises as long as the corrected leave-one-out error of the best choice of terms falls; the best
/// degrees are then judged by cross-validation that chooses terms anew. Source: Blatman and Sudret, Journal
/// of Computational Physics 230, 2011. The noise is that of the cross-validation. Options:
/// - "degree": the highest there may be (1 to 20; left out: 20);
/// - "norm": of the hyperbolic truncation (0.3 to 1; left out: the best of 1, 0.75 and 0.5);
/// - "selection": "least-angle", "forward", "all" (least squares on every term), or left out: the better of
/// the
///   first two.
/// The driver's cross-validation keeps degree, norm, way of selection and noise, and chooses terms anew.
/// Errors "fit.chaos.terms", "fit.option".
Family polynomialChaosFamily();

} // namespace twin
