// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "contract/contract.h"
#include "expression/expression.h"
#include "guardrail/guardrail_set.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace twin {

/// Whether points may lie where the contract's own rules let the twin give no answer.
enum class RulesOfContract
{
    Kept,
    Ignored
};

/// Where a design may place points: conditions that must hold and conditions that must not, over the inputs,
/// and the contract's rules.
class DesignConditions
{
  public:
    /// Errors as Expression::compile's, located at the condition. `contract` must outlive the conditions.
    static Result<DesignConditions> compile(const Contract& contract,
                                            const std::vector<std::string>& constraints,
                                            const std::vector<std::string>& excluded, RulesOfContract rules);

    bool allow(std::span<const double> point) const;

    /// The diagnostic for conditions that leave next to nothing.
    Diagnostic hardlyMet(std::size_t accepted, std::size_t drawn) const;

  private:
    struct Condition
    {
        Expression expression;
        Truth wanted;
    };
    std::vector<Condition> m_conditions;
    std::optional<GuardrailSet> m_rules;
};

} // namespace twin
