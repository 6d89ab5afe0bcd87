// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace twin {

/// What a person may say about the import of an FMU:
///
///     {"contract": {...}, "conformance": 5,
///      "fmu": {"variables": {"h": "tank.level"}, "startTime": 0, "stopTime": 10, "step": 0.01, "tolerance":
///      1e-6,
///              "limits": {"seconds": 60, "megabytes": 2048}}}
///
/// What "contract" holds takes the place of the draft's. Its "inputs" and "outputs", when given, are all that
/// the contract is to have, each with its "name" and what differs from the draft; other variables of the FMU
/// keep their own values. Times are in seconds. "runs", "run" and "columns" are measureModels'.
struct FmuSpec
{
    nlohmann::json contract = nlohmann::json::object();
    std::map<std::string, std::string> variables; ///< contract name to the FMU's, where they differ
    std::optional<double> startTime, stopTime, step, tolerance;
    double seconds = 60;
    double megabytes = 2048;
    std::size_t conformance = 5;
};

/// Code "spec.invalid", with a JSON pointer into the spec. The contract is checked later.
Result<FmuSpec> readFmuSpec(const nlohmann::json& json);

} // namespace twin
