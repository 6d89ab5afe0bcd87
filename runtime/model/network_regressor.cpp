// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/network_regressor.h"

#include <algorithm>
#include <fmt/format.h>

namespace twin {

namespace {

constexpr std::size_t mostMembers = 64;

class Instance : public RegressorInstance
{
  public:
    explicit Instance(const NetworkRegressor& regressor) : m_regressor(regressor)
    {
        for (std::size_t v = 0; v < regressor.values(); ++v)
            m_runs.emplace_back(regressor.program(v));
    }

    void predict(const double* points, std::size_t rows, double* means, double* variances) override
    {
        for (std::size_t v = 0; v < m_regressor.values(); ++v) {
            const std::size_t members = m_regressor.program(v).network().outputs();
            m_answers.resize(std::max(m_answers.size(), members * rows));
            m_runs[v].answer(points, rows, m_answers.data(), 1, rows);
            for (std::size_t row = 0; row < rows; ++row) {
                double sum = 0;
                for (std::size_t m = 0; m < members; ++m)
                    sum += m_answers[m * rows + row];
                const double mean = sum / double(members);
                means[v * rows + row] = mean;
                if (variances)
                    variances[v * rows + row] = m_regressor.noise(v) + spread(mean, members, rows, row);
            }
        }
    }

  private:
    /// Between the members, and of their mean.
    double spread(double mean, std::size_t members, std::size_t rows, std::size_t row) const
    {
        if (members < 2)
            return 0;
        double sum = 0;
        for (std::size_t m = 0; m < members; ++m) {
            const double difference = m_answers[m * rows + row] - mean;
            sum += difference * difference;
        }
        return sum / double(members - 1) * (1 + 1 / double(members));
    }

    const NetworkRegressor& m_regressor;
    std::vector<NetworkRun> m_runs;
    std::vector<double> m_answers;
};

} // namespace

NetworkRegressor::NetworkRegressor(std::size_t coordinates, std::vector<Network> networks,
                                   std::vector<double> noise)
    : m_coordinates(coordinates), m_noise(std::move(noise))
{
    for (Network& network : networks)
        m_programs.push_back(std::make_unique<NetworkProgram>(std::move(network), false));
}

std::unique_ptr<RegressorInstance> NetworkRegressor::instantiate() const
{
    return std::make_unique<Instance>(*this);
}

Result<std::unique_ptr<Regressor>> NetworkRegressor::load(const StoredNumbers& stored,
                                                          std::size_t coordinates, std::size_t values)
{
    const auto members = stored.count("members", 1, mostMembers);
    if (!members)
        return fail(members.error());
    const auto noise = stored.array("noise", {values});
    if (!noise)
        return fail(noise.error());
    if (std::any_of((*noise)->values.begin(), (*noise)->values.end(), [](double v) { return v < 0; }))
        return stored.wrong("model.number", "noise", "A variance is below zero.");
    const auto objects = stored.objects("networks", values);
    if (!objects)
        return fail(objects.error());
    if (objects->size() != values)
        return stored.wrong("model.member", "networks",
                            fmt::format("There are not {} networks, one a value.", values));
    std::vector<Network> networks;
    for (const StoredNumbers& each : *objects) {
        auto network = loadNetwork(each, coordinates, *members);
        if (!network)
            return fail(network.error());
        networks.push_back(std::move(*network));
    }
    return std::make_unique<NetworkRegressor>(coordinates, std::move(networks), (*noise)->values);
}

nlohmann::json NetworkRegressor::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json networks = nlohmann::json::array();
    for (std::size_t v = 0; v < values(); ++v)
        networks.push_back(
            saveNetwork(program(v).network(), fmt::format("{}value{}/step", prefix, v), arrays));
    arrays[prefix + "noise"] = {{values()}, m_noise};
    return {{"members", program(0).network().outputs()},
            {"networks", std::move(networks)},
            {"noise", prefix + "noise"}};
}

} // namespace twin
