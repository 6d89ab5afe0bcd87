// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace twin {

/// A function to be minimised: its value at `x`, its gradient written to `gradient`. +infinity where it is
/// not defined.
using Objective = std::function<double(const std::vector<double>& x, std::vector<double>& gradient)>;

struct Minimum
{
    std::vector<double> x;
    double value = 0;
    std::size_t evaluations = 0;
    std::vector<double> inverseHessian; ///< row-major, as far as the steps have shown it
};

struct MinimizerOptions
{
    std::size_t evaluations = 80;
    /// In units of the objective: stops when two steps in a row gain less and the slope is below 30 of it.
    double tolerance = 1e-5;
    double longestStep = 1.5;           ///< of any coordinate in one iteration
    std::vector<double> inverseHessian; ///< row-major, as guessed; unknown when empty
};

/// Minimises a smooth function by the BFGS method with a backtracking line search.
/// Source: Nocedal and Wright, Numerical Optimization, 2006, algorithms 3.1 and 6.1.
Minimum minimize(const Objective& objective, std::vector<double> start, const MinimizerOptions& options = {});

} // namespace twin
