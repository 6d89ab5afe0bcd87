// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/least_squares.h"

#include <cstddef>
#include <vector>

namespace twin {

/// How terms are let in, one after another.
enum class TermPath
{
    LeastAngle, ///< Efron and others, Annals of Statistics 32, 2004: by correlation, all of one weight
    Forward     ///< by what least squares gain most from
};

/// The terms that a path of selection stopped at.
struct ChosenTerms
{
    std::vector<std::size_t> terms; ///< in the order that they came in; the first is the constant
    double error = 0;               ///< corrected leave-one-out mean square (see leaveOneOutCorrection)
};

/// How a path errs at each of some runs that it has not seen: row-major, by the number of terms less one,
/// then by run.
struct PathErrors
{
    std::vector<double> square; ///< squared errors
    std::vector<double>
        leverage; ///< of these runs: a squared error is so many times the noise, and once more
};

/// Walks the path with an orthonormal basis of the terms let in, so that each step updates correlations,
/// least squares and leave-one-out errors by one vector; the number of terms with the least corrected
/// leave-one-out error wins. Source: Blatman and Sudret, Journal of Computational Physics 230, 2011.
/// `columns`: the first row is the constant. `values`: one for each run. `count`: as many terms as that
/// instead, or all that there are.
ChosenTerms chooseTerms(const TermColumns& columns, const double* values, TermPath path,
                        std::size_t count = 0);

/// The same path, judged at further runs: rows and `values` go on with `tests` of them behind columns.runs.
PathErrors pathErrors(const TermColumns& columns, const double* values, std::size_t tests, TermPath path);

} // namespace twin
