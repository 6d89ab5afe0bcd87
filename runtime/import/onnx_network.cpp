// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/onnx_network.h"

#include "import/network_folding.h"
#include "import/onnx_operators.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace twin {

namespace {

constexpr std::size_t mostWidth = 65536;

using Producers = std::map<std::string, std::size_t, std::less<>>; ///< node by the tensor that it gives

Result<Producers> producersOf(const OnnxGraph& graph)
{
    Producers producers;
    std::set<std::string> given;
    for (const auto& [name, tensor] : graph.initializers)
        given.insert(name);
    for (const OnnxValue& input : graph.inputs)
        given.insert(input.name);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        for (const std::string& output : graph.nodes[i].outputs) {
            if (output.empty())
                continue;
            if (!given.insert(output).second)
                return fail("onnx.name", graph.file,
                            fmt::format("Two nodes give the tensor \"{}\".", printableName(output)),
                            "Export the model again.");
            if (&output == &graph.nodes[i].outputs.front()) // the others are of training, and not computed
                producers[output] = i;
        }
    return producers;
}

/// Whether a node gives it beside its first result.
bool isFurtherResult(const OnnxGraph& graph, std::string_view name)
{
    return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const OnnxNode& node) {
        return std::find(node.outputs.begin(), node.outputs.end(), name) != node.outputs.end();
    });
}

/// The nodes so that each comes after those that it uses. Source: A. B. Kahn, Communications of the ACM 5,
/// 1962, 558-562.
Result<std::vector<std::size_t>> orderOf(const OnnxGraph& graph)
{
    const auto producers = producersOf(graph);
    if (!producers)
        return fail(producers.error());
    const std::size_t count = graph.nodes.size();
    std::vector<std::vector<std::size_t>> users(count);
    std::vector<std::size_t> waiting(count, 0);
    for (std::size_t i = 0; i < count; ++i)
        for (const std::string& input : graph.nodes[i].inputs) {
            if (const auto from = producers->find(input); from != producers->end()) {
                users[from->second].push_back(i);
                ++waiting[i];
            } else if (!input.empty() && !graph.initializers.contains(input) &&
                       std::none_of(graph.inputs.begin(), graph.inputs.end(),
                                    [&](const OnnxValue& value) { return value.name == input; })) {
                return fail("onnx.missing",
                            fmt::format("{}/{}", graph.file, printableName(graph.nodes[i].name)),
                            fmt::format("The node \"{}\" ({}) uses the tensor \"{}\", which {}.",
                                        printableName(graph.nodes[i].name),
                                        printableName(graph.nodes[i].type), printableName(input),
                                        isFurtherResult(graph, input) ? "is not the first result of its node"
                                                                      : "nothing gives"),
                            "Export the model again, with its weights and for inference.");
            }
        }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < count; ++i)
        if (waiting[i] == 0)
            order.push_back(i);
    for (std::size_t next = 0; next < order.size(); ++next)
        for (const std::size_t user : users[order[next]])
            if (--waiting[user] == 0)
                order.push_back(user);
    if (order.size() == count)
        return order;
    const auto stuck =
        std::find_if(waiting.begin(), waiting.end(), [](std::size_t left) { return left > 0; });
    const OnnxNode& node = graph.nodes[std::size_t(stuck - waiting.begin())];
    return fail("onnx.cycle", fmt::format("{}/{}", graph.file, printableName(node.name)),
                fmt::format("The graph runs in a circle: the node \"{}\" ({}) waits for its own result.",
                            printableName(node.name), printableName(node.type)),
                "Networks with feedback cannot be imported.");
}

