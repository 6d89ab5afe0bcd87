// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "contract/contract.h"
#include "training/training.h"

#include <cstdint>
#include <string>
#include <vector>

namespace twin {

/// How the points of a design of experiments are placed.
enum class DesignKind
{
    FullFactorial,  ///< every combination of `levels` values an input, ends included
    LatinHypercube, ///< one point in each of `runs` slices of every input, spread by simulated annealing
    Sobol, ///< digital sequence in base 2, digitally shifted by the seed; any prefix is space-filling
    Halton ///< one prime base an input, shifted by the seed; any prefix is space-filling
};

/// What is asked of a design.
struct DesignRequest
{
    DesignKind kind = DesignKind::Sobol;
    std::size_t runs = 100; ///< points to place; a full factorial ignores it
    std::size_t levels = 3; ///< of a full factorial, for each real input
    std::uint64_t seed = 1; ///< the same seed gives the same design
    /// Conditions over the inputs that every point must meet: "q_in * 1.3464 / n <= 800 m3/h".
    std::vector<std::string> constraints;
    /// Conditions that no point may meet: "q_in > 1500 and t_amb > 33".
    std::vector<std::string> excluded;
};

/// Points in the validated ranges of a contract's inputs: row-major, one row a run, contract order and units.
/// Integers, booleans and enumerations take whole values, equally often.
///
/// No point lies where the contract's own rules withhold or block the answer, save in a full factorial, which
/// a table needs whole: it leaves out combinations that the conditions forbid; the sequences draw on until `runs`
/// points meet them; a Latin hypercube is annealed until all do. What is annealed is the centred L2
/// discrepancy (Hickernell, A generalized discrepancy and quadrature error bound, Mathematics of Computation
/// 67, 1998), which spreads the points over every choice of the inputs (Damblin, Couplet and Iooss, Numerical
/// studies of space-filling designs, Journal of Simulation 7, 2013); a hypercube of largest distances puts
/// all points of many inputs at one distance from the middle. Errors: "design.range" (an input without finite
/// validated range), "design.size" (over ten million points, or fewer than 1), "design.constraint" (a
/// condition does not compile, or hardly any point meets them all), "design.cancelled".
Result<std::vector<double>> makeDesign(const Contract& contract, const DesignRequest& request,
                                       const Progress& progress = {});

/// A point of the unit cube as values in the validated ranges; whole numbers and choices get slices of equal
/// width. Both arrays hold one value an input; the ranges must be finite.
void toEngineering(const Contract& contract, const double* unit, double* point);

/// A design as a table: "run" (from `firstRun` on) and one column an input; enumerations by name.
Table designTable(const Contract& contract, const std::vector<double>& points, std::size_t firstRun = 1);

} // namespace twin
