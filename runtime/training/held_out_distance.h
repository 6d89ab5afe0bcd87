// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guardrail/domain_of_validity.h"
#include "training/accuracy.h"

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

namespace twin {

/// How far each judged run is from the nearest run that its prediction was fitted to, in the domain's scaled
/// distance. `judged` and `fitted` are row-major, contract order; with cross-validation they are the same
/// runs and `fold` says which of them were kept out together (empty: all fitted runs count).
std::vector<double> distancesToFitted(const DomainOfValidity& domain, std::span<const double> judged,
                                      std::span<const double> fitted, const std::vector<std::size_t>& fold);

/// What the held-out errors say of the limit of the domain.
struct DistanceJudgement
{
    struct Group ///< judged runs of like distance
    {
        double from = 0, to = 0;
        std::size_t runs = 0;
        double error = 0; ///< RMSE over that of all runs, averaged over outputs
        double kept = 0;  ///< share of values that are as close as is declared
    };
    std::vector<Group> groups; ///< nearest first
    double level = 0;          ///< the share that is declared
    double limit = 0;          ///< of the distance
    bool isLowered = false;    ///< the errors ask for less than the spacing of the runs would allow
};

/// Judges whether runs farther from the fitted ones keep what is declared: the band, or without one the error
/// that nine in ten values of the nearer half of the runs keep. The limit is that of the runs' spacing,
/// unless the farthest runs clearly fail: it then is the distance from which on they do. Clearly is a share
/// at least 5 % below the declared one by more than three standard errors among ten runs or more. `distances`
/// has one value a judged run.
DistanceJudgement judgeDistances(const Contract& contract, const HeldOutAnswers& answers,
                                 const std::vector<double>& distances, double spacingLimit);

/// {groups [{from, to, runs, error, kept}], level, lowered}
nlohmann::json toJson(const DistanceJudgement& judgement);

} // namespace twin
