// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/design_conditions.h"

#include "contract/contract_symbols.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

Result<DesignConditions> DesignConditions::compile(const Contract& contract,
                                                   const std::vector<std::string>& constraints,
                                                   const std::vector<std::string>& excluded,
                                                   RulesOfContract rules)
{
    const SymbolTable table = symbolTable(contract, false);
    DesignConditions conditions;
    const auto add = [&](const std::vector<std::string>& texts, Truth wanted) -> Status {
        for (const std::string& text : texts) {
            const std::string location = fmt::format("condition \"{}\"", text);
            Result<Expression> expression = Expression::compile(text, table, location);
            if (!expression)
                return fail(expression.error());
            if (expression->kind() != Expression::Kind::Condition)
                return fail("design.constraint", location,
                            fmt::format("\"{}\" is a number, not a condition.", text),
                            "Compare it with something, such as \"<= 700 m3/h\".");
            conditions.m_conditions.push_back({std::move(*expression), wanted});
        }
        return {};
    };
    if (Status status = add(constraints, Truth::True); !status)
        return fail(status.error());
    if (Status status = add(excluded, Truth::False); !status)
        return fail(status.error());
    if (rules == RulesOfContract::Kept && !contract.guardrails.empty()) {
        Result<GuardrailSet> compiled = GuardrailSet::compile(contract, nullptr);
        if (!compiled)
            return fail(compiled.error());
        conditions.m_rules = std::move(*compiled);
    }
    return conditions;
}

bool DesignConditions::allow(std::span<const double> point) const
{
    if (m_rules && m_rules->classify(point).first >= Verdict::Withhold)
        return false;
    std::vector<std::span<const double>> values;
    values.reserve(point.size());
    for (const double& value : point)
        values.emplace_back(&value, 1);
    return std::all_of(m_conditions.begin(), m_conditions.end(), [&](const Condition& condition) {
        return condition.expression.test(values) == condition.wanted;
    });
}

Diagnostic DesignConditions::hardlyMet(std::size_t accepted, std::size_t drawn) const
{
    return {Severity::Error,
            "design.constraint",
            {},
            fmt::format("Of {} points placed in the validated ranges, {} meet the conditions{}.", drawn,
                        accepted, m_rules ? " and the contract's rules" : ""),
            "Relax the conditions, or narrow the validated ranges to where they hold."};
}

} // namespace twin
