// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/accuracy.h"

#include <nlohmann/json.hpp>

namespace twin {

/// The validation report as data, for screens and for reviewers:
/// "split" {method, words, runs, trainingRuns}; "outputs" by name {r2, rmse, maxAbs, coverage, level,
/// coverageAlongAxis, worstRuns, parity}; "bounds" (declared ones with what was measured); "domain" {runs,
/// threshold, emptyRegions in words}; "models" (as the fits describe themselves); "data" {file, sha256, rows,
/// runColumn, columns}. Nothing in it depends on when or how fast it was made.
nlohmann::json makeReport(const TrainingSpec& spec, const Contract& contract, const HeldOutAnswers& answers,
                          const DomainOfValidity& domain, const Table& table, const nlohmann::json& models);

} // namespace twin
