// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/run_table.h"
#include "package/package.h"

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

namespace twin::cli {

/// Whose inputs and outputs a design is about: a package, a training spec, or a bare contract.
struct TwinSource
{
    Contract contract;
    std::shared_ptr<const Package> package; ///< if it is one
    nlohmann::json spec;                    ///< if it is one
    RunColumns columns;                     ///< how its tables of runs name things
    bool hasOpenAxis = false;               ///< the axis of the contract stands for one without values
};

enum class AxisNeed
{
    Values, ///< what answers has to know the axis
    None    ///< only the inputs matter; a spec may leave the values of its axis open
};

/// Errors: those of reading packages, JSON and contracts.
Result<TwinSource> readTwinSource(const std::filesystem::path& path, AxisNeed axis);

} // namespace twin::cli
