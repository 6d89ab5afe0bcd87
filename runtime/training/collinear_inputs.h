// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "training/training.h"

#include <string>
#include <vector>

namespace twin {

/// Inputs whose effects the runs cannot tell apart.
struct CollinearInputs
{
    std::vector<std::size_t> inputs; ///< positions in the contract
    /// "Flow and speed go together in all runs (correlation 0.9998): ..."
    std::string words;
};

/// Pairs of numeric inputs with a correlation of at least 0.99, and combinations of more whose standardised
/// sum varies by less than a hundredth of what independent ones would (the smallest principal components of
/// the correlation matrix: Belsley, Kuh and Welsch, Regression diagnostics, 1980). Combinations are looked
/// for when there are at least twice as many runs as inputs, and at most 200 inputs.
std::vector<CollinearInputs> collinearInputs(const Contract& contract, const RunSet& runs);

} // namespace twin
