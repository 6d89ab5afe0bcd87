// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/gaussian_process.h"
#include "model/input_encoding.h"
#include "model/model.h"
#include "model/output_curve.h"

#include <string>
#include <vector>

namespace twin {

/// Gaussian processes on one design: kind "gaussian-process" (a process a point of each output) or "pod" (a
/// process a mode of each output's proper orthogonal decomposition). Both are the same thing with another
/// basis.
class GaussianProcessModel : public Model
{
  public:
    struct Part
    {
        OutputCurve curve;
        std::vector<GaussianProcess> processes; ///< one a mode
    };

    /// `design`: row-major runs x coordinates of the encoding.
    GaussianProcessModel(std::string kind, InputEncoding encoding, std::vector<double> design,
                         std::vector<Part> parts);
    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const ArrayStore& arrays,
                                               const Contract& contract, const std::string& location);

    std::string_view kind() const override { return m_kind; }
    const std::vector<std::string>& outputs() const override { return m_outputs; }
    std::unique_ptr<ModelInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

    const InputEncoding& encoding() const { return m_encoding; }
    const std::vector<Part>& parts() const { return m_parts; }

  private:
    std::string m_kind;
    InputEncoding m_encoding;
    std::vector<double> m_design;
    std::vector<Part> m_parts;
    std::vector<std::string> m_outputs;
};

} // namespace twin
