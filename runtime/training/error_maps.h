// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/accuracy.h"

#include <nlohmann/json.hpp>
#include <span>
#include <utility>
#include <vector>

namespace twin {

/// The pairs of inputs that a reader should see: those of the most influential inputs, and the pair with the
/// largest empty region. `influence` has one value an input.
std::vector<std::pair<std::size_t, std::size_t>> pairsToShow(const DomainOfValidity& domain,
                                                             const std::vector<double>& influence);

/// Where the runs lie between two inputs and where the errors are large:
/// {inputs [A, B], edges [[...], [...]], runs [[...]], rmse {OUTPUT: [[...]]}}. Cells are row-major by A,
/// then B; `runs` counts `all` runs (row-major, contract order), `rmse` is over the judged ones in a cell,
/// null where there are none.
nlohmann::json errorMap(const Contract& contract, std::pair<std::size_t, std::size_t> inputs,
                        std::span<const double> all, const HeldOutAnswers& answers);

} // namespace twin
