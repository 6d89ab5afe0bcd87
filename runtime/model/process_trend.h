// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace twin {

/// What the runs say of a linear trend's coefficients. With F the trend's terms at the runs (1 and the
/// coordinates) and R the correlations: A = F' R^-1 F and B = R^-1 F.
/// Source: Rasmussen and Williams 2006, section 2.7; Sacks, Welch, Mitchell and Wynn, Statistical Science 4,
/// 1989, eqs. 4 to 8.
struct TrendSystem
{
    std::size_t terms = 0;
    std::vector<double> normal;  ///< A, row-major terms x terms
    std::vector<double> right;   ///< F' R^-1 y
    std::vector<double> weights; ///< B by term: terms x points
};

struct TrendSolution
{
    std::vector<double> coefficients; ///< generalised least squares: the constant, then the slopes
    /// Terms x (terms + points), row-major, with as many points as B had: row (a, c) of H (I, B') with H' H
    /// the inverse of A. What the coefficients leave open adds, in parts of the process's variance, the sum
    /// over the rows of (a . (1, x) - c . k(x))^2.
    std::vector<double> rows;
};

/// Directions that the runs do not determine (the columns of an enumeration add up to the constant) are left
/// out of both.
TrendSolution solveTrend(const TrendSystem& system);

} // namespace twin
