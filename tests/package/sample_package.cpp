// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_package.h"

#include "training/fit.h"

#include <cmath>
#include <stdexcept>

namespace twin {
namespace {

template <class T>
T valueOf(Result<T> result)
{
    if (!result)
        throw std::runtime_error(format(result.error()));
    return std::move(*result);
}

Variable input(const char* name, const char* unit, Range physical, Range validated, double start,
               VariableType type)
{
    Variable variable;
    variable.name = name;
    variable.label = name;
    variable.type = type;
    variable.unit = valueOf(Unit::parse(unit));
    variable.physical = physical;
    variable.validated = validated;
    variable.start = start;
    variable.nominal = validated.maximum > 0 ? validated.maximum : 1;
    return variable;
}

Variable output(const char* name, bool isSeries, Confidence confidence)
{
    Variable variable;
    variable.name = name;
    variable.label = name;
    variable.causality = Causality::Output;
    variable.unit = valueOf(Unit::parse("kW"));
    variable.isSeries = isSeries;
    variable.confidence = std::move(confidence);
    variable.nominal = 50;
    variable.accuracy = {
        {.metric = "maxAbs", .value = 1, .unit = "kW", .region = "validated ranges", .samples = 60}};
    return variable;
}

Contract sampleContract(bool hasField)
{
    Contract contract;
    contract.id = "test.pump";
    contract.version = "1.2.0";
    contract.title = "Test pump";
    contract.fidelity = "Steady power of one station; no transients.";
    contract.madeFor = {"choosing the flow of a shift"};
    contract.notFor = {"surge"};
    contract.reviewDate = "2030-01-31";
    contract.axis = Axis{"time", "Time", valueOf(Unit::parse("h")), {0, 1, 2, 3, 4}};
    contract.inputs = {input("flow", "m3/h", {0, 2400}, {400, 1800}, 1100, VariableType::Real),
                       input("pumps", "1", {1, 3}, {2, 3}, 3, VariableType::Integer),
                       input("boost", "1", {0, 1}, {0, 1}, 0, VariableType::Boolean)};
    contract.outputs = {
        output("power", true, {Confidence::Kind::Interval, 0.9, {}}),
        output("heat", false, {Confidence::Kind::None, 0.9, "a formula, exact by definition"})};
    contract.guardrails = {{"G1",
                            "Flow for each pump",
                            "flow / pumps <= 700 m3/h",
                            Verdict::Block,
                            "Too much flow for each pump.",
                            {{"three pumps", {{"flow", 1500}, {"pumps", 3}}, true},
                             {"two pumps", {{"flow", 1500}, {"pumps", 2}}, false}}}};
    if (hasField) {
        contract.axis2 = Axis{"height", "Height", valueOf(Unit::parse("m")), {0, 0.5, 2}};
        contract.outputs[0].isSeries = false;
        contract.outputs[0].isField = true;
        contract.guardrails.push_back({"G2",
                                       "Power anywhere",
                                       "max(power) < 500 kW",
                                       Verdict::Withhold,
                                       "Too much power somewhere.",
                                       {}});
    }
    contract.provenance = {"closed form", "tests", "2025-01-15", "twinwright", std::string(64, '0'), ""};
    return contract;
}

RunSet sampleRuns(const Contract& contract)
{
    RunSet runs;
    runs.runs = 60;
    runs.outputs.resize(1);
    for (std::size_t i = 0; i < runs.runs; ++i) {
        const double flow = 400 + 1400 * std::fmod(0.5 + 0.6180339887498949 * double(i), 1);
        const double pumps = 2 + double(i % 2);
        const double boost = double((i / 2) % 2);
        runs.inputs.insert(runs.inputs.end(), {flow, pumps, boost});
        const std::vector<double> heights = contract.axis2 ? contract.axis2->values : std::vector<double>{0};
        for (const double hour : contract.axis->values)
            for (const double height : heights)
                runs.outputs[0].push_back(samplePower(flow, pumps, boost, hour) * (1 + 0.25 * height));
        runs.names.push_back("run " + std::to_string(i));
    }
    return runs;
}

ConformanceVector answerAt(const Package& package, std::vector<double> inputs)
{
    ConformanceVector vector;
    for (const Variable& variable : package.contract.outputs) {
        const std::vector<double> unknown(package.contract.points(variable), std::nan(""));
        vector.mean.push_back(unknown);
        vector.lower.push_back(unknown);
        vector.upper.push_back(unknown);
    }
    for (const auto& model : package.models) {
        std::vector<OutputSlice> slices;
        for (const std::string& name : model->outputs()) {
            const std::size_t i = *package.contract.outputIndex(name);
            const bool hasBand = package.contract.outputs[i].confidence.kind != Confidence::Kind::None;
            slices.push_back({vector.mean[i].data(), hasBand ? vector.lower[i].data() : nullptr,
                              hasBand ? vector.upper[i].data() : nullptr});
        }
        if (const Status status = model->instantiate()->evaluate(inputs.data(), 1, slices); !status)
            throw std::runtime_error(format(status.error()));
    }
    vector.inputs = std::move(inputs);
    return vector;
}

} // namespace

double samplePower(double flow, double pumps, double boost, double h)
{
    return 10 + 0.02 * flow * (1 + 0.2 * std::sin(h)) + pumps + 3 * boost + 1e-6 * flow * flow;
}

Package samplePackage(const std::string& kindOrField)
{
    Package package;
    const bool hasField = kindOrField == "field";
    const std::string kind = hasField ? "pod" : kindOrField;
    package.contract = sampleContract(hasField);
    const RunSet runs = sampleRuns(package.contract);
    FitEvidence evidence;
    package.models.push_back(valueOf(fitModel({{"kind", kind}, {"outputs", {"power"}}}, package.contract,
                                              runs, 5, "/models/0", evidence)));
    const nlohmann::json formula = {
        {"kind", "expression"}, {"outputs", {"heat"}}, {"expressions", {{"heat", "0.05 kW.h/m3 * flow"}}}};
    package.models.push_back(valueOf(loadModel(formula, {}, package.contract, "/models/1")));
    package.domain = valueOf(DomainOfValidity::fit(package.contract, runs.inputs));
    package.report = {{"runs", runs.runs}, {"outputs", {{"power", {{"rmse", 0.25}, {"coverage", 0.9}}}}}};
    for (const double flow : {1100.0, 400.0, 1800.0, 1234.5})
        package.conformance.push_back(answerAt(package, {flow, 3, 0}));
    return package;
}

} // namespace twin
