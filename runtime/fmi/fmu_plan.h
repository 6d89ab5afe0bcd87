// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "fmi/fmu_channel.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace twin {

/// What a run of an FMU may use before it is ended.
struct FmuLimits
{
    double seconds = 60;                           ///< for one run, and for loading
    std::uint64_t memory = std::uint64_t(2) << 30; ///< bytes
};

/// How values of a contract variable become those of the FMU's: `fmu = value * scale + shift`, or by position
/// for a choice.
struct FmuConversion
{
    double scale = 1;
    double shift = 0;
    std::vector<std::int64_t> choices; ///< of an enumeration, by the position of the item
};

/// All that a run needs to know of an FMU and of the contract around it, checked. Times are in seconds.
struct FmuPlan
{
    int fmi = 2; ///< major version
    std::string identifier;
    std::string token;
    std::vector<std::string> outputNames; ///< in the order of `outputs`
    std::vector<std::size_t> inputPlaces; ///< in the contract's inputs, by input of the FMU
    std::vector<FmuSlot> inputs;
    std::vector<FmuSlot> outputs;
    std::vector<FmuConversion> inputConversions;
    std::vector<FmuConversion> outputConversions; ///< from the FMU's value to the contract's
    std::vector<FmuInterval> intervals;           ///< each leads to a sample
    double startTime = 0;
    double tolerance = 0; ///< 0: none
    bool isReset = true;
    FmuLimits limits;

    double stopTime() const { return intervals.back().to; }
    /// Numbers that a run answers.
    std::size_t rowValues() const;
    /// The binary's place in the FMU on this kind of machine.
    std::string library() const;
};

/// Where an FMU keeps its binaries for this kind of machine: "binaries/linux64" (FMI 2) or
/// "binaries/x86_64-linux" (FMI 3).
std::string fmuBinaryFolder(int fmi);

/// Reads the JSON of a model of kind "fmu"; nothing in it is trusted:
///
///     {"kind": "fmu", "outputs": ["h"], "fmi": 2, "identifier": "tank", "token": "{8c4e...}",
///      "inputs": [{"name": "k", "variable": "k", "reference": 1, "type": "float64", "parameter": true,
///      "unit": "1/s"}], "results": [{"name": "h", "variable": "level", "reference": 2, "type": "float64",
///      "unit": "m"}], "startTime": 0, "stopTime": 10, "step": 0.01, "fixedStep": false, "tolerance": 1e-6,
///      "reset": true, "limits": {"seconds": 60, "megabytes": 2048}, "file": "model-0/fmu", "sha256": "..."}
///
/// Codes "fmu.unit", "fmu.axis", "fmu.step", "fmu.choice", "fmu.type", "model.output", "model.confidence",
/// and those of StoredNumbers.
Result<FmuPlan> readFmuPlan(const nlohmann::json& json, const Contract& contract,
                            const std::string& location);

/// Names of FmuType as they are written: "float64", ... Null for none.
const FmuType* fmuTypeOf(std::string_view word);
std::string_view toString(FmuType type);
/// The values that a type can hold.
Range rangeOf(FmuType type);

} // namespace twin
