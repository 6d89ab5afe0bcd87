// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "training/accuracy.h"
#include "training/held_out_distance.h"
#include "training/sensitivity.h"

#include <nlohmann/json.hpp>

namespace twin {

/// What a validation report is made from. All of it belongs to the caller.
struct ReportMaterial
{
    const TrainingSpec& spec;
    const Table& table;
    const Package& package; ///< with contract, models and domain
    const HeldOutAnswers& answers;
    const DistanceJudgement& distances;
    const Sensitivity& sensitivity;
    const nlohmann::json& models; ///< as the fits describe themselves
};

/// The validation report as data, for screens and for reviewers; report/report_data.h reads it back:
/// "split" {method, words, runs, trainingRuns, bands}; "outputs" by name (see output_evidence.h) with
/// "sensitivity" {INPUT: {first, firstError, total, totalError}}, "sensitivityIsExact"; "sensitivity" {words,
/// evaluations};
/// "findings" (see findings.h); "maps" (see error_maps.h); "bounds" (declared ones with what was measured);
/// "domain" {runs, threshold, regionThreshold, emptyRegions in words, distances (see held_out_distance.h)};
/// "models"; "data" {file, sha256, rows, runColumn, columns; findings (see data_findings.h) are added by
/// train()}. Nothing in it depends on when or how fast it was made. Training adds "runErrors" (see
/// run_errors.h) and "data" / "findings" (see data_findings.h).
nlohmann::json makeReport(const ReportMaterial& material);

} // namespace twin
