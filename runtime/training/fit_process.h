// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/gaussian_process.h"

#include <cstddef>
#include <optional>

namespace twin {

struct ProcessFit
{
    GaussianProcessParameters parameters; ///< trend and variance not yet set
    double logLikelihood = 0;
    std::size_t evaluations = 0; ///< of the likelihood at full size
};

/// Lengths and nugget of greatest likelihood; with no correlation given, the correlation too. `design`:
/// row-major runs x dimensions, coordinates of about 0..1. Values that do not vary give a process that is its
/// trend.
ProcessFit fitProcess(const double* design, std::size_t runs, std::size_t dimensions, const double* values,
                      std::optional<Correlation> correlation);

} // namespace twin
