// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/aligned_vector.h"
#include "model/kernels/kernel_table.h"
#include "model/regressor.h"

#include <string>
#include <string_view>
#include <vector>

namespace twin {

std::string_view toString(RadialFunction function); ///< "cubic", "thin-plate", "multiquadric", "gaussian"
Result<RadialFunction> radialFunctionFromString(std::string_view name, const std::string& location);

/// One value as a sum of radial functions around the runs and a plane: weights * phi(|scales (x - run)|) +
/// tail.
struct RadialExpansion
{
    RadialFunction function = RadialFunction::Cubic;
    std::vector<double> scales;  ///< by coordinate
    std::vector<double> tail;    ///< constant, then by coordinate
    std::vector<double> weights; ///< by run
    std::vector<double> errors;  ///< by run: the square of the error it would have without itself
    double nearness = 1;         ///< squared scaled distance below which runs count as equally near
    double reach = 1;            ///< remoteness (see below) of a run from the others, on average
};

/// Family "radial-basis".
///
/// Variance at a point: the mean of the runs' squared leave-one-out errors, each weighted by v = (s +
/// nearness)^-2 with s its squared scaled distance; where the remoteness (sum of v)^(-1/2) exceeds `reach`
/// the standard deviation grows in proportion to it. So it is that of a new observation, noise included, and
/// large far from all runs.
class RadialBasisRegressor : public Regressor
{
  public:
    /// `design`: row-major runs x coordinates.
    RadialBasisRegressor(std::vector<double> design, std::size_t coordinates,
                         std::vector<RadialExpansion> expansions);
    static Result<std::unique_ptr<Regressor>> load(const StoredNumbers& stored, std::size_t coordinates,
                                                   std::size_t values);

    std::string_view family() const override { return "radial-basis"; }
    std::size_t coordinates() const override { return m_coordinates; }
    std::size_t values() const override { return m_expansions.size(); }
    std::unique_ptr<RegressorInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

  private:
    friend class RadialBasisInstance;
    /// What the kernels read of one expansion.
    struct Packed
    {
        AlignedVector<double> design, weights, errors;
    };
    std::vector<double> m_design;
    std::size_t m_coordinates;
    std::size_t m_runs;
    std::size_t m_stride;
    std::vector<RadialExpansion> m_expansions;
    std::vector<Packed> m_packed;
    AlignedVector<double> m_present;
};

/// The design by coordinate and scaled, as KernelTable::expansionRow reads it, with `stride` values a
/// coordinate.
AlignedVector<double> scaledDesign(const double* design, std::size_t runs, std::size_t coordinates,
                                   const std::vector<double>& scales, std::size_t stride);
/// Runs rounded up to what RadialRuns asks for.
inline std::size_t radialStride(std::size_t runs)
{
    return (runs + 7) / 8 * 8;
}

} // namespace twin
