// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/composition_plan.h"

namespace twin {

/// Models that feed each other: each stage is a model of some kind, asked with inputs of the contract and
/// with intermediate values, with units of their own, that other stages give: single values, or series for
/// stages of formulas.
///
///     {"kind": "composition", "outputs": ["cost"],
///      "intermediates": [{"name": "power", "unit": "kW", "confidence": {"kind": "interval", "level": 0.9}}],
///      "models": [{"kind": "gaussian-process", "reads": ["flow", "head"], "outputs": ["power"]},
///                 {"kind": "expression", "reads": ["power", "price"], "outputs": ["cost"],
///                  "expressions": {"cost": "power * price * 24 h"}}]}
///
/// The uncertainty of an intermediate is carried on by two fixed points, the ends of its band: all stages
/// behind it are computed at each end (of a series: the whole curve), the others staying at their means. For
/// one intermediate and a monotone effect this is the exact quantile of what it makes of the output; those of
/// several, and of the stage's own band, are taken as independent and added in squares, upwards and downwards
/// apart.
class CompositionModel final : public Model
{
  public:
    /// `models`: one a stage, in the plan's order, each for the stage's contract.
    CompositionModel(CompositionPlan plan, std::vector<std::unique_ptr<Model>> models,
                     const Contract& contract, nlohmann::json intermediates);

    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const ArrayStore& arrays,
                                               const Contract& contract, const std::string& location);

    std::string_view kind() const override { return "composition"; }
    const std::vector<std::string>& outputs() const override { return m_plan.outputs; }
    std::unique_ptr<ModelInstance> instantiate() const override;
    double statedTolerance() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

  private:
    friend class CompositionInstance;

    CompositionPlan m_plan;
    std::vector<std::unique_ptr<Model>> m_models;
    nlohmann::json m_intermediates;
    std::size_t m_inputs = 0;
    std::vector<std::string> m_inputNames;
    std::vector<std::size_t> m_points;        ///< of each output
    std::vector<std::size_t> m_betweenPoints; ///< of each intermediate
    std::vector<bool> m_hasBand;              ///< of each output, as the contract says
};

} // namespace twin
