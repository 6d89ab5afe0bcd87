// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/model.h"
#include "model/network_program.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace twin {

/// A contract input on its way into a network: the network is given (value - offset) / scale.
struct NetworkInput
{
    std::string name;
    double offset = 0;
    double scale = 1;
};

/// A contract output on its way out: number * scale + offset, for as many numbers of the network's answer as
/// the output has points, from `first` on.
struct NetworkOutput
{
    std::string name;
    std::size_t first = 0;
    double offset = 0;
    double scale = 1;
};

inline constexpr double mostSingleTolerance = 0.01;

/// The right to answer in float32, given with the tolerance that the owner states. Whether it is used is
/// decided at load on this machine: the points are answered in both precisions.
struct SinglePrecision
{
    double tolerance = 0;       ///< of an answer, relative to the largest of its output over the points
    std::vector<double> points; ///< row-major points x contract inputs
};

/// A network that was made elsewhere, kind "imported-network" (a network that was
/// trained here is a surrogate of the family "network"). It has no band of its own (NaN); see BandedModel.
class NetworkModel : public Model
{
  public:
    struct Content
    {
        Network network;
        std::vector<NetworkInput> inputs; ///< in the order of the network's input vector
        std::vector<NetworkOutput> outputs;
        std::optional<SinglePrecision> single;
    };
    static Result<std::unique_ptr<Model>> load(const nlohmann::json& json, const ArrayStore& arrays,
                                               const Contract& contract, const std::string& location);
    /// The same from content that fits the contract.
    static std::unique_ptr<NetworkModel> make(Content content, const Contract& contract);

    std::string_view kind() const override { return "imported-network"; }
    const std::vector<std::string>& outputs() const override { return m_names; }
    std::unique_ptr<ModelInstance> instantiate() const override;
    double statedTolerance() const override { return m_single ? m_single->tolerance : 0; }
    nlohmann::json save(const std::string& prefix, ArrayStore& arrays) const override;

    const NetworkProgram& program() const { return *m_program; }
    bool usesSingle() const { return m_usesSingle; }
    /// The largest difference between both precisions over the points, relative as in SinglePrecision;
    /// 0 without the right to use float32.
    double singleError() const { return m_singleError; }

    struct Feed
    {
        std::size_t input = 0; ///< of the contract
        double offset = 0, scale = 1;
    };
    struct Answer
    {
        NetworkOutput output;
        std::size_t points = 1;
    };
    const std::vector<Feed>& feeds() const { return m_feeds; }
    const std::vector<Answer>& answers() const { return m_answers; }
    std::size_t contractInputs() const { return m_contractInputs; }

  private:
    NetworkModel() = default;
    void checkSingle();

    std::unique_ptr<NetworkProgram> m_program;
    std::vector<NetworkInput> m_inputs;
    std::vector<Feed> m_feeds;
    std::vector<Answer> m_answers;
    std::vector<std::string> m_names;
    std::optional<SinglePrecision> m_single;
    std::size_t m_contractInputs = 0;
    bool m_usesSingle = false;
    double m_singleError = 0;
};

} // namespace twin
