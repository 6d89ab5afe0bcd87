// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit_basis.h"
#include "training/fit_calibration.h"
#include "training/fit_family.h"
#include "training/fit_options.h"
#include "training/level_folds.h"

#include <cstddef>
#include <vector>

namespace twin {

/// One output being fitted.
struct SurrogateOutput
{
    OutputRuns output;
    OutputCurve curve;
    CurveBasis basis;
    KeptOutPredictions keptOut;
    std::vector<KeptOutPredictions> probes; ///< by fold, at some points
};

/// The inputs of some runs as coordinates, row-major, and the values of all outputs' modes, values x runs.
struct SurrogatePoints
{
    std::vector<double> design;
    std::vector<double> values;
    std::vector<double> share;
    std::size_t runs = 0;
    std::size_t coordinates = 0;

    FitProblem problem() const
    {
        return {design.data(), runs, coordinates, values.data(), share.size(), share};
    }
};

/// Adds the scores of one output, and each mode's share of its variance.
void addScores(SurrogatePoints& points, const CurveBasis& basis, const std::vector<double>& curves);

/// Predicts the runs of one fold, and places between the runs, by a fit and bases made without those that the
/// fold lacks: fills keptOut of `all` for these runs and probes for this fold. Called from several threads at
/// once, for different folds.
Status predictFold(std::vector<SurrogateOutput>& all, const FamilyFit& fit, const SurrogatePoints& whole,
                   const Folds& folds, std::size_t fold, const std::vector<double>& probes);

/// By how much CV+ widens each output's band; 1 without probes. Precondition: every fold
/// predicted.
std::vector<double> wideningOf(const std::vector<SurrogateOutput>& all, const Regressor& regressor,
                               const std::vector<std::size_t>& fold, const std::vector<double>& probes);

} // namespace twin
