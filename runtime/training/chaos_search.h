// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/polynomial_regressor.h"
#include "training/fit_family.h"
#include "training/least_angle.h"

#include <limits>
#include <optional>
#include <vector>

namespace twin {

/// How the terms of a chaos are chosen; without a path all are taken.
struct ChaosSelection
{
    const char* name; ///< as in specs
    std::optional<TermPath> path;
};

inline constexpr ChaosSelection chaosSelections[] = {
    {"least-angle", TermPath::LeastAngle}, {"forward", TermPath::Forward}, {"all", std::nullopt}};

/// From what, and how, the terms of one value are chosen.
struct ChaosCandidate
{
    PolynomialBasis::Truncation truncation;
    ChaosSelection selection = chaosSelections[0];
    double error = std::numeric_limits<double>::infinity(); ///< mean square, cross-validated
    double noise = 0;      ///< cross-validated, of errors less what leverage adds to them
    double growth = 1;     ///< of errors with leverage, see PolynomialRegressor
    std::size_t terms = 0; ///< how many the path lets in; 0: by corrected leave-one-out errors
    /// Squared errors over the mean square of the values, by the number of terms from fewestTerms on, then by
    /// run; kept for what may still win.
    std::vector<float> byRun = {};
    std::size_t fewestTerms = 1;
};

/// What a search found for one value, the candidate of least error first; none where the runs determine none.
struct ChaosChoice
{
    std::vector<ChaosCandidate> inRace;
    std::size_t runs = 0; ///< that byRun is of

    /// The candidate, with its number of terms, that is best by all runs but these: those that no choice may
    /// have seen. Its noise and growth are those of the first.
    ChaosCandidate without(const std::vector<std::size_t>& keptOut) const;
};

/// What a search may try.
struct ChaosWish
{
    static constexpr std::size_t highestDegree = 20;

    std::vector<double> norms = {0.75, 1, 0.5};
    std::vector<ChaosSelection> selections = {chaosSelections[0], chaosSelections[1]};
    std::size_t degree = highestDegree;
};

/// The choice for each value. Degrees are climbed under every norm with every selection as long as corrected
/// leave-one-out errors fall; the best of them are judged, at each number of terms, by runs kept out of the
/// choice of terms as well, since that error flatters the terms that it chose. Nothing when cancelled.
std::optional<std::vector<ChaosChoice>> searchChaos(const FitProblem& problem, const ChaosWish& wish,
                                                    const Progress& progress);

/// Terms and coefficients for one value of a problem; nothing where the runs do not determine them.
std::optional<PolynomialRegressor::Part> fitChaos(const ChaosCandidate& candidate, const FitProblem& problem,
                                                  std::size_t value);

} // namespace twin
