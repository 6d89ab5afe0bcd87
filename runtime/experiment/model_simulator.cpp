// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/model_simulator.h"

#include "guardrail/guardrail_set.h"
#include "package/archive.h"
#include "session/package_instance.h"
#include "training/fit_given.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace twin {

namespace {

constexpr std::size_t blockPoints = 8192; ///< values of all outputs together that a block may have

class Instance : public SimulatorInstance
{
  public:
    /// `rules` says which runs may be answered, up to `most`.
    Instance(const Package& package, PackageInstance models, GuardrailSet rules, Verdict most)
        : m_contract(package.contract), m_models(std::move(models)), m_rules(std::move(rules)), m_most(most)
    {}

    Result<std::vector<RunAnswer>> run(const RunBlock& block, const std::atomic<bool>& stop) override
    {
        const std::size_t rows = block.names.size();
        const std::size_t width = m_contract.inputs.size();
        std::vector<RunAnswer> answers(rows);
        bool isWhole = true;
        for (std::size_t row = 0; row < rows; ++row) {
            answers[row].failure = refusal(block.inputs.subspan(row * width, width));
            isWhole = isWhole && !answers[row].failure;
        }
        if (isWhole && evaluate(block.inputs.data(), rows)) {
            for (std::size_t row = 0; row < rows; ++row)
                take(row, answers[row]);
            return answers;
        }
        // Some row of the block fails: each alone says which, and why.
        for (std::size_t row = 0; row < rows; ++row) {
            if (stop)
                return fail("run.cancelled", {}, "The runs were stopped.");
            if (answers[row].failure)
                continue;
            const Status status = evaluate(block.inputs.data() + row * width, 1);
            if (status)
                take(0, answers[row]);
            else
                answers[row].failure = status.error();
        }
        return answers;
    }

  private:
    /// Why the contract does not let a run be answered.
    std::optional<Diagnostic> refusal(std::span<const double> inputs) const
    {
        if (m_rules.classify(inputs).first <= m_most)
            return std::nullopt;
        const InputVerdicts found = m_rules.checkInputs(inputs, false);
        const auto worst = std::max_element(
            found.verdicts.begin(), found.verdicts.end(),
            [](const RuleVerdict& a, const RuleVerdict& b) { return a.verdict < b.verdict; });
        return Diagnostic{Severity::Error,
                          "run.withheld",
                          {},
                          worst != found.verdicts.end() ? worst->message
                                                        : "The contract gives no answer here.",
                          "Leave the run out of the design."};
    }

    Status evaluate(const double* inputs, std::size_t rows)
    {
        m_means.resize(m_contract.outputs.size());
        m_slices.resize(m_contract.outputs.size());
        for (std::size_t i = 0; i < m_means.size(); ++i) {
            m_means[i].resize(rows * m_contract.points(m_contract.outputs[i]));
            m_slices[i] = {m_means[i].data(), nullptr, nullptr};
        }
        return m_models.evaluate(inputs, rows, m_slices);
    }

    void take(std::size_t row, RunAnswer& answer) const
    {
        for (std::size_t i = 0; i < m_means.size(); ++i) {
            const auto points = static_cast<std::ptrdiff_t>(m_contract.points(m_contract.outputs[i]));
            const auto begin = m_means[i].begin() + static_cast<std::ptrdiff_t>(row) * points;
            answer.outputs.emplace_back(begin, begin + points);
        }
    }

    const Contract& m_contract;
    PackageInstance m_models;
    GuardrailSet m_rules;
    Verdict m_most;
    std::vector<std::vector<double>> m_means;
    std::vector<OutputSlice> m_slices;
};

} // namespace

ModelSimulator::ModelSimulator(std::shared_ptr<const Package> package, Verdict most)
    : m_package(std::move(package)), m_identity("package " + m_package->sha256), m_most(most)
{}

Result<ModelSimulator> ModelSimulator::fromSpec(const nlohmann::json& spec, const Contract& contract)
{
    auto package = std::make_shared<Package>();
    package->contract = contract;
    package->contract.guardrails
        .clear(); // they are for who uses the twin; a simulator answers what can exist
    for (Variable& output : package->contract.outputs) // means alone are asked for
        output.confidence = {Confidence::Kind::None, output.confidence.level, "the answers of a simulator"};
    const nlohmann::json models = spec.value("models", nlohmann::json::array());
    if (!models.is_array() || models.empty())
        return fail("run.simulator", "/models", "The spec has no models that could answer the runs.",
                    "Write the command that runs the simulator after --, or give formulas.");
    for (std::size_t i = 0; i < models.size(); ++i) {
        const std::string location = fmt::format("/models/{}", i);
        auto model = loadModel(models[i], {}, package->contract, location);
        if (!model) {
            const bool isNamed =
                models[i].is_object() && models[i].contains("kind") && models[i]["kind"].is_string();
            if (isNamed && isGivenKind(models[i]["kind"].get<std::string>()))
                return fail(model.error());
            return fail("run.simulator", model.error().location,
                        fmt::format("The spec's model {} cannot answer runs by itself: {}", i + 1,
                                    model.error().message),
                        "A model that is fitted needs runs first. Write the command that runs the simulator "
                        "after --, or name a package or a spec with formulas.");
        }
        package->models.push_back(std::move(*model));
    }
    package->sha256 = sha256Hex(models.dump());
    return ModelSimulator(std::move(package), Verdict::Withhold);
}

std::size_t ModelSimulator::blockRuns() const
{
    std::size_t points = 1;
    for (const Variable& output : m_package->contract.outputs)
        points += m_package->contract.points(output);
    return std::clamp<std::size_t>(blockPoints / points, 1, 256);
}

Result<std::unique_ptr<SimulatorInstance>> ModelSimulator::instantiate() const
{
    auto models = PackageInstance::create(*m_package);
    if (!models)
        return fail(std::move(models.error()));
    auto rules =
        GuardrailSet::compile(m_package->contract, m_package->domain ? &*m_package->domain : nullptr);
    if (!rules)
        return fail(std::move(rules.error()));
    return std::make_unique<Instance>(*m_package, std::move(*models), std::move(*rules), m_most);
}

} // namespace twin
