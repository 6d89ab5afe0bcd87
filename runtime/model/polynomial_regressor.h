// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/polynomial_terms.h"
#include "model/regressor.h"

#include <vector>

namespace twin {

/// Least-squares polynomials of a total degree, one a value, all on the same terms: family "polynomial".
/// Variance at a point: noise * (1 + t' (T'T)^-1 t). Source: Montgomery, Design and Analysis of Experiments,
/// section 10.7.
class PolynomialRegressor : public Regressor
{
  public:
    /// `leverage`: row-major terms x terms, lower triangular, with t' (T'T)^-1 t = |leverage t|^2.
    /// `coefficients`: row-major values x terms. `noise`: variance, by value.
    PolynomialRegressor(PolynomialTerms terms, std::vector<double> leverage, std::vector<double> coefficients,
                        std::vector<double> noise);
    static Result<std::unique_ptr<Regressor>> load(const StoredNumbers& stored, std::size_t coordinates,
                                                   std::size_t values);

    std::string_view family() const override { return "polynomial"; }
    std::size_t coordinates() const override { return m_terms.coordinates(); }
    std::size_t values() const override { return m_noise.size(); }
    std::unique_ptr<RegressorInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

    const PolynomialTerms& terms() const { return m_terms; }
    const std::vector<double>& leverage() const { return m_leverage; }
    const std::vector<double>& coefficients() const { return m_coefficients; }
    const std::vector<double>& noise() const { return m_noise; }

  private:
    PolynomialTerms m_terms;
    std::vector<double> m_leverage;
    std::vector<double> m_coefficients;
    std::vector<double> m_noise;
};

} // namespace twin
