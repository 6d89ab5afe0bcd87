// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "contract/contract.h"

#include <span>

namespace twin {

/// Says how many runs gave no answer, and where they lie when that is one part of the ranges:
/// "data.failed-runs". Both row-major, contract order and units.
void findFailed(const Contract& contract, std::span<const double> answered, std::span<const double> failed,
                Diagnostics& found);

} // namespace twin
