// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/model.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace twin {

/// Formulas or equations some of whose constants are known with a standard uncertainty. It is carried to the
/// outputs to first order, the constants taken as independent (Guide to the Expression of Uncertainty in
/// Measurement, 5.1.2; the derivatives by its note 2 to 5.1.3: half of what adding and subtracting a standard
/// uncertainty changes). The band is that of a normal distribution at the contract's level. The model's JSON
/// has one more member, by definition the standard uncertainty of its value, an expression:
///
///     "define": {"k": "0.31 1/h"}, "uncertainty": {"k": "0.02 1/h"}
///
/// An evaluation with bands costs two more for each of them.
class UncertainModel final : public Model
{
  public:
    using Load = std::function<Result<std::unique_ptr<Model>>(const nlohmann::json&, const Contract&)>;
    static constexpr std::size_t mostConstants = 32;

    /// `load` builds the model without bands. Codes "model.json", "model.name" and those of `load`; of a
    /// constant's uncertainty with a pointer to it.
    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const Contract& contract,
                                               const std::string& location, const Load& load);

    std::string_view kind() const override { return m_model->kind(); }
    const std::vector<std::string>& outputs() const override { return m_model->outputs(); }
    std::unique_ptr<ModelInstance> instantiate() const override;
    double statedTolerance() const override { return m_model->statedTolerance(); }
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

  private:
    friend class UncertainInstance;
    UncertainModel() = default;

    std::unique_ptr<Model> m_model;
    std::vector<std::unique_ptr<Model>> m_shifted; ///< by constant: a little more of it, a little less
    nlohmann::json m_uncertainty;
    std::vector<std::size_t> m_points; ///< by output
    std::vector<double> m_factors;     ///< by output: half width over standard deviation; NaN: no band
};

/// Whether a model, or a stage of a composition, states the uncertainty of constants: it gives bands itself.
bool statesUncertainty(const nlohmann::json& model);

/// How many standard deviations to each side hold this share (0..1) of a normal distribution.
double normalFactor(double level);

} // namespace twin
