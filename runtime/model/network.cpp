// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/network.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <span>

namespace twin {

namespace {

using Kind = NetworkStep::Kind;

constexpr double mostParameter = 1e300;

struct KindName
{
    Kind kind;
    const char* name;
};
constexpr KindName kindNames[] = {
    {Kind::Dense, "dense"},   {Kind::Scale, "scale"},         {Kind::Activate, "activate"},
    {Kind::Add, "add"},       {Kind::Subtract, "subtract"},   {Kind::Multiply, "multiply"},
    {Kind::Divide, "divide"}, {Kind::Normalize, "normalize"}, {Kind::Join, "join"},
    {Kind::Pick, "pick"},     {Kind::Constant, "constant"},
};

struct ActivationName
{
    Activation activation;
    const char* name;
    std::size_t parameters;
};
constexpr ActivationName activationNames[] = {
    {Activation::None, "none", 0},
    {Activation::Relu, "relu", 0},
    {Activation::LeakyRelu, "leaky-relu", 1},
    {Activation::Tanh, "tanh", 0},
    {Activation::Sigmoid, "sigmoid", 0},
    {Activation::Softplus, "softplus", 0},
    {Activation::Elu, "elu", 1},
    {Activation::Gelu, "gelu", 0},
    {Activation::GeluTanh, "gelu-tanh", 0},
    {Activation::Clip, "clip", 2},
};

nlohmann::json saveActivation(const NetworkStep& step)
{
    const auto& entry = activationNames[std::size_t(step.activation)];
    nlohmann::json json = {{"name", entry.name}};
    if (entry.parameters > 0)
        json["a"] = step.a;
    if (entry.parameters > 1)
        json["b"] = step.b;
    return json;
}

Status loadActivation(const StoredNumbers& stored, NetworkStep& step)
{
    const auto object = stored.object("activation");
    if (!object)
        return fail(object.error());
    const auto name = object->text("name");
    if (!name)
        return fail(name.error());
    const auto* found = std::find_if(std::begin(activationNames), std::end(activationNames),
                                     [&](const ActivationName& entry) { return *name == entry.name; });
    if (found == std::end(activationNames))
        return object->wrong("model.member", "name", fmt::format("There is no activation \"{}\".", *name));
    step.activation = found->activation;
    for (std::size_t i = 0; i < found->parameters; ++i) {
        const auto value = object->number(i == 0 ? "a" : "b", -mostParameter, mostParameter);
        if (!value)
            return fail(value.error());
        (i == 0 ? step.a : step.b) = *value;
    }
    return {};
}

Status loadArray(const StoredNumbers& stored, const char* key,
                 const std::vector<std::optional<std::size_t>>& shape, std::vector<double>& to)
{
    const auto array = stored.array(key, shape);
    if (!array)
        return fail(array.error());
    to = (*array)->values;
    return {};
}

Status loadFrom(const StoredNumbers& stored, std::size_t vectors, NetworkStep& step)
{
    const auto from = stored.member("from");
    if (!from)
        return fail(from.error());
    if (!(*from)->is_array() || (*from)->size() > Network::mostSteps)
        return stored.wrong("model.member", "from", "\"from\" is not a list of vectors.");
    for (const nlohmann::json& entry : **from) {
        if (!entry.is_number_unsigned() || entry.get<std::size_t>() >= vectors)
            return stored.wrong("model.member", "from", "A step uses a vector that is not there before it.");
        step.from.push_back(entry.get<std::size_t>());
    }
    const std::size_t wanted = step.kind == Kind::Constant                           ? 0
                               : step.kind >= Kind::Add && step.kind <= Kind::Divide ? 2
                                                                                     : 1;
    const bool fits = step.kind == Kind::Join ? !step.from.empty() : step.from.size() == wanted;
    if (!fits)
        return stored.wrong("model.member", "from", "A step does not have as many vectors as it needs.");
    return {};
}

Status loadPlaces(const StoredNumbers& stored, std::size_t width, NetworkStep& step)
{
    std::vector<double> places;
    if (const Status read = loadArray(stored, "places", {step.width}, places); !read)
        return read;
    for (const double place : places) {
        if (!(place >= 0 && place < double(width) && place == double(std::size_t(place))))
            return stored.wrong("model.number", "places", "A place is not inside the vector.");
        step.places.push_back(std::size_t(place));
    }
    return {};
}

Status loadNumbers(const StoredNumbers& stored, const Network& network, NetworkStep& step)
{
    const std::size_t before = step.from.empty() ? 0 : network.widthOf(step.from[0]);
    const auto sameWidth = [&] {
        return std::all_of(step.from.begin(), step.from.end(),
                           [&](std::size_t vector) { return network.widthOf(vector) == step.width; });
    };
    const auto widths = [&]() -> Status {
        if (sameWidth())
            return {};
        return stored.wrong("model.member", "width", "The widths of a step do not agree.");
    };
    const auto scaleAndShift = [&]() -> Status {
        if (const Status status = loadArray(stored, "weights", {step.width}, step.weights); !status)
            return status;
        return loadArray(stored, "shift", {step.width}, step.shift);
    };
    switch (step.kind) {
    case Kind::Dense:
        if (const Status status = loadArray(stored, "weights", {step.width, before}, step.weights); !status)
            return status;
        if (const Status status = loadArray(stored, "shift", {step.width}, step.shift); !status)
            return status;
        return loadActivation(stored, step);
    case Kind::Scale:
        if (const Status status = scaleAndShift(); !status)
            return status;
        return widths();
    case Kind::Activate:
        if (const Status status = widths(); !status)
            return status;
        return loadActivation(stored, step);
    case Kind::Normalize: {
        const auto group = stored.count("group", 1, step.width);
        if (!group)
            return fail(group.error());
        const auto epsilon = stored.number("epsilon", 0, 1e6);
        if (!epsilon)
            return fail(epsilon.error());
        if (step.width % *group != 0)
            return stored.wrong("model.number", "group", "The width is not made of whole groups.");
        step.group = *group;
        step.epsilon = *epsilon;
        if (const Status status = scaleAndShift(); !status)
            return status;
        return widths();
    }
    case Kind::Join: {
        std::size_t sum = 0;
        for (const std::size_t vector : step.from)
            sum += network.widthOf(vector);
        if (sum != step.width)
            return stored.wrong("model.member", "width", "The widths of a step do not agree.");
        return {};
    }
    case Kind::Pick:
        return loadPlaces(stored, before, step);
    case Kind::Constant:
        return loadArray(stored, "shift", {step.width}, step.shift);
    default:
        return widths();
    }
}

Result<NetworkStep> loadStep(const StoredNumbers& stored, const Network& network)
{
    NetworkStep step;
    const auto kind = stored.text("op");
    if (!kind)
        return fail(kind.error());
    const auto* found = std::find_if(std::begin(kindNames), std::end(kindNames),
                                     [&](const KindName& entry) { return *kind == entry.name; });
    if (found == std::end(kindNames))
        return stored.wrong("model.member", "op", fmt::format("There is no step \"{}\".", *kind));
    step.kind = found->kind;
    const auto width = stored.count("width", 1, Network::mostWidth);
    if (!width)
        return fail(width.error());
    step.width = *width;
    if (const Status from = loadFrom(stored, network.steps.size() + 1, step); !from)
        return fail(from.error());
    if (const Status numbers = loadNumbers(stored, network, step); !numbers)
        return fail(numbers.error());
    return step;
}

} // namespace

nlohmann::json saveNetwork(const Network& network, const std::string& prefix, ArrayStore& arrays)
{
    nlohmann::json steps = nlohmann::json::array();
    for (std::size_t i = 0; i < network.steps.size(); ++i) {
        const NetworkStep& step = network.steps[i];
        nlohmann::json json = {
            {"op", kindNames[std::size_t(step.kind)].name}, {"from", step.from}, {"width", step.width}};
        const auto store = [&](const char* key, std::vector<std::size_t> shape, std::vector<double> values) {
            const std::string name = fmt::format("{}{}/{}", prefix, i, key);
            arrays[name] = {std::move(shape), std::move(values)};
            json[key] = name;
        };
        if (step.kind == Kind::Dense)
            store("weights", {step.width, network.widthOf(step.from[0])}, step.weights);
        else if (!step.weights.empty())
            store("weights", {step.width}, step.weights);
        if (!step.shift.empty())
            store("shift", {step.width}, step.shift);
        if (step.kind == Kind::Dense || step.kind == Kind::Activate)
            json["activation"] = saveActivation(step);
        if (step.kind == Kind::Normalize) {
            json["group"] = step.group;
            json["epsilon"] = step.epsilon;
        }
        if (step.kind == Kind::Pick)
            store("places", {step.width}, {step.places.begin(), step.places.end()});
        steps.push_back(std::move(json));
    }
    return {{"steps", std::move(steps)}};
}

Result<Network> loadNetwork(const StoredNumbers& stored, std::size_t inputs, std::size_t outputs)
{
    Network network;
    network.inputs = inputs;
    const auto steps = stored.objects("steps", Network::mostSteps);
    if (!steps)
        return fail(steps.error());
    std::size_t numbers = inputs;
    for (const StoredNumbers& each : *steps) {
        auto step = loadStep(each, network);
        if (!step)
            return fail(step.error());
        numbers += step->width;
        if (numbers > Network::mostNumbers)
            return each.wrong(
                "model.number", "width",
                fmt::format("The network's vectors have more than {} numbers.", Network::mostNumbers));
        network.steps.push_back(std::move(*step));
    }
    if (network.steps.empty() || network.outputs() != outputs)
        return stored.wrong("model.member", "steps",
                            fmt::format("The network does not answer with {} numbers.", outputs));
    return network;
}

} // namespace twin
