// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/fit.h"
#include "training/fit_family.h"

#include <limits>
#include <string>
#include <vector>

namespace twin {

/// What families are compared on: the outputs of one model, and their runs.
struct ChoiceTask
{
    const nlohmann::json& spec;
    const Contract& contract;
    RunSet runs;             ///< those compared on
    std::size_t allRuns = 0; ///< that the winner is fitted to
    FitValidation validation;
    std::string location;
    std::vector<std::size_t> outputs; ///< of the contract
    bool isSeries = false;

    const Variable& output(std::size_t i) const { return contract.outputs[outputs[i]]; }
    /// Row-major runs x points.
    const std::vector<double>& truth(std::size_t i) const { return runs.outputs[outputs[i]]; }
};

/// One way of fitting, and how it came out on runs kept out of it.
struct ChoiceCandidate
{
    const Family* family = nullptr;
    std::string transform;    ///< empty: the default of the contract
    bool isPointwise = false; ///< a series point by point, not by its principal curves
    std::unique_ptr<Model> model;
    FitEvidence evidence;
    double error = std::numeric_limits<double>::infinity(); ///< rmse over the spread, mean over the outputs
    std::vector<double> rmse;                               ///< by output
    bool isDropped = false; ///< far behind after few folds, the error being theirs
    std::string failure;
};

/// By run: how far off an answer was, summed over points and outputs, each squared and in parts of its
/// output's variance.
std::vector<double> squaresByRun(const ChoiceTask& task, const ChoiceCandidate& candidate);

/// The share of runs on which `one` was nearer to the truth than `other`.
double shareNearer(const ChoiceTask& task, const ChoiceCandidate& one, const ChoiceCandidate& other);

std::string nameOf(const ChoiceCandidate& candidate);
/// Which won and why, with the figures; `reason` when it is not the least error.
std::string choiceInWords(const ChoiceTask& task, const std::vector<ChoiceCandidate>& candidates,
                          const ChoiceCandidate& winner, const std::string& reason);
/// As in reports, see chooseModel().
nlohmann::json describeChoice(const ChoiceTask& task, const std::vector<ChoiceCandidate>& candidates,
                              const ChoiceCandidate& winner);

} // namespace twin
