// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "package/package.h"
#include "training/sobol_indices.h"

#include <string>
#include <vector>

namespace twin {

/// Which inputs move the answers of a package.
struct Sensitivity
{
    /// By contract output, then input. Empty where there is nothing to share out: an output that does not
    /// vary, or in a report one that the models do not explain.
    std::vector<std::vector<SobolIndex>> outputs;
    std::vector<bool> isExact;   ///< by contract output: from coefficients, not from evaluations
    std::size_t evaluations = 0; ///< 0 when all are exact
    std::string words;           ///< how they were made, or why there are none
};

/// The Sobol indices of any model, with all inputs independent and uniform over their validated ranges (rules
/// and empty regions notwithstanding); of a series, of its whole curve. Of polynomials on an output's own
/// scale they follow from the coefficients, of all else from evaluations. Without finite ranges, or where the
/// models cannot answer somewhere, there are none, and the words say so. The number of evaluations follows
/// from the kinds of the models alone, so that the same package has the same figures. Fails when it is
/// cancelled, with "session.cancelled".
Result<Sensitivity> sensitivityOf(const Package& package, const Progress& progress = {});

/// The share of each input in moving all outputs: its total index, averaged over the outputs that have some.
std::vector<double> influenceOf(const Sensitivity& sensitivity, std::size_t inputs);

} // namespace twin
