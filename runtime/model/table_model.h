// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/model.h"
#include "model/table_grid.h"

#include <cmath>

namespace twin {

/// Values on a full grid of inputs, and multilinear interpolation between them; scalars and series.
///
/// A point outside the grid is an error, never an extrapolation; choices and switches are at a level or
/// nowhere. The band is scale * sum over inputs of 1/2 |second derivative| (x - left)(right - x), the bound
/// on the error of linear interpolation with the derivative by divided differences, the largest around the
/// point (C. de Boor, A Practical Guide to Splines, chapter III); it is 0 at the nodes, whose values are as
/// given.
class TableModel final : public Model
{
  public:
    struct Output
    {
        std::string name;
        std::size_t points = 1;
        std::vector<double> values; ///< nodes x points
        double scale = 0;           ///< of the band; 0 where the output has none
    };

    /// Of the band, where the bound on the error is `error`; with what rounding adds.
    static double halfWidth(double scale, double error, double mean)
    {
        return scale * error + 1e-12 * std::fabs(mean);
    }

    TableModel(const Contract& contract, TableGrid grid, std::vector<Output> outputs);

    /// Codes "model.member", "model.number", "model.array", "model.output".
    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const ArrayStore& arrays,
                                               const Contract& contract, const std::string& location);

    std::string_view kind() const override { return "table"; }
    const std::vector<std::string>& outputs() const override { return m_names; }
    /// Its evaluations fail with "table.outside".
    std::unique_ptr<ModelInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

  private:
    friend class TableInstance;
    struct InputWords
    {
        std::string name, label, unit;
        std::vector<std::string> items;
        bool isExact = false; ///< has no values between its levels
    };

    TableGrid m_grid;
    std::vector<InputWords> m_inputs;
    std::vector<Output> m_outputs;
    std::vector<std::string> m_names;
    std::vector<std::vector<std::vector<double>>>
        m_curvature; ///< by output and input; empty where not needed
};

} // namespace twin
