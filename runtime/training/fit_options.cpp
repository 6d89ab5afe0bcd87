// SPDX-License-Identifier: GPL-3.0-or-later
#include "training/fit_options.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twin {

Result<FitOptions> FitOptions::read(const nlohmann::json& spec, const std::vector<std::string_view>& known,
                                    const std::string& location)
{
    FitOptions options;
    options.m_spec = spec;
    options.m_location = location;
    for (const auto& [key, value] : spec.items())
        if (key != "kind" && key != "outputs" && std::find(known.begin(), known.end(), key) == known.end())
            return options.wrong(key.c_str(), fmt::format("This kind of model has no option \"{}\".", key),
                                 fmt::format("It has: {}.", fmt::join(known, ", ")));
    const auto outputs = spec.find("outputs");
    if (outputs == spec.end() || !outputs->is_array() || outputs->empty() ||
        !std::all_of(outputs->begin(), outputs->end(), [](const auto& item) { return item.is_string(); }))
        return options.wrong("outputs", "A model needs the list of outputs that it gives.",
                             "Name them: \"outputs\": [\"flow\", \"power\"].");
    options.m_outputs = outputs->get<std::vector<std::string>>();
    return options;
}

tl::unexpected<Diagnostic> FitOptions::wrong(const char* key, std::string message, std::string remedy) const
{
    return fail("fit.option", m_location + "/" + key, std::move(message), std::move(remedy));
}

Result<std::optional<std::string>> FitOptions::text(const char* key) const
{
    const auto found = m_spec.find(key);
    if (found == m_spec.end() || *found == "auto")
        return std::nullopt;
    if (!found->is_string())
        return wrong(key, fmt::format("\"{}\" must be a text.", key), "Write it in quotes.");
    return found->get<std::string>();
}

Result<std::optional<double>> FitOptions::number(const char* key, double minimum, double maximum) const
{
    const auto found = m_spec.find(key);
    if (found == m_spec.end() || *found == "auto")
        return std::nullopt;
    if (!found->is_number() || !(found->get<double>() >= minimum && found->get<double>() <= maximum))
        return wrong(key, fmt::format("\"{}\" must be a number from {} to {}.", key, minimum, maximum),
                     "Change it, or leave it out.");
    return found->get<double>();
}

const nlohmann::json* FitOptions::member(const char* key) const
{
    const auto found = m_spec.find(key);
    return found == m_spec.end() ? nullptr : &*found;
}

/// By contract input; empty when the option is left out.
static Result<std::vector<double>> readKnees(const FitOptions& options, const Contract& contract)
{
    std::vector<double> knees;
    const nlohmann::json* wish = options.member("logInputs");
    if (!wish)
        return knees;
    if (!wish->is_object())
        return options.wrong("logInputs", "\"logInputs\" must be an object of input names and knees.",
                             "Write it so: \"logInputs\": {\"age\": 100}.");
    knees.resize(contract.inputs.size());
    for (const auto& [name, knee] : wish->items()) {
        const auto input = contract.inputIndex(name);
        if (!input || contract.inputs[*input].type == VariableType::Enumeration)
            return options.wrong("logInputs",
                                 fmt::format("\"{}\" is no input of numbers of the contract.", name),
                                 "Use the name of a real or integer input.");
        if (!knee.is_number() || !(knee.get<double>() > 0 && knee.get<double>() < 1e300))
            return options.wrong("logInputs",
                                 fmt::format("The knee of \"{}\" must be a positive number.", name),
                                 "Give the value, in the input's unit, below which it goes linearly.");
        knees[*input] = knee.get<double>();
    }
    return knees;
}

static OutputTransform::Kind transformFor(const Variable& variable)
{
    const Plausibility& plausibility = variable.plausibility;
    const bool probability = plausibility.range.minimum == 0 && plausibility.range.maximum == 1;
    if (variable.isSeries && probability && plausibility.monotone == Monotone::Increasing)
        return OutputTransform::Kind::CumulativeHazard;
    return OutputTransform::Kind::None;
}

Result<std::vector<OutputRuns>> gatherOutputs(const FitOptions& options, const Contract& contract,
                                              const RunSet& runs, std::size_t fewestRuns)
{
    if (runs.runs < fewestRuns)
        return fail(
            "fit.too-few-runs", options.location(),
            fmt::format("{} runs are too few for this model; it needs at least {}.", runs.runs, fewestRuns),
            "Add runs, or choose a simpler kind of model.");
    const auto wish = options.text("transform");
    if (!wish)
        return fail(wish.error());
    std::vector<OutputRuns> result;
    for (std::size_t i = 0; i < options.outputs().size(); ++i) {
        OutputRuns output;
        output.name = options.outputs()[i];
        const std::string pointer = fmt::format("{}/outputs/{}", options.location(), i);
        const auto index = contract.outputIndex(output.name);
        if (!index)
            return fail("fit.output", pointer, fmt::format("The contract has no output \"{}\".", output.name),
                        "Use the name of an output of the contract.");
        for (const OutputRuns& before : result)
            if (before.name == output.name)
                return fail("fit.output", pointer,
                            fmt::format("The output \"{}\" is listed twice.", output.name),
                            "List each output once.");
        output.variable = &contract.outputs[*index];
        output.values = runs.outputs[*index].data();
        output.points = contract.points(*output.variable);
        OutputTransform::Kind kind = transformFor(*output.variable);
        if (*wish) {
            const auto named = transformFromString(**wish, options.location() + "/transform");
            if (!named)
                return fail(named.error());
            kind = *named;
        }
        auto transform = OutputTransform::fit(kind, output.values, runs.runs, output.points, output.name,
                                              options.location());
        if (!transform && !*wish) // not asked for: a probability that reaches 1 has no hazard
            transform = OutputTransform::fit(OutputTransform::Kind::None, output.values, runs.runs,
                                             output.points, output.name, options.location());
        if (!transform)
            return fail(transform.error());
        output.transform = *transform;
        const std::size_t curvePoints = transform->curvePoints();
        output.curves.resize(runs.runs * curvePoints);
        for (std::size_t run = 0; run < runs.runs; ++run)
            transform->toCurve(output.values + run * output.points, output.curves.data() + run * curvePoints);
        if (!std::all_of(output.curves.begin(), output.curves.end(),
                         [](double value) { return std::fabs(value) < 1e140; }))
            return fail("fit.too-large", pointer,
                        fmt::format("{} has values too large to compute with.", output.name),
                        "Give it in a larger unit, or remove the runs that failed.");
        result.push_back(std::move(output));
    }
    return result;
}

Result<InputEncoding> fitEncoding(const FitOptions& options, const Contract& contract, const RunSet& runs)
{
    const Result<std::vector<double>> knees = readKnees(options, contract);
    if (!knees)
        return fail(knees.error());
    InputEncoding encoding = InputEncoding::fit(contract, runs.inputs.data(), runs.runs, *knees);
    if (encoding.coordinates() == 0)
        return fail("fit.inputs-constant", options.location(), "Every input has the same value in all runs.",
                    "Use runs in which the inputs differ.");
    return encoding;
}

} // namespace twin
