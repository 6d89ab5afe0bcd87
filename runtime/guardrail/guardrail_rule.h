// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace twin {

/// The outcome of a rule, weakest last. `Pass`: nothing to say. `Warn`: shown and flagged. `Withhold`: evaluated, but
/// no number is shown as an answer. `Block`: not evaluated.
enum class Verdict { Pass, Warn, Withhold, Block };

/// How the contract stands behind a point. `Validated`; `Sparse`: inside every range, but no validation data near;
/// `Unvalidated`: outside a validated range; `Impossible`: outside a physical range, or a blocking rule fails.
enum class Zone { Validated, Sparse, Unvalidated, Impossible };

std::string_view toString(Verdict verdict); ///< "Pass", "Warn", "Withhold", "Block"
std::string_view toString(Zone zone);       ///< "validated", "sparse", "unvalidated", "impossible"

/// A case that shows what a rule does. Inputs not named take their start value.
struct RuleExample
{
    std::string label;
    std::map<std::string, double> inputs;
    bool passes = true;
    bool operator==(const RuleExample&) const = default;
};

/// A declarative rule: `condition` must hold, else `onFail`.
///
/// The condition is an expression over inputs (checked before the model runs) or over outputs too (checked after, and
/// then `onFail` Block acts as Withhold since the model has run). Units are checked: `q_in * 1.3464 / n <= 700 m3/h`.
struct GuardrailRule
{
    std::string id;    ///< unique in its contract or document: "G3"
    std::string label; ///< a short name for people
    std::string condition;
    Verdict onFail = Verdict::Block;
    std::string message; ///< what the operator reads when it fails
    std::vector<RuleExample> examples;
    bool operator==(const GuardrailRule&) const = default;
};

} // namespace twin
