// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/composition_plan.h"

#include "model/uncertain_model.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin {

bool isExactKind(std::string_view kind)
{
    static constexpr std::array<std::string_view, 3> kinds = {"expression", "ode", "state-space"};
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

Result<std::vector<Variable>> readIntermediates(const nlohmann::json& json, const Contract& contract,
                                                const std::string& location)
{
    const auto list = json.find("intermediates");
    if (list == json.end() || !list->is_array() || list->empty() || list->size() > 256)
        return fail("model.json", location + "/intermediates",
                    "A composition needs a list of what its models hand on to each other.",
                    R"(Write "intermediates": [{"name": TEXT, "unit": TEXT}, ...].)");
    // read beside the contract's own variables, so that every check of names and units is the contract's
    nlohmann::json whole = toJson(contract);
    whole["guardrails"] = nlohmann::json::array();
    const std::size_t before = whole["outputs"].size();
    for (nlohmann::json entry : *list) {
        if (entry.is_object() && entry.value("field", false))
            return fail(
                "model.json", location + "/intermediates",
                fmt::format("The intermediate {} is a field.", entry.value("name", std::string())),
                "Hand on single values or series: have the stage that computes it draw them from it.");
        if (entry.is_object() && !entry.contains("confidence"))
            entry["confidence"] = {{"kind", "none"}, {"reason", "an intermediate value"}};
        whole["outputs"].push_back(std::move(entry));
    }
    auto read = contractFromJson(whole);
    if (!read) {
        Diagnostic error = read.error();
        const std::string start = "/outputs/";
        if (error.location.starts_with(start)) {
            const std::size_t slash = error.location.find('/', start.size());
            const auto index = std::stoul(error.location.substr(start.size(), slash - start.size()));
            error.location = fmt::format("{}/intermediates/{}{}", location, index - std::min(index, before),
                                         slash == std::string::npos ? "" : error.location.substr(slash));
        }
        return fail(std::move(error));
    }
    return std::vector<Variable>(read->outputs.begin() + std::ptrdiff_t(before), read->outputs.end());
}

namespace {

/// Position of a name among contract variables, and behind them the intermediates.
std::optional<std::size_t> positionOf(const std::string& name, const std::vector<std::string>& first,
                                      const std::vector<Variable>& intermediates)
{
    const auto found = std::find(first.begin(), first.end(), name);
    if (found != first.end())
        return std::size_t(found - first.begin());
    const auto isNamed = [&](const Variable& variable) { return variable.name == name; };
    const auto between = std::find_if(intermediates.begin(), intermediates.end(), isNamed);
    if (between == intermediates.end())
        return std::nullopt;
    return first.size() + std::size_t(between - intermediates.begin());
}

Result<std::vector<std::string>> readNames(const nlohmann::json& json, const char* key,
                                           const std::string& location)
{
    const auto list = json.find(key);
    const auto isText = [](const nlohmann::json& entry) { return entry.is_string(); };
    if (list == json.end() || !list->is_array() || list->empty() ||
        !std::all_of(list->begin(), list->end(), isText))
        return fail("model.json", fmt::format("{}/{}", location, key),
                    fmt::format("\"{}\" is not a list of names.", key), "Name at least one variable.");
    return list->get<std::vector<std::string>>();
}

class Reader
{
  public:
    Reader(const Contract& contract, CompositionPlan& plan) : m_contract(contract), m_plan(plan)
    {
        for (const Variable& input : contract.inputs)
            m_inputs.push_back(input.name);
    }

    Status readStage(const nlohmann::json& json, const std::string& location)
    {
        if (!json.is_object() || !json.contains("kind") || !json["kind"].is_string())
            return fail("model.json", location, "A stage needs the kind of its model.",
                        "See xdt schema training.");
        const auto kind = json["kind"].get<std::string>();
        if (kind == "composition")
            return fail("model.kind", location + "/kind", "A composition cannot be a stage of another.",
                        "List its stages in this one.");
        CompositionStage stage{json, location, {}, {}, {}};
        stage.spec.erase("reads");
        stage.contract.axis = m_contract.axis;
        stage.contract.axis2 = m_contract.axis2;
        Result<std::vector<std::string>> inputs = m_inputs;
        if (json.contains("reads"))
            inputs = readNames(json, "reads", location);
        const auto outputs = readNames(json, "outputs", location);
        if (!inputs || !outputs)
            return fail(inputs ? outputs.error() : inputs.error());
        for (const std::string& name : *inputs) {
            const auto position = positionOf(name, m_inputs, m_plan.intermediates);
            if (!position ||
                std::find(stage.inputs.begin(), stage.inputs.end(), *position) != stage.inputs.end())
                return fail("model.json", location + "/reads",
                            fmt::format("\"{}\" is no input and no intermediate, or named twice.", name),
                            "Name inputs of the contract and intermediates of the composition, each once.");
            stage.inputs.push_back(*position);
            const bool isIntermediate = *position >= m_inputs.size();
            stage.contract.inputs.push_back(isIntermediate ? m_plan.intermediates[*position - m_inputs.size()]
                                                           : m_contract.inputs[*position]);
            if (stage.contract.inputs.back().isSeries && kind != "expression")
                return fail("model.json", location + "/reads",
                            fmt::format("\"{}\" is a series, which formulas alone can read; a model of kind "
                                        "{} is given single values.",
                                        name, kind),
                            "Put a stage of kind \"expression\" between them that hands on what is needed of "
                            "it, such as max(p) or at(p, 6 h).");
            stage.contract.inputs.back().causality = Causality::Input;
        }
        for (const std::string& name : *outputs) {
            const auto position = positionOf(name, m_plan.outputs, m_plan.intermediates);
            if (!position)
                return fail("model.output", location + "/outputs",
                            fmt::format("\"{}\" is no output of the composition and no intermediate.", name),
                            "Declare it as an intermediate, with its unit.");
            if (!m_given.emplace(*position, m_plan.stages.size()).second)
                return fail("model.output", location + "/outputs", fmt::format("Two stages give {}.", name),
                            "Give each value in one stage only.");
            stage.outputs.push_back(*position);
            const bool isIntermediate = *position >= m_plan.outputs.size();
            Variable variable = isIntermediate ? m_plan.intermediates[*position - m_plan.outputs.size()]
                                               : *m_contract.findOutput(name);
            if (isExactKind(kind) && !statesUncertainty(json)) {
                if (isIntermediate && variable.confidence.kind != Confidence::Kind::None)
                    return fail("model.confidence", location,
                                fmt::format("{} is computed exactly, but declared with a band.", name),
                                R"(Leave its "confidence" out.)");
                variable.confidence = {Confidence::Kind::None, variable.confidence.level, "a stage"};
            }
            stage.contract.outputs.push_back(std::move(variable));
        }
        m_plan.stages.push_back(std::move(stage));
        return {};
    }

    Status checkGiven(const std::string& location) const
    {
        for (std::size_t i = 0; i < m_plan.outputs.size() + m_plan.intermediates.size(); ++i) {
            if (m_given.contains(i))
                continue;
            const bool isOutput = i < m_plan.outputs.size();
            return fail("model.output", location + "/models",
                        fmt::format("No stage gives {}.",
                                    isOutput ? m_plan.outputs[i]
                                             : m_plan.intermediates[i - m_plan.outputs.size()].name),
                        "Add it to a stage's outputs, or take it out.");
        }
        return {};
    }

    /// Puts each stage after those whose intermediates it reads.
    Status order(const std::string& location)
    {
        std::vector<bool> placed(m_plan.stages.size(), false);
        std::vector<CompositionStage> ordered;
        while (ordered.size() < m_plan.stages.size()) {
            const std::size_t before = ordered.size();
            for (std::size_t i = 0; i < placed.size(); ++i) {
                if (placed[i] || !isReady(m_plan.stages[i], placed))
                    continue;
                placed[i] = true;
                ordered.push_back(m_plan.stages[i]);
            }
            if (ordered.size() > before)
                continue;
            std::vector<std::string> names;
            for (std::size_t i = 0; i < placed.size(); ++i)
                for (const Variable& output : m_plan.stages[i].contract.outputs)
                    if (!placed[i])
                        names.push_back(output.name);
            return fail("model.cycle", location + "/models",
                        fmt::format("These values need each other in a circle: {}.", fmt::join(names, ", ")),
                        "Take one out of the \"reads\" of a stage.");
        }
        m_plan.stages = std::move(ordered);
        return {};
    }

  private:
    bool isReady(const CompositionStage& stage, const std::vector<bool>& placed) const
    {
        return std::all_of(stage.inputs.begin(), stage.inputs.end(), [&](std::size_t input) {
            return input < m_inputs.size() ||
                   placed[m_given.at(input - m_inputs.size() + m_plan.outputs.size())];
        });
    }

    const Contract& m_contract;
    CompositionPlan& m_plan;
    std::vector<std::string> m_inputs;
    std::map<std::size_t, std::size_t> m_given; ///< output or intermediate to stage
};

/// The band of an output is made of those of the intermediates: they must mean the same.
Status checkBands(const CompositionPlan& plan, const Contract& contract, const std::string& location)
{
    for (const std::string& name : plan.outputs) {
        const Confidence& wanted = contract.findOutput(name)->confidence;
        if (wanted.kind == Confidence::Kind::None)
            continue;
        bool hasSource = false;
        for (const Variable& between : plan.intermediates) {
            if (between.confidence.kind == Confidence::Kind::None)
                continue;
            hasSource = true;
            if (between.confidence.level != wanted.level)
                return fail("model.confidence", location,
                            fmt::format("The bands of {} and {} are to hold different shares, {:g} and {:g}.",
                                        between.name, name, between.confidence.level, wanted.level),
                            "Declare the same level for both.");
        }
        const auto isOwn = [&](const CompositionStage& stage) {
            return stage.contract.findOutput(name) &&
                   stage.contract.findOutput(name)->confidence.kind != Confidence::Kind::None;
        };
        if (!hasSource && std::none_of(plan.stages.begin(), plan.stages.end(), isOwn))
            return fail(
                "model.confidence", location,
                fmt::format("The contract declares a band for {}, and no stage hands one on.", name),
                R"(Give the intermediates of fitted stages a "confidence", or declare that of the output as "none" with the reason.)");
    }
    return {};
}

} // namespace

Result<CompositionPlan> CompositionPlan::read(const nlohmann::json& json, const Contract& contract,
                                              const std::string& location)
{
    if (!json.is_object())
        return fail("model.json", location, "A composition is not an object.", "See xdt schema training.");
    for (const auto& [key, value] : json.items())
        if (key != "kind" && key != "outputs" && key != "intermediates" && key != "models")
            return fail("model.json", location + "/" + key, fmt::format("A composition has no \"{}\".", key),
                        "It has kind, outputs, intermediates and models.");
    CompositionPlan plan;
    auto outputs = readNames(json, "outputs", location);
    if (!outputs)
        return fail(std::move(outputs.error()));
    plan.outputs = std::move(*outputs);
    for (std::size_t i = 0; i < plan.outputs.size(); ++i)
        if (!contract.findOutput(plan.outputs[i]) ||
            std::count(plan.outputs.begin(), plan.outputs.end(), plan.outputs[i]) > 1)
            return fail("model.output", location + "/outputs",
                        fmt::format("\"{}\" is no output of the contract, or named twice.", plan.outputs[i]),
                        "Name each output once.");
    auto intermediates = readIntermediates(json, contract, location);
    if (!intermediates)
        return fail(std::move(intermediates.error()));
    plan.intermediates = std::move(*intermediates);
    const auto models = json.find("models");
    if (models == json.end() || !models->is_array() || models->empty() || models->size() > mostStages)
        return fail("model.json", location + "/models",
                    fmt::format("\"models\" is not a list of 1 to {} models.", mostStages),
                    "List the stages of the composition.");
    Reader reader(contract, plan);
    for (std::size_t i = 0; i < models->size(); ++i)
        if (Status read = reader.readStage((*models)[i], fmt::format("{}/models/{}", location, i)); !read)
            return fail(std::move(read.error()));
    for (Status status : {reader.checkGiven(location), checkBands(plan, contract, location)})
        if (!status)
            return fail(std::move(status.error()));
    if (Status ordered = reader.order(location); !ordered)
        return fail(std::move(ordered.error()));
    return plan;
}

Result<std::unique_ptr<Model>> CompositionPlan::load(const CompositionStage& stage,
                                                     const ArrayStore& arrays) const
{
    auto model = loadModel(stage.spec, arrays, stage.contract, stage.location);
    if (model || model.error().code != "expression.name")
        return model;
    for (const Variable& between : intermediates)
        if (model.error().message.find(fmt::format("\"{}\"", between.name)) != std::string::npos)
            model.error().remedy = fmt::format(
                "Another stage gives it: name it, with all else that is needed, under \"reads\" of {}.",
                stage.location);
    return model;
}

} // namespace twin
