// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "package/package.h"
#include "training/table.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// Runs gathered from a table by the roles of a spec: each run has its inputs once and one value of each
/// output at every axis point.
struct RunSet
{
    std::size_t runs = 0;
    std::vector<double> inputs;               ///< row-major, runs x inputs, contract order and units
    std::vector<std::vector<double>> outputs; ///< by output, row-major runs x points
    std::vector<std::string> names;           ///< of each run, as in the table
    std::vector<std::size_t> lines;           ///< of the file where each run begins; empty when not from one
    std::map<std::string, std::vector<double>> intermediates; ///< of compositions, by name: a value a run
};

/// Gathers the runs that `contract` describes from a table. `columns` maps variable names to column names
/// where they differ (may be empty); `runColumn` names the column that tells runs apart (empty: every row is
/// a run). Errors "runs.column-missing", "runs.text" (with line), "runs.length", "runs.not-finite",
/// "runs.integer", "runs.choice", "runs.input-varies", "runs.axis".
Result<RunSet> gatherRuns(const Table& table, const Contract& contract,
                          const std::map<std::string, std::string>& columns, const std::string& runColumn);

/// The same by the roles that the package was trained with (kept in its report), for runs that it has not
/// seen.
Result<RunSet> gatherRunsLike(const Table& table, const Package& package);

enum class BoundsAre
{
    Enforced,
    Reported ///< one that is not kept is no error, but stands in the report's "bounds"
};

struct TrainingOptions
{
    BoundsAre bounds = BoundsAre::Enforced;
    /// Runs that gave no answer: the table's columns of inputs. Nothing is known around them, and the domain
    /// of validity says so.
    const Table* failed = nullptr;
};

/// Trains a package as a spec says. The spec is a JSON object: "contract" (as contractToJson writes it, with
/// axis values optional: taken from the table), "run", "columns", "models": [{"kind", "outputs",
/// options...}], "validation": {"method", "folds", "heldOut", "bands", "bounds"},
/// "leaveOut", "missing". Its schema is
/// trainingSchema(). The accuracy that the contract states is measured on runs kept out of the fit: those
/// that "heldOut" names, else by cross-validation. Errors: those of readTrainingSpec and gatherRuns,
/// "train.few-runs", "train.split", "train.bound" (a declared bound is not kept), "train.cancelled", those of
/// the fits. `findings` gets what the runs themselves show (see data_findings.h), which the report keeps
/// under "data".
Result<Package> train(const Table& table, const nlohmann::json& spec, const Progress& progress = {},
                      const TrainingOptions& options = {}, Diagnostics* findings = nullptr);

/// A first spec from a table's columns: roles, units, ranges, axis, model kinds, options; what a person must
/// fill in is left empty and listed in `notes`.
Result<nlohmann::json> guessSpec(const Table& table, std::vector<std::string>* notes = nullptr);
nlohmann::json trainingSchema();

/// What the columns of the runs that a package was trained on are called, by variable, where that is another
/// name.
std::map<std::string, std::string> columnsOfRuns(const Package& package);

/// Scores of one output over all points of all runs.
struct OutputScore
{
    double r2 = 0; ///< against the mean curve (the mean over runs at each point)
    double rmse = 0;
    double maxAbs = 0;
    double coverage = 0; ///< share of points inside the band; NaN without confidence
    double level = 0;    ///< declared
};

/// Scores of the bare models by output: guardrails are not applied, so that every run counts; R² of a single
/// run is NaN. `found` takes what weakens them: runs that the models were fitted to ("score.trained-on"),
/// runs for which the twin may show no answer ("score.outside"), runs that the models seem to have answered
/// themselves ("score.own-answers"). Errors "score.runs" and those of the models.
Result<std::map<std::string, OutputScore>> scoreRuns(const Package& package, const RunSet& runs,
                                                     Diagnostics* found = nullptr);

} // namespace twin
