// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/network_wiring.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace twin {

namespace {

using nlohmann::json;

/// One variable at a network's edge.
struct Wire
{
    std::string name;
    double offset = 0, scale = 1;
    std::size_t first = 0; ///< its place among the numbers
};

/// One side of a network: what the spec calls it, and the variables that may stand there.
struct Side
{
    const char* key;
    const std::vector<Variable>& variables;
    const Contract& contract;

    const Variable* find(const std::string& name) const
    {
        const auto found = std::find_if(variables.begin(), variables.end(),
                                        [&](const Variable& variable) { return variable.name == name; });
        return found == variables.end() ? nullptr : &*found;
    }
};

tl::unexpected<Diagnostic> wrong(const std::string& pointer, std::string message, std::string remedy)
{
    return fail("import.spec", pointer, std::move(message), std::move(remedy));
}

Result<Wire> readWire(const json& entry, const Side& side, const std::string& pointer)
{
    Wire wire;
    const json object = entry.is_string() ? json{{"name", entry}} : entry;
    if (!object.is_object() || !object.contains("name") || !object["name"].is_string())
        return wrong(pointer, "An entry is neither a name nor an object with a \"name\".",
                     R"(Write "flow" or {"name": "flow", "offset": 1000, "scale": 250}.)");
    wire.name = object["name"].get<std::string>();
    for (const auto& [key, value] : object.items()) {
        if (key == "name")
            continue;
        if ((key != "offset" && key != "scale") || !value.is_number())
            return wrong(pointer + "/" + key, fmt::format("\"{}\" is no number that an entry has.", key),
                         "An entry has \"name\", \"offset\" and \"scale\".");
        (key == "offset" ? wire.offset : wire.scale) = value.get<double>();
    }
    if (!(std::fabs(wire.scale) >= 1e-300 && std::fabs(wire.scale) <= 1e300 &&
          std::fabs(wire.offset) <= 1e300))
        return wrong(pointer + "/scale", "A scale is zero or too large.", "Give the scale as a number.");
    if (!side.find(wire.name))
        return wrong(pointer,
                     fmt::format("The contract has no variable \"{}\" under \"{}\".", wire.name, side.key),
                     "Use the names of the contract.");
    return wire;
}

/// The wires of one list, which are to fill `width` numbers.
Status readList(const json& list, const Side& side, const OnnxEdge& edge, const std::string& pointer,
                std::size_t& place, std::vector<Wire>& wires)
{
    std::size_t filled = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto wire = readWire(list[i], side, fmt::format("{}/{}", pointer, i));
        if (!wire)
            return fail(wire.error());
        wire->first = place + filled;
        filled += side.contract.points(*side.find(wire->name));
        wires.push_back(std::move(*wire));
    }
    if (filled != edge.width)
        return wrong(pointer,
                     fmt::format("The network has {} numbers for {} and the spec names {}.", edge.width,
                                 edge.name.empty() ? std::string("its ") + side.key
                                                   : "\"" + printableName(edge.name) + "\"",
                                 filled),
                     "Name a variable for each number, in their order; a series counts as many as the axis, "
                     "a field as "
                     "many as both axes together.");
    place += filled;
    return {};
}

Result<std::vector<Wire>> readWires(const json& spec, const Side& side, const std::vector<OnnxEdge>& edges)
{
    const std::string pointer = fmt::format("/{}", side.key);
    std::vector<Wire> wires;
    std::size_t place = 0;
    json lists = spec.contains(side.key) ? spec[side.key] : json();
    if (lists.is_null()) {
        lists = json::array();
        for (const Variable& variable : side.variables)
            lists.push_back(variable.name);
    }
    if (lists.is_array()) {
        OnnxEdge all;
        for (const OnnxEdge& edge : edges)
            all.width += edge.width;
        if (const Status read = readList(lists, side, all, pointer, place, wires); !read)
            return fail(read.error());
    } else if (lists.is_object()) {
        for (const OnnxEdge& edge : edges) {
            const auto list = lists.find(edge.name);
            if (list == lists.end() || !list->is_array())
                return wrong(pointer,
                             fmt::format("There is no list for the tensor \"{}\".", printableName(edge.name)),
                             "Name the variables of every tensor.");
            if (const Status read = readList(*list, side, edge, pointer + "/" + edge.name, place, wires);
                !read)
                return fail(read.error());
        }
        if (lists.size() != edges.size())
            return wrong(pointer, "A list names a tensor that the network does not have.", "Remove it.");
    } else {
        return wrong(pointer, fmt::format("\"{}\" is neither a list nor an object of lists.", side.key),
                     "Name the variables in the order of the network's numbers.");
    }
    std::set<std::string> seen;
    for (const Wire& wire : wires)
        if (!seen.insert(wire.name).second)
            return wrong(pointer, fmt::format("\"{}\" is named twice.", wire.name),
                         "Name each variable once.");
    for (const Variable& variable : side.variables)
        if (!seen.contains(variable.name))
            return wrong(pointer, fmt::format("The network has no number for \"{}\".", variable.name),
                         "Remove it from the contract, or name its place.");
    return wires;
}

} // namespace

Result<std::vector<NetworkInput>> wireInputs(const json& spec, const Contract& contract,
                                             const std::vector<OnnxEdge>& edges)
{
    const auto wires = readWires(spec, {"inputs", contract.inputs, contract}, edges);
    if (!wires)
        return fail(wires.error());
    std::vector<NetworkInput> inputs;
    for (const Wire& wire : *wires)
        inputs.push_back({wire.name, wire.offset, wire.scale});
    return inputs;
}

Result<std::vector<NetworkOutput>> wireOutputs(const json& spec, const Contract& contract,
                                               const std::vector<OnnxEdge>& edges)
{
    const auto wires = readWires(spec, {"outputs", contract.outputs, contract}, edges);
    if (!wires)
        return fail(wires.error());
    std::vector<NetworkOutput> outputs;
    for (const Wire& wire : *wires)
        outputs.push_back({wire.name, wire.first, wire.offset, wire.scale});
    return outputs;
}

} // namespace twin
