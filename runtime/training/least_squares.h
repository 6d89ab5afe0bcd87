// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace twin {

/// The terms of a linear model at the runs, one row a term, `stride` doubles from row to row.
struct TermColumns
{
    const double* rows = nullptr;
    std::size_t stride = 0;
    std::size_t terms = 0;
    std::size_t runs = 0;
    const double* row(std::size_t term) const { return rows + term * stride; }
};

/// Least squares for any number of values over the same terms.
struct LeastSquares
{
    std::size_t runs = 0, terms = 0;
    bool unique = false;              ///< false: the runs do not determine the terms; nothing else is set
    std::vector<double> coefficients; ///< row-major values x terms
    std::vector<double> errors;       ///< row-major values x runs: value less prediction
    std::vector<double> leverage;     ///< row-major terms x terms, lower V: t' (T'T)^-1 t = |V t|^2
    std::vector<double> hat;          ///< leverage of each run, at most 1; empty unless asked for

    /// Mean square of the errors that each run would have had without itself. Source: Allen's PRESS,
    /// Technometrics 16, 1974.
    double leaveOneOut(std::size_t value) const;
    /// What the runs scatter by: the squared errors by the degrees of freedom left; with `hat` from the
    /// leave-one-out errors e, whose variance is noise / (1 - hat), the mean of e^2 (1 - hat).
    double noise(std::size_t value) const;
};

/// `values`: row-major count x runs. `withHat`: also what leaveOneOut() needs, for half as much time again. A
/// trace of ridge settles what the runs leave open: the square of a two-valued input is a constant, and the
/// items of an enumeration add up to one. Where the runs do determine the terms it changes nothing that can
/// be seen.
LeastSquares solveLeastSquares(const TermColumns& columns, const double* values, std::size_t count,
                               bool withHat);

/// What the leave-one-out error is multiplied with, since the runs also chose the terms: n / (n - p) (1 +
/// tr (T'T)^-1). Source: Chapelle, Vapnik and Bengio, Machine Learning 48, 2002; used so by Blatman and
/// Sudret, Journal of Computational Physics 230, 2011.
double leaveOneOutCorrection(std::size_t runs, std::size_t terms, double inverseTrace);

} // namespace twin
