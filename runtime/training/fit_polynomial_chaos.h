// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit_family.h"

namespace twin {

/// Sparse polynomial chaos: for each value the terms of least corrected leave-one-out error, found by
/// least-angle regression or forward selection among the products of Legendre polynomials up to a degree,
/// which rises until the error does. Source: Blatman and Sudret, Journal of Computational Physics 230, 2011.
/// Options:
/// - "degree": the highest there may be (1 to 20; left out: 20);
/// - "norm": of the hyperbolic truncation (0.3 to 1; left out: the best of 1, 0.75 and 0.5);
/// - "selection": "least-angle", "forward", "all" (least squares on every term), or left out: the better of
/// the
///   first two.
/// Cross-validation keeps the degree, the norm and the way of selection, and chooses terms anew. Errors
/// "fit.chaos.terms", "fit.option".
Family polynomialChaosFamily();

} // namespace twin
