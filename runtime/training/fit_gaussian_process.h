// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit_family.h"

namespace twin {

/// Gaussian processes, one a value: hyperparameters of greatest likelihood each (fitProcess). Option
/// "kernel".
Family gaussianProcessFamily();

} // namespace twin
