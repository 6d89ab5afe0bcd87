// SPDX-License-Identifier: GPL-3.0-or-later
#include "small_twin.h"

#include "session/conformance.h"

#include <stdexcept>

using namespace twin;

namespace {

Variable input(const char* name, const char* label, const char* unit, Range physical, Range validated,
               double start)
{
    Variable variable;
    variable.name = name;
    variable.label = label;
    variable.unit = Unit::parse(unit).value();
    variable.physical = physical;
    variable.validated = validated;
    variable.start = start;
    variable.nominal = start;
    return variable;
}

Variable series(const char* name, const char* label, const char* unit)
{
    Variable variable;
    variable.name = name;
    variable.label = label;
    variable.causality = Causality::Output;
    variable.unit = Unit::parse(unit).value();
    variable.isSeries = true;
    variable.confidence.reason = "a formula has no error of its own";
    variable.accuracy = {{"maxAbs", 1e-9, unit, "everywhere", 10}};
    return variable;
}

Contract makeContract()
{
    Contract contract;
    contract.id = "eastfield";
    contract.version = "1.3.0";
    contract.title = "Eastfield booster station";
    contract.fidelity = "Follows the reference formulas of the station.";
    contract.madeFor = {"choosing daily inspections"};
    contract.notFor = {"surge", "a legal safety case"};
    contract.reviewDate = "2027-03-31";
    Axis axis;
    axis.label = "Time of day";
    axis.unit = Unit::parse("h").value();
    for (int i = 0; i <= 24; ++i)
        axis.values.push_back(i);
    contract.axis = axis;
    contract.inputs = {input("q_in", "Incoming flow", "m3/h", {0, 2400}, {400, 1800}, 1100),
                       input("t_amb", "Ambient temperature", "Cel", {-20, 50}, {0, 38}, 18),
                       input("n", "Pumps in service", "1", {1, 3}, {2, 3}, 3)};
    contract.inputs[2].type = VariableType::Integer;
    contract.outputs = {series("p_fail", "Failure probability", "1"),
                        series("t_bearing", "Bearing temperature", "Cel")};
    GuardrailRule owner;
    owner.id = "G1";
    owner.label = "Pumps in service";
    owner.condition = "n >= 1";
    owner.message = "At least one pump must run.";
    contract.guardrails = {owner};
    return contract;
}

} // namespace

std::shared_ptr<const Package> smallTwin()
{
    auto package = std::make_shared<Package>();
    package->contract = makeContract();
    const nlohmann::json json = {{"kind", "expression"},
                                 {"outputs", {"p_fail", "t_bearing"}},
                                 {"define", nlohmann::json::object()},
                                 {"expressions",
                                  {{"p_fail", "0.00001 * q_in / 1 m3/h / n * time / 24 h"},
                                   {"t_bearing", "t_amb + 20 K * q_in / 1100 m3/h + 0 K * time / 1 h"}}}};
    auto model = loadModel(json, {}, package->contract, "/models/0");
    if (!model)
        throw std::runtime_error(format(model.error()));
    package->models.push_back(std::move(*model));
    package->report = {{"summary", "made for tests"}};
    auto vectors = makeConformanceVectors(*package, 4);
    if (!vectors)
        throw std::runtime_error(format(vectors.error()));
    package->conformance = *vectors;
    auto bytes = packageBytes(*package);
    if (!bytes)
        throw std::runtime_error(format(bytes.error()));
    auto read = parsePackage(*bytes, "eastfield.xdt");
    if (!read)
        throw std::runtime_error(format(read.error()));
    return *read;
}

std::filesystem::path writeSmallTwin(const std::filesystem::path& folder)
{
    const std::filesystem::path path = folder / "eastfield.xdt";
    if (auto written = writePackage(*smallTwin(), path); !written)
        throw std::runtime_error(format(written.error()));
    return path;
}
