// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/gaussian_process.h"
#include "model/regressor.h"

#include <vector>

namespace twin {

/// Gaussian processes over one design, one a value: family "gaussian-process".
class GaussianProcessRegressor : public Regressor
{
  public:
    /// `design`: row-major runs x coordinates, that of every process. At least one process.
    GaussianProcessRegressor(std::vector<double> design, std::size_t coordinates,
                             std::vector<GaussianProcess> processes);
    static Result<std::unique_ptr<Regressor>> load(const StoredNumbers& stored, std::size_t coordinates,
                                                   std::size_t values);

    std::string_view family() const override { return "gaussian-process"; }
    std::size_t coordinates() const override { return m_coordinates; }
    std::size_t values() const override { return m_processes.size(); }
    std::unique_ptr<RegressorInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

    const std::vector<GaussianProcess>& processes() const { return m_processes; }

  private:
    std::vector<double> m_design;
    std::size_t m_coordinates = 0;
    std::vector<GaussianProcess> m_processes;
};

} // namespace twin
