// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/band_method.h"
#include "training/training.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// How runs at inner levels of an input that the runs have at a few values only are missed without any run at
/// that level (see level_folds.h), by output of the model.
struct BetweenLevels
{
    std::size_t input = 0;      ///< contract position
    std::vector<double> rmse;   ///< NaN where the runs do not determine it
    std::vector<double> usual;  ///< of the same runs, kept out as the others are
    std::vector<double> spread; ///< standard deviation of the output's values
};

/// What cross-validation saw of one fitted output: the prediction of every run by a model that was fitted
/// without it.
struct FitEvidence
{
    std::vector<std::vector<double>> mean;  ///< by output of the model, row-major runs x points
    std::vector<std::vector<double>> lower; ///< calibrated band of the same predictions
    std::vector<std::vector<double>> upper;
    std::vector<std::size_t> fold; ///< of each run: those of one number were kept out together
    std::size_t folds = 0;    ///< of the cross-validation; 0 where the runs were kept out otherwise, or not
    std::vector<bool> judged; ///< runs whose prediction counts; empty: all of them
    std::string words;        ///< how the runs were kept out, where it was not by folds
    std::vector<BetweenLevels> betweenLevels; ///< by such input
    nlohmann::json details; ///< for the report: chosen kernel, length scales, modes, energy kept, times
};

/// Fits one entry of a spec's "models" to runs, calibrates its band on runs kept out of the fit, and refits
/// on all. `spec`: {"kind": "pod" | a family of surrogates | "expression", "outputs": [...], options}. The
/// kinds and their options are in the schema (trainingSchema). Errors carry the pointer below `location`.
Result<std::unique_ptr<Model>> fitModel(const nlohmann::json& spec, const Contract& contract,
                                        const RunSet& runs, const FitValidation& validation,
                                        const std::string& location, FitEvidence& evidence,
                                        const Progress& progress = {});

} // namespace twin
