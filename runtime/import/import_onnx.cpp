// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/import_onnx.h"

#include "base/nearest_names.h"
#include "guardrail/guardrail_set.h"
#include "import/import_evidence.h"
#include "import/import_schema.h"
#include "import/network_wiring.h"
#include "session/conformance.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace twin {

namespace {

using nlohmann::json;

Status checkMembers(const json& spec)
{
    if (!spec.is_object() || !spec.contains("contract"))
        return fail("import.spec", "/contract", "The spec holds no contract.",
                    "An ONNX file does not say what its numbers are: give a spec with the contract (names, "
                    "units, ranges); see xdt help import.");
    const std::vector<std::string> members = importMembers("onnx");
    for (const auto& [key, value] : spec.items())
        if (std::find(members.begin(), members.end(), key) == members.end())
            return fail("import.spec", "/" + key, fmt::format("A spec has no member \"{}\".", key),
                        memberRemedy(key, members) + " xdt schema import says more.");
    return {};
}

/// An output that says nothing of its band has one when there are runs to measure it on.
Result<Contract> readContract(json contract, bool hasRuns)
{
    const json usual = hasRuns ? json{{"kind", "interval"}, {"level", 0.9}}
                               : json{{"kind", "none"}, {"reason", "none was asked for"}};
    if (contract.is_object() && contract.contains("outputs") && contract["outputs"].is_array())
        for (json& output : contract["outputs"])
            if (output.is_object() && !output.contains("confidence"))
                output["confidence"] = usual;
    auto read = contractFromJson(contract);
    if (read)
        return read;
    read.error().location = "/contract" + read.error().location;
    return read;
}

Range validatedOf(const Variable& input)
{
    return input.type == VariableType::Boolean       ? Range{0, 1}
           : input.type == VariableType::Enumeration ? Range{0, double(input.items.size()) - 1}
                                                     : input.validated;
}

/// Points spread over the validated ranges, which are finite: the multiples of the square roots of primes,
/// modulo 1 (Kronecker's sequence).
std::vector<double> checkPoints(const Contract& contract)
{
    constexpr std::size_t count = 64;
    constexpr double primes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53};
    std::vector<double> points;
    for (std::size_t row = 0; row < count; ++row)
        for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
            const Variable& input = contract.inputs[i];
            const Range range = validatedOf(input);
            const double turn = double(row + 1) * std::sqrt(primes[i % 16] + double(i / 16));
            const double value = range.minimum + (turn - std::floor(turn)) * range.width();
            points.push_back(input.type == VariableType::Real ? value : std::round(value));
        }
    return points;
}

Status allowSingle(const json& spec, const Contract& contract, NetworkModel::Content& content, json& details)
{
    if (!spec.contains("singlePrecision"))
        return {};
    const json& wish = spec["singlePrecision"];
    if (!wish.is_object() || !wish.contains("tolerance") || wish.size() != 1 ||
        !wish["tolerance"].is_number() || !(wish["tolerance"].get<double>() > 0) ||
        !(wish["tolerance"].get<double>() <= mostSingleTolerance))
        return fail("import.spec", "/singlePrecision",
                    "\"singlePrecision\" does not state a tolerance above 0 and at most 0.01.",
                    R"(Write {"tolerance": 1e-5}, or leave it out.)");
    for (std::size_t i = 0; i < contract.inputs.size(); ++i)
        if (!validatedOf(contract.inputs[i]).isFinite())
            return fail("import.single-precision", fmt::format("/contract/inputs/{}/validated", i),
                        fmt::format("{} has no validated range, over which float32 could be checked.",
                                    contract.inputs[i].name),
                        "Write the range, or leave \"singlePrecision\" out.");
    content.single = SinglePrecision{wish["tolerance"].get<double>(), checkPoints(contract)};
    const auto trial = NetworkModel::make(content, contract);
    details["singlePrecision"] = {{"tolerance", content.single->tolerance},
                                  {"points", content.single->points.size() / contract.inputs.size()}};
    if (!trial->usesSingle())
        return fail("import.single-precision", "/singlePrecision/tolerance",
                    fmt::format("In float32 the network differs by {:.2g} of an output's largest value, more "
                                "than the stated {:g}.",
                                trial->singleError(), content.single->tolerance),
                    "State a larger tolerance if that is good enough, or leave float32 out.");
    return {};
}

