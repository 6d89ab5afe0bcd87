// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ode_solver.h"
#include "model/ode_system.h"

namespace twin {

/// A system of ordinary differential equations along the contract's axis, and outputs that are formulas of
/// its states.
///
///     {"kind": "ode", "outputs": ["level_m"],
///      "states": {"volume": {"unit": "m3", "initial": "area * start", "derivative": "q_in - q_out"}},
///      "define": {"level": {"expression": "volume / area", "unit": "m"},
///                 "q_out": "hole * sqrt(2 * 9.81 m/s2 * level)"},
///      "expressions": {"level_m": "level"},
///      "tolerance": 1e-8, "method": "auto", "maxSteps": 100000, "maxSeconds": 10}
///
/// A derivative's unit is that of its state by that of the axis. Initial values are expressions of the
/// inputs, derivatives of the inputs, the axis, the states and definitions; outputs may draw on whole series
/// of the states as well. In every step, the error of every state is at most tolerance * max(|state|,
/// nominal). There is no band (NaN).
class OdeModel final : public Model
{
  public:
    /// Codes of ExpressionModel::load and OdeSystem::compile, "model.axis", "model.number".
    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const Contract& contract,
                                               const std::string& location);

    std::string_view kind() const override { return "ode"; }
    const std::vector<std::string>& outputs() const override { return m_outputs; }
    /// Its evaluations fail with "ode.start", "ode.not-finite", "ode.step", "ode.steps", "ode.time" and
    /// "ode.stiff", which name the state and the place on the axis.
    std::unique_ptr<ModelInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

  private:
    friend class OdeInstance;
    OdeModel() = default;

    std::vector<std::string> m_outputs;
    nlohmann::json m_json;
    OdeSystem m_system;
    std::vector<Formula> m_formulas; ///< symbols: inputs, states as series, formulas
    std::size_t m_inputs = 0;
    Axis m_axis;
    OdeTolerance m_tolerance;
    OdeLimits m_limits;
    OdeMethod m_method = OdeMethod::Auto;
};

} // namespace twin
