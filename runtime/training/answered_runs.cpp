// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/answered_runs.h"

#include "guardrail/guardrail_set.h"

#include <algorithm>

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
        std::vector<double> inside(run.begin(), run.end()); // rounding takes no run out of a range
        for (std::size_t i = 0; i < width; ++i)
            inside[i] = std::clamp(inside[i], contract.inputs[i].validated.minimum,
                                   contract.inputs[i].validated.maximum);
        answered.push_back(isValidated(contract, run) && rules->classify(inside).first < Verdict::Withhold);
    }
    return answered;
}

} // namespace twin
