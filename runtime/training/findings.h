// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/accuracy.h"
#include "training/held_out_distance.h"
#include "training/region_scores.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace twin {

/// What a reader must know before relying on the twin, found in the evidence, the gravest kind first. A list
/// of {kind, words} and, where it is about one, {output}. Kinds: "poor-fit" (R² below 0.9), "overbold-band"
/// (the band holds clearly less than declared), "overbold-region", "weak-region" (see RegionScore),
/// "no-band", "empty-region" (the domain's, at most eight), "near-only" (the domain's limit was lowered),
/// "few-runs" (fewer than 30 judge it). Words are whole sentences.
nlohmann::json findingsOf(const Contract& contract, const HeldOutAnswers& answers,
                          const std::vector<InputRegion>& regions, const DomainOfValidity& domain,
                          const DistanceJudgement& distances);

} // namespace twin
