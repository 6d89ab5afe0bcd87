// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/variable.h"
#include "guardrail/guardrail_rule.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// The axis that every series of the contract is given over, usually the time of day.
struct Axis
{
    std::string name = "time";
    std::string label;
    Unit unit;
    std::vector<double> values; ///< strictly increasing, at least two
};

/// Where the twin comes from, in words that a reviewer can follow.
struct Provenance
{
    std::string source; ///< the simulator or formula
    std::string author;
    std::string created; ///< ISO 8601 date
    std::string tool;    ///< what wrote the package, with its version
    std::string dataHash; ///< SHA-256 of the training runs, hex
    std::string notes;
};

/// The whole contract of an xDT: what goes in, what comes out, how far to trust it, what it is for.
/// A plain value; immutable once its package is loaded.
struct Contract
{
    /// Format 2 has fields over a second axis; a contract without one is written as format 1.
    static constexpr int currentFormat = 2;

    std::string id;      ///< reverse-DNS or slug, stable over versions
    std::string version; ///< semantic version 2.0.0
    std::string title;
    std::string fidelity; ///< the fidelity statement shown on every screen
    std::vector<std::string> madeFor;
    std::vector<std::string> notFor;
    std::string reviewDate; ///< ISO 8601 date by which the twin must be reviewed again
    std::optional<Axis> axis;
    std::optional<Axis> axis2;     ///< the second one of fields; only beside the first
    std::vector<Variable> inputs;  ///< in the order of every input vector
    std::vector<Variable> outputs; ///< in the order of every result
    std::vector<GuardrailRule> guardrails;
    Provenance provenance;

    const Variable* findInput(std::string_view name) const;
    const Variable* findOutput(std::string_view name) const;
    const Variable* find(std::string_view name) const;
    std::optional<std::size_t> inputIndex(std::string_view name) const;
    std::optional<std::size_t> outputIndex(std::string_view name) const;
    /// Points of an output: the axis' length for a series, the product of both for a field, 1 for a scalar.
    std::size_t points(const Variable& output) const;
    std::vector<double> startValues() const;
};

/// What a contract lacks or contradicts: missing statements, reversed ranges, a validated range outside the
/// physical one, duplicate names, a series without an axis, rules that do not compile, ... Locations are JSON pointers
/// into the contract's JSON.
Diagnostics validate(const Contract& contract);

/// What a contract lacks for packaging and export: fidelity statement, made-for and not-for, review date, accuracy bounds.
/// Severity Error each; codes "contract.evidence.*".
Diagnostics checkEvidence(const Contract& contract);

nlohmann::json toJson(const Contract& contract);
/// Reads and validates. The first error is the error; warnings are appended to `warnings` if given.
Result<Contract> contractFromJson(const nlohmann::json& json, Diagnostics* warnings = nullptr);
/// JSON Schema draft-7 of what toJson writes.
nlohmann::json contractSchema();

} // namespace twin
