// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "package/package.h"

#include <cmath>
#include <functional>
#include <memory>

namespace twin {

/// A model made of a function, so that a test decides what an evaluation does.
class FakeModel final : public Model
{
  public:
    using Function = std::function<Status(const double*, std::size_t, std::span<const OutputSlice>)>;

    FakeModel(std::vector<std::string> outputs, Function function, double tolerance = 0)
        : m_outputs(std::move(outputs)), m_function(std::move(function)), m_tolerance(tolerance)
    {}
    double statedTolerance() const override { return m_tolerance; }
    std::string_view kind() const override { return "fake"; }
    const std::vector<std::string>& outputs() const override { return m_outputs; }
    nlohmann::json save(const std::string&, ArrayStore&) const override { return {}; }
    std::unique_ptr<ModelInstance> instantiate() const override
    {
        struct Instance final : ModelInstance
        {
            const Function* function = nullptr;
            Status evaluate(const double* inputs, std::size_t rows,
                            std::span<const OutputSlice> outputs) override
            {
                return (*function)(inputs, rows, outputs);
            }
        };
        auto instance = std::make_unique<Instance>();
        instance->function = &m_function;
        return instance;
    }

  private:
    std::vector<std::string> m_outputs;
    Function m_function;
    double m_tolerance;
};

inline constexpr std::size_t fakePoints = 3;

/// level(time) = flow * (1 + time) / pumps with a band of 1 to each side; load = flow / pumps without a band.
inline Status fakeAnswer(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs)
{
    for (std::size_t row = 0; row < rows; ++row) {
        const double load = inputs[2 * row] / inputs[2 * row + 1];
        for (std::size_t k = 0; k < fakePoints; ++k) {
            const std::size_t at = row * fakePoints + k;
            outputs[0].mean[at] = load * (1 + double(k));
            if (outputs[0].lower)
                outputs[0].lower[at] = outputs[0].mean[at] - 1;
            if (outputs[0].upper)
                outputs[0].upper[at] = outputs[0].mean[at] + 1;
        }
        outputs[1].mean[row] = load;
    }
    return {};
}

/// Two inputs: flow 0..100 m3/h, validated 10..80, start 40; pumps, whole, 1..4, validated 1..3, start 2. A
/// rule of the contract: at most 30 m3/h a pump, else Block.
inline Contract fakeContract()
{
    Contract contract;
    contract.id = "fake";
    contract.version = "1.0.0";
    contract.title = "Fake station";
    contract.fidelity = "A function.";
    contract.madeFor = {"tests"};
    contract.notFor = {"plants"};
    contract.reviewDate = "2030-01-01";
    contract.axis = Axis{"time", "Time", *Unit::parse("h"), {0, 1, 2}};

    Variable flow;
    flow.name = "flow";
    flow.label = "Flow";
    flow.unit = *Unit::parse("m3/h");
    flow.start = 40;
    flow.physical = {0, 100};
    flow.validated = {10, 80};
    flow.nominal = 50;
    Variable pumps;
    pumps.name = "pumps";
    pumps.label = "Pumps";
    pumps.type = VariableType::Integer;
    pumps.start = 2;
    pumps.physical = {1, 4};
    pumps.validated = {1, 3};
    contract.inputs = {flow, pumps};

    Variable level;
    level.name = "level";
    level.label = "Level";
    level.causality = Causality::Output;
    level.unit = *Unit::parse("m");
    level.isSeries = true;
    level.confidence = {Confidence::Kind::Interval, 0.9, ""};
    Variable load;
    load.name = "load";
    load.label = "Load";
    load.causality = Causality::Output;
    load.unit = *Unit::parse("m3/h");
    load.confidence = {Confidence::Kind::None, 0.9, "a formula"};
    contract.outputs = {level, load};

    contract.guardrails = {
        {"R1", "Flow a pump", "flow / pumps <= 30 m3/h", Verdict::Block, "Too much for a pump.", {}}};
    return contract;
}

inline std::shared_ptr<Package> fakePackage(FakeModel::Function function = fakeAnswer, double tolerance = 0)
{
    auto package = std::make_shared<Package>();
    package->contract = fakeContract();
    package->models.push_back(std::make_unique<FakeModel>(std::vector<std::string>{"level", "load"},
                                                          std::move(function), tolerance));
    return package;
}

} // namespace twin
