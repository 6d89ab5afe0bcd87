// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/formula.h"
#include "model/ode_step.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace twin {

/// One state of a system of differential equations, as it is written in the file.
struct OdeState
{
    std::string name;
    Unit unit;
    /// Typical magnitude, in `unit`: errors far below it do not matter. Without one, the least of 1, the
    /// nominal value of an output that is this state, and where a run starts.
    std::optional<double> nominal;
    double usual = 1; ///< the least of 1 and the output's
    FormulaText initial;
    FormulaText derivative;
};

/// A system of ordinary differential equations whose terms are expressions with checked units. Immutable.
/// Symbols of its formulas: the contract's inputs, the axis as a single value, the states, then formulas.
class OdeSystem
{
  public:
    static constexpr std::size_t mostStates = 128;

    /// Reads `json`: {NAME: {"unit", "initial", "derivative", "nominal"}}. `texts`: the model's definitions
    /// and outputs, which initial values and derivatives may name as well, as far as those are values of the
    /// moment. Codes "model.json", "model.name", "model.number", "model.unit", "unit.*", "expression.*".
    static Result<OdeSystem> compile(const nlohmann::json& json, const FormulaTexts& texts,
                                     const Contract& contract, const std::string& location);

    const std::vector<OdeState>& states() const { return m_states; }

  private:
    friend class OdeMachine;
    std::vector<OdeState> m_states;
    std::size_t m_inputs = 0;
    std::vector<Formula> m_initial;     ///< over the inputs; the last ones are the states' values
    std::vector<Formula> m_derivative;  ///< the last ones are the states' slopes
    std::vector<Expression> m_switches; ///< of the derivatives' comparisons; of the same symbols
};

/// The scratch memory in which a system's formulas are computed. The system must outlive it.
class OdeMachine final : public OdeEquations
{
  public:
    explicit OdeMachine(const OdeSystem& system);

    void give(const double* inputs); ///< one row, which must outlive the calls
    void initial(double* y);
    void derive(double time, const double* y, double* slope) override;
    /// Where comparisons change sides along the times while the states are as they start, each place twice:
    /// just before and just after. What is switched by the clock is found so; what states switch, not.
    void findBreaks(const double* y, std::span<const double> times, std::vector<double>& breaks);

  private:
    void switchesAt(double time, const double* y, std::vector<double>& values);
    static void compute(const std::vector<Formula>& formulas, std::vector<std::span<const double>>& values,
                        std::vector<double>& computed);

    const OdeSystem* m_system;
    double m_time = 0;
    std::vector<std::span<const double>> m_initialValues, m_derivativeValues; ///< one for each symbol
    std::vector<double> m_initialComputed, m_derivativeComputed, m_slope, m_before, m_after, m_middle;
};

} // namespace twin
