// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace twin {

/// How much of an answer's variance one input explains, with the standard error of each estimate.
struct SobolIndex
{
    double first = 0;      ///< by the input alone
    double firstError = 0; ///< numerical error, not the model's
    double total = 0;      ///< with all its interactions
    double totalError = 0;
};

/// A function of independent inputs that are uniform in 0..1: `points` is row-major rows x dimensions,
/// `values` row-major rows x width, owned by the caller.
using UniformFunction = std::function<Status(const double* points, std::size_t rows, double* values)>;

struct SobolPlan
{
    std::size_t dimensions = 0;
    std::vector<std::size_t> widths; ///< values of each output; together the width of a row
    std::size_t samples = 256;       ///< of each replicate, a power of two
    std::size_t replicates = 8; ///< independent shifts of the sequence, at least 2: the source of the errors
};

/// First-order and total indices of each output, by input; an output that does not vary has no indices (an
/// empty list). It costs replicates * samples * (dimensions + 2) evaluations.
///
/// First order: Saltelli et al., Variance based sensitivity analysis of model output, Comput. Phys. Commun.
/// 181 (2010), eq. (16), on centred values; total: Jansen, Comput. Phys. Commun. 117 (1999). An output of
/// several values has the indices of Gamboa et al., Sensitivity analysis for multidimensional and functional
/// outputs, Electron. J. Stat. 8 (2014): numerators and variances are summed over its values. Points are
/// Sobol's sequence in twice the dimensions with random shifts modulo 1 from a fixed seed, so that the same
/// function gives the same figures. Fails as the function does; "sensitivity.size" when the sequence has too
/// few dimensions.
Result<std::vector<std::vector<SobolIndex>>> sobolIndices(const UniformFunction& function,
                                                          const SobolPlan& plan);

} // namespace twin
