// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "fmi/fmu_channel.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// A unit as an FMU defines it: `si = value * factor + offset` in kg, m, s, A, K, mol, cd, rad with
/// exponents.
struct FmuUnit
{
    bool hasBase = false; ///< else it has but a name
    std::array<int, 8> exponents{};
    double factor = 1;
    double offset = 0;
};

struct FmuItem
{
    std::string name;
    std::int64_t value = 0;
};

/// A variable of the model description; what its declared type says of it is filled in.
struct FmuVariable
{
    enum class Kind
    {
        Real,
        Integer,
        Boolean,
        Enumeration,
        Other ///< text, binary or clock: never an input or output of a twin
    };
    std::string name;
    std::string description;
    Kind kind = Kind::Real;
    FmuType type = FmuType::Float64;
    std::uint32_t reference = 0;
    std::string causality;   ///< FMI's word; "local" where none is written
    std::string variability; ///< FMI's word; may be empty
    std::string initial;
    bool isArray = false;
    std::optional<double> start, minimum, maximum, nominal;
    std::string unit;
    std::string displayUnit;
    bool isRelative = false; ///< a difference: its unit has no zero point
    std::vector<FmuItem> items;
};

/// What the file modelDescription.xml of an FMU for co-simulation says.
struct ModelDescription
{
    int fmi = 2;         ///< major version
    std::string version; ///< as written: "2.0"
    std::string modelName, token, identifier;
    std::string description, author, modelVersion, license, tool;
    bool needsTool = false;        ///< another program has to run beside it
    bool hasVariableSteps = false; ///< steps need not all have one size
    std::optional<double> startTime, stopTime, stepSize, tolerance;
    std::vector<FmuVariable> variables;
    std::map<std::string, FmuUnit> units;

    const FmuVariable* find(std::string_view name) const;
};

/// Reads a model description from outside; nothing in it is trusted: limits on its size and number of
/// variables, no document type (so no entities), numbers read strictly. `name` is the FMU's, for messages.
/// Codes "fmu.description", "fmu.version" (FMI 1 or unknown), "fmu.kind" (model exchange or scheduled
/// execution alone).
Result<ModelDescription> readModelDescription(std::string_view xml, const std::string& name);

} // namespace twin
