// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/answered_runs.h"

#include "guardrail/guardrail_set.h"

namespace twin {

static bool isValidated(const Contract& contract, std::span<const double> inputs)
{
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Range& range = contract.inputs[i].validated;
        const double slack = range.isFinite() ? 1e-9 * range.width() : 0;
        if (inputs[i] < range.minimum - slack || inputs[i] > range.maximum + slack)
            return false;
    }
    return true;
}

Result<std::vector<bool>> answeredRuns(const Contract& contract, std::span<const double> inputs)
{
    const auto rules = GuardrailSet::compile(contract, nullptr);
    if (!rules)
        return fail(rules.error());
    const std::size_t width = contract.inputs.size();
    std::vector<bool> answered;
    for (std::size_t at = 0; at + width <= inputs.size(); at += width) {
        const std::span<const double> run = inputs.subspan(at, width);
        answered.push_back(isValidated(contract, run) && rules->classify(run).first != Verdict::Block);
    }
    return answered;
}

} // namespace twin
