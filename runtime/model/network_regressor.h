// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/network_program.h"
#include "model/regressor.h"

#include <memory>
#include <vector>

namespace twin {

/// Small networks of equal standing, for each value its own: their mean is the prediction, and where they
/// disagree the variance is larger. Family "network".
class NetworkRegressor : public Regressor
{
  public:
    /// By value: one network that answers with the numbers of all members.
    NetworkRegressor(std::size_t coordinates, std::vector<Network> networks, std::vector<double> noise);
    static Result<std::unique_ptr<Regressor>> load(const StoredNumbers& stored, std::size_t coordinates,
                                                   std::size_t values);

    std::string_view family() const override { return "network"; }
    std::size_t coordinates() const override { return m_coordinates; }
    std::size_t values() const override { return m_programs.size(); }
    std::unique_ptr<RegressorInstance> instantiate() const override;
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

    const NetworkProgram& program(std::size_t value) const { return *m_programs[value]; }
    double noise(std::size_t value) const { return m_noise[value]; }

  private:
    std::size_t m_coordinates;
    std::vector<std::unique_ptr<NetworkProgram>> m_programs;
    std::vector<double> m_noise; ///< variance of an observation around the mean, by value
};

} // namespace twin
