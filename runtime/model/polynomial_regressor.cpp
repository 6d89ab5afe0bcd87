// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/polynomial_regressor.h"

#include "model/kernels/kernel_table.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

namespace {

constexpr std::size_t mostTerms = 5000;

class Instance : public RegressorInstance
{
  public:
    explicit Instance(const PolynomialRegressor& regressor) : m_regressor(regressor) {}

    void predict(const double* points, std::size_t rows, double* means, double* variances) override
    {
        const std::size_t count = m_regressor.terms().count();
        m_terms.resize(count);
        for (std::size_t row = 0; row < rows; ++row) {
            m_regressor.terms().evaluate(points + row * m_regressor.coordinates(), m_terms.data(), m_powers);
            const double leverage = variances ? leverageOf(count) : 0;
            for (std::size_t v = 0; v < m_regressor.values(); ++v) {
                means[v * rows + row] =
                    kernels().dot(m_regressor.coefficients().data() + v * count, m_terms.data(), count);
                if (variances)
                    variances[v * rows + row] = m_regressor.noise()[v] * (1 + leverage);
            }
        }
    }

  private:
    double leverageOf(std::size_t count) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double v = kernels().dot(m_regressor.leverage().data() + i * count, m_terms.data(), i + 1);
            sum += v * v;
        }
        return sum;
    }

    const PolynomialRegressor& m_regressor;
    std::vector<double> m_terms, m_powers;
};

} // namespace

PolynomialRegressor::PolynomialRegressor(PolynomialTerms terms, std::vector<double> leverage,
                                         std::vector<double> coefficients, std::vector<double> noise)
    : m_terms(std::move(terms)),
      m_leverage(std::move(leverage)),
      m_coefficients(std::move(coefficients)),
      m_noise(std::move(noise))
{}

std::unique_ptr<RegressorInstance> PolynomialRegressor::instantiate() const
{
    return std::make_unique<Instance>(*this);
}

Result<std::unique_ptr<Regressor>> PolynomialRegressor::load(const StoredNumbers& stored,
                                                             std::size_t coordinates, std::size_t values)
{
    const auto degree = stored.count("degree", 0, 50);
    if (!degree)
        return fail(degree.error());
    if (PolynomialTerms::countOf(coordinates, *degree) > mostTerms)
        return stored.wrong("model.polynomial.terms", "degree",
                            fmt::format("More than {} terms.", mostTerms));
    PolynomialTerms terms(coordinates, *degree);
    const auto leverage = stored.array("leverage", {terms.count(), terms.count()});
    if (!leverage)
        return fail(leverage.error());
    const auto coefficients = stored.array("coefficients", {values, terms.count()});
    if (!coefficients)
        return fail(coefficients.error());
    const auto noise = stored.array("noise", {values});
    if (!noise)
        return fail(noise.error());
    const std::vector<double>& variances = (*noise)->values;
    if (std::any_of(variances.begin(), variances.end(), [](double value) { return value < 0; }))
        return stored.wrong("model.number", "noise", "A variance is below zero.");
    return std::make_unique<PolynomialRegressor>(std::move(terms), (*leverage)->values,
                                                 (*coefficients)->values, variances);
}

nlohmann::json PolynomialRegressor::save(const std::string& prefix, ArrayStore& arrays) const
{
    arrays[prefix + "leverage"] = {{m_terms.count(), m_terms.count()}, m_leverage};
    arrays[prefix + "coefficients"] = {{values(), m_terms.count()}, m_coefficients};
    arrays[prefix + "noise"] = {{values()}, m_noise};
    return {{"degree", m_terms.degree()},
            {"leverage", prefix + "leverage"},
            {"coefficients", prefix + "coefficients"},
            {"noise", prefix + "noise"}};
}

} // namespace twin
