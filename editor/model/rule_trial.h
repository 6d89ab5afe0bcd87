// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guardrail/guardrail_rule.h"
#include "package/package.h"

#include <QString>
#include <memory>
#include <optional>
#include <vector>

namespace twin {

/// What one example of a rule really does.
struct ExampleOutcome
{
    bool ran = false;      ///< false: an input that does not exist, or a value out of its physical range
    bool passes = false;   ///< the rule holds there
    bool isAsSaid = false; ///< `passes` is what the example says
    QString message;       ///< in words
};

/// What is known of a rule as it is being typed.
struct RuleTrial
{
    std::optional<Diagnostic> error;      ///< it does not compile
    std::optional<int> errorColumn;       ///< 1-based position in the condition
    std::vector<ExampleOutcome> examples; ///< one for each example; empty with an error
};

/// Compiles a rule against the twin and runs its examples, models and all.
RuleTrial tryRule(const std::shared_ptr<const Package>& package, const GuardrailRule& rule);

} // namespace twin
