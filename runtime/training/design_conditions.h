// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "contract/contract.h"
#include "expression/expression.h"

#include <span>
#include <string>
#include <vector>

namespace twin {

/// Where a design may place points: conditions that must hold and conditions that must not, over the inputs.
class DesignConditions
{
  public:
    /// Errors as Expression::compile's, located at the condition.
    static Result<DesignConditions> compile(const Contract& contract,
                                            const std::vector<std::string>& constraints,
                                            const std::vector<std::string>& excluded);

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
};

} // namespace twin
