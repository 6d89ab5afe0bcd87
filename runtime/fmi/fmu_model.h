// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fmi/fmu_plan.h"
#include "model/model.h"

#include <memory>

namespace twin {

class FmuRunners;

/// A simulator that another tool exported as a Functional Mock-up Unit for co-simulation, FMI 2.0 or 3.0. Its
/// binary is foreign code and runs in a child process, shut in; children that an instance no longer needs
/// wait for the next. The JSON is that of readFmuPlan; the FMU itself is the file that "file" names. There is
/// no band.
class FmuModel final : public Model
{
  public:
    /// Codes: those of readFmuPlan and of archives, "model.array", "fmu.checksum", "fmu.platform".
    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const ArrayStore& arrays,
                                               const Contract& contract, const std::string& location);

    std::string_view kind() const override { return "fmu"; }
    const std::vector<std::string>& outputs() const override;
    std::unique_ptr<ModelInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

  private:
    FmuModel() = default;

    nlohmann::json m_json;
    std::shared_ptr<const std::string> m_file;
    std::shared_ptr<FmuRunners> m_runners;
    std::size_t m_inputs = 0; ///< of the contract
};

} // namespace twin
