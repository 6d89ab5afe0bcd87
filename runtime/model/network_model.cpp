// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/network_model.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

class Instance : public ModelInstance
{
  public:
    Instance(const NetworkModel& model, bool single)
        : m_model(model), m_run(model.program()), m_usesSingle(single)
    {}

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        for (std::size_t first = 0; first < rows; first += block)
            evaluateBlock(inputs + first * m_model.contractInputs(), first, std::min(block, rows - first),
                          outputs);
        return {};
    }

  private:
    static constexpr std::size_t block = 480; // whole panels of every instruction set

    void evaluateBlock(const double* inputs, std::size_t first, std::size_t rows,
                       std::span<const OutputSlice> outputs)
    {
        const auto& feeds = m_model.feeds();
        const std::size_t width = m_model.program().network().outputs();
        m_points.resize(std::max(m_points.size(), rows * feeds.size()));
        m_answers.resize(std::max(m_answers.size(), rows * width));
        for (std::size_t row = 0; row < rows; ++row) {
            const double* values = inputs + row * m_model.contractInputs();
            for (std::size_t k = 0; k < feeds.size(); ++k)
                m_points[row * feeds.size() + k] =
                    (values[feeds[k].input] - feeds[k].offset) / feeds[k].scale;
        }
        if (m_usesSingle)
            m_run.answerSingle(m_points.data(), rows, m_answers.data(), width, 1);
        else
            m_run.answer(m_points.data(), rows, m_answers.data(), width, 1);
        for (std::size_t i = 0; i < outputs.size(); ++i)
            deliver(m_model.answers()[i], first, rows, width, outputs[i]);
    }

    void deliver(const NetworkModel::Answer& answer, std::size_t first, std::size_t rows, std::size_t width,
                 const OutputSlice& slice) const
    {
        const NetworkOutput& output = answer.output;
        for (std::size_t row = 0; row < rows; ++row) {
            const double* numbers = m_answers.data() + row * width + output.first;
            const std::size_t at = (first + row) * answer.points;
            for (std::size_t t = 0; t < answer.points; ++t) {
                const double mean = numbers[t] * output.scale + output.offset;
                if (slice.mean)
                    slice.mean[at + t] = mean;
                for (double* band : {slice.lower, slice.upper})
                    if (band)
                        band[at + t] = std::nan("");
            }
        }
    }

    const NetworkModel& m_model;
    NetworkRun m_run;
    bool m_usesSingle;
    std::vector<double> m_points, m_answers;
};

constexpr std::size_t mostCheckPoints = 1000;

Result<NetworkInput> loadInput(const StoredNumbers& stored, const Contract& contract)
{
    const auto name = stored.text("input");
    if (!name)
        return fail(name.error());
    if (!contract.inputIndex(*name))
        return stored.wrong("model.input", "input", fmt::format("The contract has no input \"{}\".", *name));
    const auto offset = stored.number("offset", -1e300, 1e300);
    if (!offset)
        return fail(offset.error());
    const auto scale = stored.number("scale", -1e300, 1e300);
    if (!scale)
        return fail(scale.error());
    if (std::fabs(*scale) < 1e-300)
        return stored.wrong("model.number", "scale", "An input is scaled by zero.");
    return NetworkInput{*name, *offset, *scale};
}

Result<NetworkOutput> loadOutput(const StoredNumbers& stored, const Contract& contract)
{
    NetworkOutput output;
    const auto name = stored.text("output");
    if (!name)
        return fail(name.error());
    const Variable* variable = contract.findOutput(*name);
    if (!variable)
        return stored.wrong("model.output", "output",
                            fmt::format("The contract has no output \"{}\".", *name));
    const auto first = stored.count("first", 0, 1u << 20);
    const auto offset = stored.number("offset", -1e300, 1e300);
    const auto scale = stored.number("scale", -1e300, 1e300);
    if (!first || !offset || !scale)
        return fail(!first ? first.error() : !offset ? offset.error() : scale.error());
    output.name = *name;
    output.first = *first;
    output.offset = *offset;
    output.scale = *scale;
    if (variable->confidence.kind != Confidence::Kind::None)
        return stored.wrong(
            "model.confidence", "output",
            fmt::format("The contract declares a band for {}, which the model lacks.", *name));
    return output;
}

Result<SinglePrecision> loadSingle(const StoredNumbers& stored, const Contract& contract)
{
    SinglePrecision single;
    const auto tolerance = stored.number("tolerance", 0, mostSingleTolerance);
    if (!tolerance)
        return fail(tolerance.error());
    const auto points = stored.array("points", {std::nullopt, contract.inputs.size()});
    if (!points)
        return fail(points.error());
    if ((*points)->shape[0] > mostCheckPoints)
        return stored.wrong("model.array", "points",
                            fmt::format("There are more than {} points.", mostCheckPoints));
    single.tolerance = *tolerance;
    single.points = (*points)->values;
    return single;
}

/// The largest difference of one output, relative to its largest value.
double relativeDifference(const std::vector<double>& exact, const std::vector<double>& other)
{
    double largest = 0, difference = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
        if (!std::isfinite(exact[i]) || !std::isfinite(other[i]))
            return HUGE_VAL;
        largest = std::max(largest, std::fabs(exact[i]));
        difference = std::max(difference, std::fabs(other[i] - exact[i]));
    }
    return difference == 0 ? 0 : difference / std::max(largest, 1e-300);
}

} // namespace

