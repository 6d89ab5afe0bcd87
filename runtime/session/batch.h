// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"

#include <span>
#include <vector>

namespace twin {

/// The bare answer of a package's models for a batch: by contract output, row-major rows x points.
struct BatchResult
{
    std::size_t rows = 0;
    std::vector<std::vector<double>> mean;
    std::vector<std::vector<double>> lower; ///< NaN where there is no confidence
    std::vector<std::vector<double>> upper;
};

/// Evaluates without any guardrail: for validation and conformance, never for a screen. `inputs` is row-major, rows x contract inputs.
Result<BatchResult> evaluateModels(const Package& package, std::span<const double> inputs, std::size_t rows);

} // namespace twin
