// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"

#include <algorithm>

namespace twin {

namespace {

std::optional<std::size_t> indexOf(const std::vector<Variable>& variables, std::string_view name)
{
    const auto found =
        std::find_if(variables.begin(), variables.end(), [&](const Variable& v) { return v.name == name; });
    if (found == variables.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - variables.begin());
}

} // namespace

const Variable* Contract::findInput(std::string_view name) const
{
    const auto index = inputIndex(name);
    return index ? &inputs[*index] : nullptr;
}

const Variable* Contract::findOutput(std::string_view name) const
{
    const auto index = outputIndex(name);
    return index ? &outputs[*index] : nullptr;
}

const Variable* Contract::find(std::string_view name) const
{
    const Variable* input = findInput(name);
    return input ? input : findOutput(name);
}

std::optional<std::size_t> Contract::inputIndex(std::string_view name) const
{
    return indexOf(inputs, name);
}

std::optional<std::size_t> Contract::outputIndex(std::string_view name) const
{
    return indexOf(outputs, name);
}

std::size_t Contract::points(const Variable& output) const
{
    if (output.isField && axis && axis2)
        return axis->values.size() * axis2->values.size();
    return output.isSeries && axis ? axis->values.size() : 1;
}

std::vector<double> Contract::startValues() const
{
    std::vector<double> values;
    values.reserve(inputs.size());
    for (const Variable& input : inputs)
        values.push_back(input.start);
    return values;
}

} // namespace twin