std::unique_ptr<NetworkModel> NetworkModel::make(Content content, const Contract& contract)
{
    auto model = std::unique_ptr<NetworkModel>(new NetworkModel);
    model->m_program =
        std::make_unique<NetworkProgram>(std::move(content.network), content.single.has_value());
    model->m_contractInputs = contract.inputs.size();
    model->m_inputs = std::move(content.inputs);
    for (const NetworkInput& input : model->m_inputs)
        model->m_feeds.push_back({*contract.inputIndex(input.name), input.offset, input.scale});
    for (NetworkOutput& output : content.outputs) {
        model->m_names.push_back(output.name);
        const std::size_t points = contract.points(*contract.findOutput(output.name));
        model->m_answers.push_back({std::move(output), points});
    }
    model->m_single = std::move(content.single);
    if (model->m_single)
        model->checkSingle();
    return model;
}

void NetworkModel::checkSingle()
{
    const std::size_t count = m_single->points.size() / m_contractInputs;
    const auto answersOf = [&](bool single) {
        std::vector<std::vector<double>> values;
        std::vector<OutputSlice> slices;
        for (const Answer& answer : m_answers)
            values.emplace_back(count * answer.points);
        for (std::vector<double>& each : values)
            slices.push_back({each.data(), nullptr, nullptr});
        static_cast<void>(Instance(*this, single).evaluate(m_single->points.data(), count, slices));
        return values;
    };
    const auto exact = answersOf(false);
    const auto rounded = answersOf(true);
    for (std::size_t i = 0; i < exact.size(); ++i)
        m_singleError = std::max(m_singleError, relativeDifference(exact[i], rounded[i]));
    m_usesSingle = m_singleError <= m_single->tolerance;
}

std::unique_ptr<ModelInstance> NetworkModel::instantiate() const
{
    return std::make_unique<Instance>(*this, m_usesSingle);
}

Result<std::unique_ptr<Model>> NetworkModel::load(const nlohmann::json& json, const ArrayStore& arrays,
                                                  const Contract& contract, const std::string& location)
{
    const StoredNumbers stored(json, arrays, location);
    Content content;
    const auto inputs = stored.objects("inputs", 1u << 16);
    if (!inputs)
        return fail(inputs.error());
    for (const StoredNumbers& each : *inputs) {
        auto input = loadInput(each, contract);
        if (!input)
            return fail(input.error());
        content.inputs.push_back(std::move(*input));
    }
    const auto answers = stored.objects("answers", contract.outputs.size());
    if (!answers)
        return fail(answers.error());
    const auto width = stored.count("width", 1, 1u << 20);
    if (!width)
        return fail(width.error());
    for (const StoredNumbers& each : *answers) {
        auto output = loadOutput(each, contract);
        if (!output)
            return fail(output.error());
        if (output->first + contract.points(*contract.findOutput(output->name)) > *width)
            return each.wrong("model.number", "first", "An output lies behind the network's answer.");
        for (const NetworkOutput& before : content.outputs)
            if (before.name == output->name)
                return each.wrong("model.output", "output",
                                  fmt::format("The output \"{}\" is given twice.", output->name));
        content.outputs.push_back(std::move(*output));
    }
    if (content.outputs.empty() || content.inputs.empty())
        return stored.wrong("model.member", "answers", "The model has no input or gives no output.");
    const auto networkJson = stored.object("network");
    if (!networkJson)
        return fail(networkJson.error());
    auto network = loadNetwork(*networkJson, content.inputs.size(), *width);
    if (!network)
        return fail(network.error());
    content.network = std::move(*network);
    if (json.contains("singlePrecision")) {
        const auto object = stored.object("singlePrecision");
        if (!object)
            return fail(object.error());
        auto single = loadSingle(*object, contract);
        if (!single)
            return fail(single.error());
        content.single = std::move(*single);
    }
    return std::unique_ptr<Model>(make(std::move(content), contract));
}

nlohmann::json NetworkModel::save(const std::string& prefix, ArrayStore& arrays) const
{
    nlohmann::json inputs = nlohmann::json::array();
    for (const NetworkInput& input : m_inputs)
        inputs.push_back({{"input", input.name}, {"offset", input.offset}, {"scale", input.scale}});
    nlohmann::json answers = nlohmann::json::array();
    for (std::size_t i = 0; i < m_answers.size(); ++i) {
        const NetworkOutput& output = m_answers[i].output;
        answers.push_back({{"output", output.name},
                           {"first", output.first},
                           {"offset", output.offset},
                           {"scale", output.scale}});
    }
    nlohmann::json json = {{"kind", "imported-network"},
                           {"outputs", m_names},
                           {"inputs", std::move(inputs)},
                           {"answers", std::move(answers)},
                           {"width", m_program->network().outputs()},
                           {"network", saveNetwork(m_program->network(), prefix + "step", arrays)}};
    if (m_single) {
        const std::string name = prefix + "check-points";
        arrays[name] = {{m_single->points.size() / m_contractInputs, m_contractInputs}, m_single->points};
        json["singlePrecision"] = {{"tolerance", m_single->tolerance}, {"points", name}};
    }
    return json;
}

} // namespace twin
