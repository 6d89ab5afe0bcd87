// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"

#include <cstddef>
#include <string>

namespace twin {

/// How fast a package answers on one machine. Measured when it is asked for and never stored in a package:
/// the same data give the same package.
struct ModelTiming
{
    double pointMicroseconds = 0; ///< one point with rules, domain and bands, as a slider asks; the median
    double rowMicroseconds = 0;   ///< a row of a batch with bands, without rules, on all threads
    std::size_t batchRows = 0;
    unsigned threads = 0;
    std::string processor; ///< as the system names it; may be empty
    std::string kernels;   ///< the instruction set in use
};

/// Measures for about half a second, at points spread over the validated ranges. Fails as the package does.
Result<ModelTiming> measureTiming(const Package& package);

} // namespace twin
