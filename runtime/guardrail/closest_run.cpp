// SPDX-License-Identifier: GPL-3.0-or-later
#include "guardrail/closest_run.h"

#include "contract/contract.h"
#include "guardrail/comparison.h"

#include <fmt/format.h>

namespace twin {

std::string describe(const Contract& contract, const ClosestRun& closest)
{
    std::string words = fmt::format("Closest of {} runs:", closest.runs);
    for (std::size_t input = 0; input < contract.inputs.size(); ++input) {
        const Variable& variable = contract.inputs[input];
        words += fmt::format("{} {} {}", input == 0 ? "" : ",",
                             insideSentence(variable.label.empty() ? variable.name : variable.label),
                             variable.formatValue(closest.inputs[input]));
    }
    return words;
}

} // namespace twin
