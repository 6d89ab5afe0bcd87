// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/model.h"

#include <memory>
#include <string>
#include <vector>

namespace twin {

/// The band of one output, as wide everywhere: what was measured of the model's errors on runs.
struct MeasuredBand
{
    std::string output;
    double level = 0.9;            ///< share of outcomes that it is to hold
    std::vector<double> halfWidth; ///< by point, in the output's unit
};

/// A model that was given whole, with the bands that were measured for it. Of whatever kind it is, it keeps
/// its kind; its JSON has one more member:
///
///     "bands": [{"output": "level", "level": 0.9, "halfWidth": "model-0/band0"}]
///
/// Where the model has a band of its own, both are taken as independent: their squares add.
class BandedModel final : public Model
{
  public:
    /// The bands fit the model's outputs and the contract.
    BandedModel(std::unique_ptr<Model> model, std::vector<MeasuredBand> bands);

    /// Reads the bands of a stored model. Codes "model.output", "model.level", "model.confidence" and those
    /// of StoredNumbers.
    static Result<std::vector<MeasuredBand>> readBands(const nlohmann::json& json, const ArrayStore& arrays,
                                                       const Contract& contract, const std::string& location);

    std::string_view kind() const override { return m_model->kind(); }
    const std::vector<std::string>& outputs() const override { return m_model->outputs(); }
    std::unique_ptr<ModelInstance> instantiate() const override;
    double statedTolerance() const override { return m_model->statedTolerance(); }
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

    /// Half a band's width from the model's own (NaN: it has none) and the measured one.
    static double together(double own, double measured);
    /// By output of the model; null where it has no band.
    const std::vector<const MeasuredBand*>& bandsByOutput() const { return m_byOutput; }
    const Model& model() const { return *m_model; }

  private:
    std::unique_ptr<Model> m_model;
    std::vector<MeasuredBand> m_bands;
    std::vector<const MeasuredBand*> m_byOutput;
};

/// The contract as a model sees it that gives no band for any of these outputs.
Contract withoutBands(Contract contract, const std::vector<std::string>& outputs);

} // namespace twin
