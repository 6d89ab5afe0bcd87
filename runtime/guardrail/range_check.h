// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contract.h"
#include "guardrail/guardrail_set.h"

#include <optional>
#include <span>
#include <string>

namespace twin {

/// How a value stands to what its variable can be.
enum class Standing
{
    Validated,
    Unvalidated,
    Impossible
};

/// Both ranges, and membership: whole numbers, items of an enumeration, 0 or 1. NaN is impossible.
Standing standingOf(const Variable& variable, double value);

/// Why it does not stand as validated, as a whole sentence with the value, the limit and the unit.
std::string explainStanding(const Variable& variable, double value);

/// A value of a variable inside a sentence: "1300 m³/h", "on". `other` as in formatForSentence.
std::string valueInSentence(const Variable& variable, double value,
                            std::optional<double> other = std::nullopt);

/// What is not believable about the values of an output; empty when all is well. Values must be finite,
/// within the plausible range, and rise or fall where they should, but for 1e-9 of the output's size.
std::string findImplausible(const Contract& contract, const Variable& output, std::span<const double> values);
/// Whether it finds nothing; without heap allocation.
bool isPlausible(const Variable& output, std::span<const double> values);

} // namespace twin
