// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "contract/contract.h"

#include <span>
#include <vector>

namespace twin {

/// Which runs lie where the contract lets a twin answer: inside the validated ranges, and not where the
/// owner's rules withhold or block the answer. What is promised of a twin is measured there, and its bands are set there. `inputs`:
/// row-major, contract order and units. Errors: those of the rules.
Result<std::vector<bool>> answeredRuns(const Contract& contract, std::span<const double> inputs);

} // namespace twin