Status takeInputs(const OnnxGraph& graph, OnnxTranslation& translation, std::vector<OnnxEdge>& edges)
{
    for (const OnnxValue& input : graph.inputs) {
        const std::string shown = printableName(input.name);
        if (input.type != OnnxType::Float32 && input.type != OnnxType::Float64)
            return fail("onnx.type", graph.file,
                        fmt::format("The input \"{}\" is no tensor of float32 or float64.", shown),
                        "Export the model with floating-point inputs.");
        TensorShape shape;
        std::size_t width = 1;
        for (std::size_t i = 1; i < input.dimensions.size(); ++i) {
            const std::int64_t size = input.dimensions[i];
            if (size < 1 || width > mostWidth / std::size_t(size))
                return fail(
                    "onnx.shape", graph.file,
                    fmt::format("The input \"{}\" has an open or too large dimension behind the batch.",
                                shown),
                    "Export the model with fixed sizes but for the batch.");
            width *= std::size_t(size);
            shape.push_back(std::size_t(size));
        }
        if (shape.empty())
            return fail("onnx.shape", graph.file,
                        fmt::format("The input \"{}\" has no dimension behind the batch.", shown),
                        "Export the model with inputs of the shape [batch, numbers].");
        if (input.dimensions[0] > 0)
            translation.batch = input.dimensions[0];
        edges.push_back({input.name, width});
        translation.network.inputs += width;
        OnnxOperand operand;
        operand.shape = std::move(shape);
        if (!translation.values.emplace(input.name, std::move(operand)).second)
            return fail("onnx.name", graph.file, fmt::format("Two inputs are called \"{}\".", shown),
                        "Export the model again.");
    }
    if (edges.empty())
        return fail("onnx.shape", graph.file, fmt::format("{} has no inputs.", graph.file),
                    "Export a model that is given something.");
    if (translation.network.inputs > mostWidth)
        return fail("onnx.shape", graph.file, "The inputs have too many numbers.", "Import a smaller model.");
    if (edges.size() == 1)
        return {};
    std::size_t first = 0;
    for (const OnnxEdge& edge : edges) { // each its part of the one vector
        NetworkStep step;
        step.kind = NetworkStep::Kind::Pick;
        step.from = {0};
        step.width = edge.width;
        for (std::size_t k = 0; k < edge.width; ++k)
            step.places.push_back(first + k);
        first += edge.width;
        translation.network.steps.push_back(std::move(step));
        translation.values[edge.name].vector = translation.network.steps.size();
    }
    return {};
}

/// The vector that is the answer.
Result<std::size_t> takeOutputs(const OnnxGraph& graph, OnnxTranslation& translation,
                                std::vector<OnnxEdge>& edges)
{
    NetworkStep join;
    join.kind = NetworkStep::Kind::Join;
    for (const OnnxValue& output : graph.outputs) {
        const auto found = translation.values.find(output.name);
        if (found == translation.values.end() || found->second.isConstant)
            return fail(
                "onnx.missing", graph.file,
                fmt::format("The output \"{}\" does not follow from the inputs.", printableName(output.name)),
                "Export the model again.");
        const std::size_t width = numbersOf(found->second.shape);
        edges.push_back({output.name, width});
        join.from.push_back(found->second.vector);
        join.width += width;
    }
    if (edges.empty() || join.width > mostWidth)
        return fail("onnx.shape", graph.file,
                    fmt::format("{} has no outputs, or too many numbers in them.", graph.file),
                    "Export a model that answers something.");
    if (edges.size() == 1)
        return join.from[0];
    translation.network.steps.push_back(std::move(join));
    return translation.network.steps.size();
}

Status check(const Network& network, const std::string& file)
{
    std::size_t numbers = network.inputs;
    for (const NetworkStep& step : network.steps)
        numbers += step.width;
    if (network.steps.size() > Network::mostSteps || numbers > Network::mostNumbers)
        return fail("onnx.too-large", file,
                    fmt::format("{} makes {} numbers a point in {} steps; that is too much.", file, numbers,
                                network.steps.size()),
                    "Import a smaller model.");
    for (const NetworkStep& step : network.steps)
        for (const auto* parameters : {&step.weights, &step.shift})
            if (!std::all_of(parameters->begin(), parameters->end(),
                             [](double value) { return std::fabs(value) <= 1e300; }))
                return fail("onnx.not-finite", file,
                            fmt::format("The weights of {} hold numbers that are not finite.", file),
                            "Train the model again; it holds no usable weights.");
    return {};
}

} // namespace

Result<OnnxNetwork> networkOf(const OnnxGraph& graph)
{
    const auto order = orderOf(graph);
    if (!order)
        return fail(order.error());
    OnnxNetwork result;
    OnnxTranslation translation;
    translation.file = graph.file;
    translation.opset = graph.opset;
    if (const Status inputs = takeInputs(graph, translation, result.inputs); !inputs)
        return fail(inputs.error());
    for (const auto& [name, tensor] : graph.initializers) {
        OnnxOperand operand;
        operand.isConstant = true;
        operand.constant = tensor;
        translation.values[name] = std::move(operand);
    }
    for (const std::size_t node : *order)
        if (const Status translated = translateNode(translation, graph.nodes[node]); !translated)
            return fail(translated.error());
    const auto answer = takeOutputs(graph, translation, result.outputs);
    if (!answer)
        return fail(answer.error());
    result.network = folded(translation.network, *answer);
    if (const Status sound = check(result.network, graph.file); !sound)
        return fail(sound.error());
    return result;
}

} // namespace twin
