// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/run_words.h"

namespace twin {

/// Adds what runs with the same inputs as another show: that they add nothing, or how much noise there is.
/// Findings "data.repeated" and "data.replicates".
void findRepeated(const Contract& contract, const RunSet& set, const RunWords& runs, Diagnostics& found);

} // namespace twin
