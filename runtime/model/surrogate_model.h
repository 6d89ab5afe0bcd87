// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/input_encoding.h"
#include "model/model.h"
#include "model/output_curve.h"
#include "model/regressor.h"

#include <memory>
#include <string>
#include <vector>

namespace twin {

/// What is fitted to runs: the inputs as coordinates, a regressor of some family over them, and the curves
/// that turn its values into outputs with bands. The values of the regressor are the modes of all curves, one
/// curve after the other. Kind "pod" has curves with a basis; else the kind is the family's name.
class SurrogateModel : public Model
{
  public:
    /// Rows that a regressor is asked for at a time.
    static constexpr std::size_t block = 192;

    SurrogateModel(std::string kind, InputEncoding encoding, std::vector<OutputCurve> curves,
                   std::unique_ptr<Regressor> regressor);
    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const ArrayStore& arrays,
                                               const Contract& contract, const std::string& location);

    std::string_view kind() const override { return m_kind; }
    const std::vector<std::string>& outputs() const override { return m_outputs; }
    std::unique_ptr<ModelInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

    const InputEncoding& encoding() const { return m_encoding; }
    const std::vector<OutputCurve>& curves() const { return m_curves; }
    const Regressor& regressor() const { return *m_regressor; }

    /// For the training, before the model is shared.
    void widenBand(std::size_t output, double factor)
    {
        for (double& scale : m_curves[output].scale)
            scale *= factor;
    }

  private:
    std::string m_kind;
    InputEncoding m_encoding;
    std::vector<OutputCurve> m_curves;
    std::unique_ptr<Regressor> m_regressor;
    std::vector<std::string> m_outputs;
};

} // namespace twin
