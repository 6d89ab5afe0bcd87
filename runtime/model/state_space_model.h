// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/formula.h"

#include <Eigen/Core>

namespace twin {

/// A linear system along the contract's axis, x' = A x + B u, y = C x + D u; with "step" (in the axis' unit)
/// its discrete form x[k+1] = A x[k] + B u[k].
///
///     {"kind": "state-space", "outputs": ["t_room"],
///      "states": [{"name": "air", "unit": "Cel", "initial": "t_start"}],
///      "drives": ["t_out", {"expression": "heater * if(time < 2 h, 1, 0)", "unit": "kW"}], "hold":
///      "previous", "a": [[-0.5]], "b": [[0.5, 2]], "c": [[1]], "d": [[0, 0]]}
///
/// Matrices are row-major numbers for the units of states, drives, outputs and axis; "d" may be left out.
/// Between two points of the axis the drives are held at the earlier one ("previous") or go linearly
/// ("linear"); for these the states at the axis are exact: they are carried on by the matrix exponential of
/// the augmented system (C. F. Van Loan, IEEE Trans. Automatic Control 23 (1978); the exponential by N. J.
/// Higham's scaling and squaring). There is no band (NaN).
class StateSpaceModel final : public Model
{
  public:
    static constexpr std::size_t mostStates = 200;
    static constexpr std::size_t mostDrives = 64;

    /// Matrices may also be names of arrays. Codes "model.axis", "model.json", "model.name", "model.output",
    /// "model.confidence", "model.number", "model.array", "model.unit", "model.step", "model.too-large",
    /// "model.growth", "expression.*".
    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const ArrayStore& arrays,
                                               const Contract& contract, const std::string& location);

    std::string_view kind() const override { return "state-space"; }
    const std::vector<std::string>& outputs() const override { return m_outputs; }
    std::unique_ptr<ModelInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

  private:
    friend class StateSpaceInstance;
    using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    /// x at the end of an interval = state x + before u(start) + after u(end).
    struct Propagator
    {
        double length = 0;
        Eigen::MatrixXd state, before, after;
    };

    Status readMatrices(const nlohmann::json& json, const ArrayStore& arrays, const std::string& location);
    Status readFormulas(const nlohmann::json& json, const Contract& contract, const std::string& location);
    Status discretize(const nlohmann::json& json, const std::string& location);

    std::vector<std::string> m_outputs;
    nlohmann::json m_json; ///< without the matrices
    Matrix m_a, m_b, m_c, m_d;
    std::vector<Formula> m_initial, m_drives; ///< symbols: the inputs, then each other
    std::size_t m_inputs = 0;
    std::vector<double> m_axis;
    std::vector<Propagator> m_propagators;
    std::vector<std::size_t> m_steps; ///< which of them leads from point k to k + 1
};

} // namespace twin