constexpr std::size_t mostConformance = 1000; // as for FMUs

Result<std::size_t> conformanceCount(const json& spec)
{
    if (!spec.contains("conformance"))
        return std::size_t(12);
    const json& wish = spec["conformance"];
    if (!wish.is_number_unsigned() || wish.get<std::size_t>() < 1 ||
        wish.get<std::size_t>() > mostConformance)
        return fail("import.spec", "/conformance",
                    fmt::format("\"conformance\" is no number from 1 to {}.", mostConformance),
                    "Change it, or leave it out.");
    return wish.get<std::size_t>();
}

json describe(const OnnxGraph& graph, const OnnxNetwork& network, const std::vector<std::string>& outputs)
{
    std::size_t parameters = 0;
    for (const NetworkStep& step : network.network.steps)
        parameters += step.weights.size() + step.shift.size();
    return {{"kind", "imported-network"},  {"outputs", outputs},
            {"producer", graph.producer},  {"opset", graph.opset},
            {"nodes", graph.nodes.size()}, {"steps", network.network.steps.size()},
            {"parameters", parameters}};
}

Result<Package> import(std::string_view bytes, const std::string& name, const json& spec, const Table* runs,
                       std::vector<std::string>& notes, const Progress& progress)
{
    if (const Status known = checkMembers(spec); !known)
        return fail(known.error());
    auto graph = readOnnx(bytes, name);
    if (!graph)
        return fail(graph.error());
    auto network = networkOf(*graph);
    if (!network)
        return fail(network.error());
    auto contract = readContract(spec["contract"], runs);
    if (!contract)
        return fail(contract.error());
    auto inputs = wireInputs(spec, *contract, network->inputs);
    auto outputs = wireOutputs(spec, *contract, network->outputs);
    const auto count = conformanceCount(spec);
    if (!inputs || !outputs || !count)
        return fail(!inputs ? inputs.error() : !outputs ? outputs.error() : count.error());

    Package package;
    package.contract = std::move(*contract);
    Contract& own = package.contract;
    if (own.provenance.source.empty())
        own.provenance.source = fmt::format("{}, written by {}", name,
                                            graph->producer.empty() ? "an unnamed tool" : graph->producer);
    own.provenance.tool = "Twinwright " TWINWRIGHT_VERSION;
    NetworkModel::Content content{std::move(network->network), std::move(*inputs), std::move(*outputs), {}};
    std::vector<std::string> names;
    for (const NetworkOutput& output : content.outputs)
        names.push_back(output.name);
    OnnxNetwork shape{content.network, network->inputs, network->outputs};
    json details = describe(*graph, shape, names);
    if (const Status single = allowSingle(spec, own, content, details); !single)
        return fail(single.error());
    package.models.push_back(NetworkModel::make(std::move(content), own));
    if (runs) {
        if (const Status measured = measureModels(package, spec, *runs, details, notes, progress); !measured)
            return fail(measured.error());
    } else {
        stateNoEvidence(own);
        notes.push_back(
            "No runs were given: the package has no accuracy and no bands, and an app of it is not "
            "exported. Name a table of runs that the network was not fitted to in the spec: "
            "\"runs\".");
        package.report = {{"models", json::array({details})}};
    }
    const Diagnostics untrue = checkExamples(own);
    if (!untrue.empty())
        return fail(untrue.front());
    auto vectors = makeConformanceVectors(package, *count, partOf(progress, 1, 1, "recording answers"));
    if (!vectors)
        return fail(inImport(vectors.error()));
    package.conformance = std::move(*vectors);
    return package;
}

} // namespace

Result<Package> importOnnx(std::string_view bytes, const std::string& name, const json& spec,
                           const Table* runs, std::vector<std::string>& notes, const Progress& progress)
{
    try {
        return import(bytes, name, spec, runs, notes, progress);
    } catch (const std::exception& error) {
        return fail("onnx.format", name, fmt::format("{} could not be imported: {}.", name, error.what()),
                    "Import a smaller model, or use a machine with more memory.");
    }
}

} // namespace twin
