// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kernels/aligned_vector.h"
#include "model/polynomial_program.h"
#include "model/regressor.h"

#include <string>
#include <vector>

namespace twin {

/// Expansions in orthonormal Legendre polynomials by least squares: the families "polynomial-chaos" (terms
/// chosen for each value), "polynomial" and "linear" (all terms of a degree, the same for all values).
///
/// Variance at a point with terms t: noise * (1 + t' (T'T)^-1 t)^growth, T the terms at the runs. Growth is 1
/// where runs scatter by themselves (Montgomery, Design and Analysis of Experiments, section 10.7); what a
/// polynomial leaves out of a smooth function grows faster towards where the runs end.
class PolynomialRegressor : public Regressor
{
  public:
    /// Values that are made of the same terms.
    struct Part
    {
        PolynomialBasis basis;
        std::vector<std::size_t> values;  ///< which of the regressor's values
        std::vector<double> coefficients; ///< row-major values x terms
        std::vector<double> noise;        ///< variance, by value
        std::vector<double> leverage;     ///< row-major terms x terms, lower: t' (T'T)^-1 t = |leverage t|^2
        double growth = 1;                ///< 1 to mostGrowth
    };
    static constexpr double mostGrowth = 6;
    static constexpr std::size_t mostTerms = 5000;   ///< of one part
    static constexpr std::size_t mostFactors = 64;   ///< of one term
    static constexpr std::size_t highestDegree = 50; ///< in one coordinate

    /// Each value is in exactly one part; all parts have `coordinates`.
    PolynomialRegressor(std::string family, std::size_t coordinates, std::vector<Part> parts);
    static Result<std::unique_ptr<Regressor>> load(const StoredNumbers& stored, std::size_t coordinates,
                                                   std::size_t values);

    std::string_view family() const override { return m_family; }
    std::size_t coordinates() const override { return m_coordinates; }
    std::size_t values() const override { return m_values; }
    std::unique_ptr<RegressorInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

    const std::vector<Part>& parts() const { return m_parts; }

  private:
    friend class PolynomialInstance;
    /// What is evaluated of a part.
    struct Programs
    {
        TermProgram terms;
        std::vector<SumProgram> sums;   ///< by value of the part
        AlignedVector<double> triangle; ///< leverage, packed for kernels()
    };
    std::string m_family;
    std::size_t m_coordinates;
    std::size_t m_values = 0;
    std::vector<Part> m_parts;
    PolynomialFactors m_factors;
    std::vector<Programs> m_programs;
    std::size_t m_depth = 1; ///< of the deepest sum
    std::size_t m_rows = 0;  ///< of the largest panel
};

} // namespace twin
