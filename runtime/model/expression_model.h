// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/formula.h"

namespace twin {

/// A formula or rule-based twin: each output is an expression over the inputs, the axis, intermediate values
/// and other outputs.
///
///     {"kind": "expression", "outputs": ["p_fail"],
///      "define": {"load": {"expression": "q_in * d / n", "unit": "m3/h"}, "d": "1 + 0.25*sin(2*pi*time/24
///      h)"}, "expressions": {"p_fail": "1 - exp(-cumulative(load / 500 m3/h) / 24 h)"}}
///
/// A definition is an expression, or one with the unit that its value is converted to; it is a scalar or a
/// series as its expression is. They are computed in the order in which they need each other. Answers are in
/// the output's unit; there is no band (NaN).
class ExpressionModel final : public Model
{
  public:
    /// Codes "model.json", "model.output", "model.confidence", "model.name", "model.cycle", "model.unit",
    /// "model.type", and those of Expression, each with a pointer below `location`.
    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const Contract& contract,
                                               const std::string& location);

    std::string_view kind() const override { return "expression"; }
    const std::vector<std::string>& outputs() const override { return m_outputs; }
    std::unique_ptr<ModelInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

  private:
    ExpressionModel() = default;

    std::vector<std::string> m_outputs;
    nlohmann::json m_definitions;
    nlohmann::json m_expressions;
    std::vector<std::size_t> m_inputPoints; ///< by input: 1, or the axis' of a series between two stages
    std::vector<Formula> m_formulas;        ///< in the order of computation; formula k is symbol inputs + k
};

} // namespace twin
