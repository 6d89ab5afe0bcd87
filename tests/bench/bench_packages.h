// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/gaussian_process.h"
#include "package/package.h"

#include <memory>

namespace twin::bench {

/// The case's process as a package that was written and read again: inputs x0.. of 0..1, an output y whose
/// band is one standard deviation to each side. Files as cases/gaussian_process.py writes them.
std::shared_ptr<const Package> processPackage(Correlation correlation);

/// Formulas y = `text` over inputs x, y and z of -10..10.
std::shared_ptr<const Package> formulaPackage(const std::string& text);

} // namespace twin::bench
