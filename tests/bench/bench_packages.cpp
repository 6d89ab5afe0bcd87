// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench_packages.h"

#include "bench.h"
#include "model/gaussian_process_regressor.h"
#include "model/surrogate_model.h"

namespace twin::bench {

namespace {

Variable variable(std::string name, Range range)
{
    Variable made;
    made.name = made.label = std::move(name);
    made.unit = *Unit::parse("1");
    made.physical = made.validated = range;
    made.start = (range.minimum + range.maximum) / 2;
    made.nominal = 1;
    return made;
}

Contract contractOf(std::vector<std::string> inputs, Range range, Confidence confidence)
{
    Contract contract;
    contract.id = "bench";
    contract.version = "1.0.0";
    contract.title = "A measured twin";
    contract.fidelity = "Made to be measured.";
    contract.madeFor = {"measuring"};
    contract.notFor = {"plants"};
    contract.reviewDate = "2030-01-01";
    for (std::string& name : inputs)
        contract.inputs.push_back(variable(std::move(name), range));
    Variable output = variable("answer", {-1e9, 1e9});
    output.causality = Causality::Output;
    output.physical = output.validated = {};
    output.confidence = std::move(confidence);
    contract.outputs = {output};
    return contract;
}

std::shared_ptr<const Package> reopened(const Package& package)
{
    const std::string path = file("twin.xdt");
    if (const auto written = writePackage(package, path); !written)
        stop(format(written.error()));
    auto read = readPackage(path);
    if (!read)
        stop(format(read.error()));
    return *read;
}

} // namespace

std::shared_ptr<const Package> processPackage(Correlation correlation)
{
    const std::vector<double> design = numbers("design.f64"), values = numbers("values.f64");
    const std::vector<double> stored = numbers("parameters.f64"); // lengths, nugget
    const std::size_t inputs = stored.size() - 1, runs = values.size();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < inputs; ++i)
        names.push_back("x" + std::to_string(i));
    Package package;
    package.contract = contractOf(names, {0, 1}, {Confidence::Kind::Interval, 0.68, ""});
    InputEncoding encoding = InputEncoding::fit(package.contract, design.data(), runs);
    std::vector<double> coordinates(runs * inputs), unit(2 * inputs, 0.0), ends(2 * inputs);
    encoding.encode(design.data(), runs, coordinates.data());
    std::fill(unit.begin() + std::ptrdiff_t(inputs), unit.end(), 1.0);
    encoding.encode(unit.data(), 2, ends.data());
    GaussianProcessParameters parameters;
    parameters.correlation = correlation;
    for (std::size_t i = 0; i < inputs; ++i) // the same distances as between the inputs themselves
        parameters.lengths.push_back(stored[i] * (ends[inputs + i] - ends[i]));
    parameters.nugget = stored[inputs];
    auto process = GaussianProcess::condition(std::move(parameters), coordinates.data(), runs, inputs,
                                              values.data(), kernels(), "");
    if (!process)
        stop(format(process.error()));
    std::vector<GaussianProcess> processes;
    processes.push_back(std::move(*process));
    OutputCurve curve;
    curve.output = "answer";
    curve.transform =
        *OutputTransform::fit(OutputTransform::Kind::None, values.data(), runs, 1, "answer", "");
    curve.centre = {0};
    curve.residual = {0};
    curve.scale = {1};
    curve.level = 0.68;
    package.models.push_back(std::make_unique<SurrogateModel>(
        "gaussian-process", std::move(encoding), std::vector<OutputCurve>{curve},
        std::make_unique<GaussianProcessRegressor>(coordinates, inputs, std::move(processes))));
    auto domain = DomainOfValidity::fit(package.contract, design);
    if (!domain)
        stop(format(domain.error()));
    package.domain = std::move(*domain);
    return reopened(package);
}

std::shared_ptr<const Package> formulaPackage(const std::string& text)
{
    Package package;
    package.contract = contractOf({"x", "y", "z"}, {-10, 10}, {Confidence::Kind::None, 0.9, "a formula"});
    auto model =
        loadModel({{"kind", "expression"}, {"outputs", {"answer"}}, {"expressions", {{"answer", text}}}}, {},
                  package.contract, "/models/0");
    if (!model)
        stop(format(model.error()));
    package.models.push_back(std::move(*model));
    return reopened(package);
}

} // namespace twin::bench
