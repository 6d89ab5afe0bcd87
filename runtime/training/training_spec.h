// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "training/band_method.h"
#include "training/table.h"

#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace twin {

/// A bound on the error of an output that the package is to promise. Training measures it on runs kept out of
/// the fit and refuses when it is not kept.
struct DeclaredBound
{
    std::string output;
    std::string metric; ///< those of AccuracyBound, and "coverage" (share of points inside the band, within
                        ///< `minimum`..`value`)
    double value = 0;
    double minimum = 0; ///< of "coverage"
    double relative =
        0; ///< of "withinAbsOrRel": the share of the true value that is allowed when it is larger
    std::optional<double> at; ///< only at this point of the axis
};

/// Rows of the table that no model is fitted to: those with `value` in `column`.
struct HeldOutRows
{
    std::string column;
    std::string value;
};

/// What becomes of runs that lack a value somewhere.
enum class MissingValues
{
    Refuse,
    Drop
};

/// Runs that no model is fitted to: those with these inputs inside these intervals.
using HeldOutRegion = std::map<std::string, Range>;

/// A training spec as train() works with it; see trainingSchema() for the JSON.
struct TrainingSpec
{
    Contract contract; ///< complete, with the axis values of the table
    std::string runColumn;
    std::map<std::string, std::string> columns; ///< variable to column, where they differ
    nlohmann::json models;
    static constexpr std::size_t leaveOneOut = std::numeric_limits<std::size_t>::max();
    std::size_t folds = FitValidation::byFamily; ///< or a number, or leaveOneOut
    std::optional<HeldOutRows> heldOut;          ///< this or heldOutRegion, or neither
    HeldOutRegion heldOutRegion;
    BandMethod bands = BandMethod::CrossValidation;
    std::vector<DeclaredBound> bounds;
    std::size_t conformance = 12;
    std::set<std::string> leaveOut; ///< runs by name, or by their place in the table
    MissingValues missing = MissingValues::Refuse;
};

/// Reads and checks a spec. The axis values that it leaves out are those of the table's first run. Errors
/// "spec.invalid", "spec.model", "spec.output", "spec.bound", "spec.axis", and those of contracts, with JSON
/// pointers into the spec.
Result<TrainingSpec> readTrainingSpec(const nlohmann::json& json, const Table& table,
                                      Diagnostics* warnings = nullptr);

/// Has the family of every surrogate of a spec chosen by comparison: each output that no formula (or other
/// model that is not fitted) gives becomes a model of kind "auto". What is no spec is left as it is.
void chooseEveryModel(nlohmann::json& spec);

} // namespace twin
