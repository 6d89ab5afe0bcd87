// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit_family.h"

namespace twin {

/// A plane by least squares. Errors "fit.polynomial.terms".
Family linearFamily();

/// A polynomial of a total degree by least squares, all values on the same terms; the degree is the one of
/// least leave-one-out error unless the option "degree" names it. Errors "fit.polynomial.terms".
Family polynomialFamily();

} // namespace twin
