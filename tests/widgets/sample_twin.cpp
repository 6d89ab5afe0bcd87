// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_twin.h"

#include <cmath>
#include <numbers>

namespace twin::sample {

namespace {

constexpr int points = 97;
constexpr double pi = std::numbers::pi;

double demand(double h)
{
    return 1 + 0.25 * std::sin(2 * pi * (h - 5) / 24) + 0.15 * std::sin(4 * pi * (h - 5) / 24);
}

struct Day
{
    double bearing[points];
    double fail[points];
};

Day simulate(const double* in)
{
    Day day;
    double age = in[2], before = 0;
    for (int i = 0; i < points; ++i) {
        const double h = i * 0.25;
        const double load = in[0] * demand(h) / (500 * in[3]);
        day.bearing[i] = in[1] + 5 * std::sin(2 * pi * (h - 9) / 24) + 22 + 12 * load * load;
        const double rate = std::pow(load, 3) * std::pow(2, (day.bearing[i] - 60) / 15);
        if (i > 0)
            age += 0.125 * (rate + before);
        before = rate;
        day.fail[i] = 1 - std::exp(-(std::pow(age / 9000, 2.2) - std::pow(in[2] / 9000, 2.2)));
    }
    return day;
}

struct Instance final : ModelInstance
{
    explicit Instance(std::shared_ptr<Control> shared) : control(std::move(shared)) {}

    Status evaluate(const double* inputs, std::size_t rows, std::span<const OutputSlice> outputs) override
    {
        if (control->waits)
            control->gate.acquire();
        if (control->fails)
            return fail("model.sample", {}, "The pump curve was lost.", "Load the twin again.");
        for (std::size_t row = 0; row < rows; ++row)
            write(inputs + row * 6, row, outputs);
        return {};
    }

    static void put(const OutputSlice& slice, std::size_t at, double value, double half)
    {
        slice.mean[at] = value;
        if (slice.lower)
            slice.lower[at] = value - half;
        if (slice.upper)
            slice.upper[at] = value + half;
    }

    static void write(const double* in, std::size_t row, std::span<const OutputSlice> outputs)
    {
        const Day day = simulate(in);
        for (std::size_t i = 0; i < points; ++i) {
            put(outputs[0], row * points + i, day.fail[i], 0.1 * day.fail[i]);
            put(outputs[1], row * points + i, day.bearing[i], 1.0);
        }
        put(outputs[2], row, in[0] * 1.3464 / in[3], std::nan(""));
    }

    std::shared_ptr<Control> control;
};

class Formulas final : public Model
{
  public:
    explicit Formulas(std::shared_ptr<Control> control) : m_control(std::move(control)) {}
    std::string_view kind() const override { return "sample"; }
    const std::vector<std::string>& outputs() const override { return m_outputs; }
    nlohmann::json save(const std::string&, ArrayStore&) const override { return {}; }
    std::unique_ptr<ModelInstance> instantiate() const override
    {
        return std::make_unique<Instance>(m_control);
    }

  private:
    std::vector<std::string> m_outputs{"p_fail", "t_bearing", "peak"};
    std::shared_ptr<Control> m_control;
};

Variable input(std::string name, std::string label, const char* unit, double start, Range physical,
               Range validated)
{
    Variable variable;
    variable.name = std::move(name);
    variable.label = std::move(label);
    variable.unit = *Unit::parse(unit);
    variable.start = start;
    variable.physical = physical;
    variable.validated = validated;
    return variable;
}

Variable output(std::string name, std::string label, const char* unit, bool series, double nominal)
{
    Variable variable;
    variable.name = std::move(name);
    variable.label = std::move(label);
    variable.causality = Causality::Output;
    variable.unit = *Unit::parse(unit);
    variable.isSeries = series;
    variable.nominal = nominal;
    variable.confidence = series
                              ? Confidence{Confidence::Kind::Interval, 0.9, {}}
                              : Confidence{Confidence::Kind::None, 0.9, "it follows from the inputs alone"};
    return variable;
}

Contract makeContract()
{
    Contract contract;
    contract.id = "eastfield-sample";
    contract.version = "1.3.0";
    contract.title = "Eastfield booster station";
    contract.fidelity =
        "Follows the station's reference formulas over one day; bearings age by load and temperature.";
    contract.madeFor = {"Choosing daily inspections"};
    contract.notFor = {"Surge", "New failure modes", "A legal safety case"};
    contract.reviewDate = "2099-03-01";
    Axis axis;
    axis.label = "Time of day";
    axis.unit = *Unit::parse("h");
    for (int i = 0; i < points; ++i)
        axis.values.push_back(i * 0.25);
    contract.axis = axis;
    contract.inputs = {input("q_in", "Mean incoming flow", "m3/h", 1100, {0, 2400}, {400, 1800}),
                       input("t_amb", "Ambient temperature", "Cel", 18, {-20, 50}, {0, 38}),
                       input("age", "Hours since overhaul", "h", 4800, {0, 12000}, {0, 6000}),
                       input("n", "Pumps in service", "1", 3, {1, 3}, {2, 3}),
                       input("eco", "Saving mode", "1", 0, {0, 1}, {0, 1}),
                       input("mode", "Control", "1", 0, {0, 4}, {0, 4})};
    contract.inputs[3].type = VariableType::Integer;
    contract.inputs[4].type = VariableType::Boolean;
    contract.inputs[5].type = VariableType::Enumeration;
    contract.inputs[5].items = {
        {"hand", "By hand"}, {"level", "Level"}, {"flow", "Flow"}, {"price", "Price"}, {"night", "Night"}};
    contract.inputs[0].displayUnits = {*Unit::parse("L/s")};
    contract.outputs = {output("p_fail", "Probability of a failure", "1", true, 0.01),
                        output("t_bearing", "Bearing temperature", "Cel", true, 50),
                        output("peak", "Peak for each pump", "m3/h", false, 500)};
    contract.guardrails = {{"G3",
                            "Run-out limit",
                            "q_in * 1.3464 / n <= 700 m3/h",
                            Verdict::Block,
                            "The peak for each pump is above the run-out limit of 700 m\u00b3/h.",
                            {}}};
    return contract;
}

/// Points of a Halton sequence over the validated ranges, without the corner of high flow and heat.
std::vector<double> makeRuns(const Contract& contract, std::size_t count)
{
    const int bases[] = {2, 3, 5, 7, 11, 13};
    std::vector<double> runs;
    for (int k = 1; runs.size() < count * contract.inputs.size(); ++k) {
        std::vector<double> point;
        for (std::size_t i = 0; i < contract.inputs.size(); ++i) {
            double part = 0, digit = 1;
            for (int rest = k; rest > 0; rest /= bases[i])
                part += (digit /= bases[i]) * (rest % bases[i]);
            const Variable& variable = contract.inputs[i];
            const double value = variable.validated.minimum + part * variable.validated.width();
            point.push_back(variable.type == VariableType::Real ? value : std::round(value));
        }
        if (point[0] <= 1500 || point[1] <= 33)
            runs.insert(runs.end(), point.begin(), point.end());
    }
    return runs;
}

Node widget(std::string id, std::string type, std::vector<int> cell, nlohmann::json properties)
{
    properties["cell"] = std::move(cell);
    return {std::move(id), std::move(type), std::move(properties), {}};
}

} // namespace

std::shared_ptr<const Package> makePackage(std::shared_ptr<Control> control)
{
    auto package = std::make_shared<Package>();
    package->contract = makeContract();
    package->models.push_back(std::make_unique<Formulas>(std::move(control)));
    package->domain = *DomainOfValidity::fit(package->contract, makeRuns(package->contract, 320));
    return package;
}

Bundle makeBundle(std::shared_ptr<Control> control)
{
    Bundle bundle;
    bundle.package = makePackage(std::move(control));
    const nlohmann::json plan = {{"value", 0.002}, {"label", "Plan"}, {"level", "amber"}};
    const nlohmann::json stop = {{"value", 0.01}, {"label", "Stop"}, {"level", "red"}};
    const nlohmann::json thresholds = nlohmann::json::array({plan, stop});
    Node frame = widget("frame", "group", {0, 4, 7, 21}, {{"label", "The day ahead"}});
    frame.children = {widget("q", "slider", {0, 0, 24, 4}, {{"input", "q_in"}}),
                      widget("t", "slider", {0, 4, 24, 4}, {{"input", "t_amb"}}),
                      widget("age", "slider", {0, 8, 24, 4}, {{"input", "age"}}),
                      widget("n", "choice", {0, 12, 24, 3}, {{"input", "n"}}),
                      widget("eco", "toggle", {0, 15, 24, 2}, {{"input", "eco"}})};
    Node page{"page", "page", {{"title", "Today"}}, {}};
    page.children = {
        widget("banner", "fidelity-banner", {0, 0, 24, 4}, nlohmann::json::object()),
        frame,
        widget("mode", "choice", {7, 27, 5, 4}, {{"input", "mode"}}),
        widget("chart", "line-chart", {7, 4, 12, 14},
               {{"output", "p_fail"}, {"thresholds", thresholds}, {"decimals", 4}}),
        widget("bearing", "line-chart", {7, 18, 12, 9}, {{"output", "t_bearing"}}),
        widget("number", "readout", {19, 4, 5, 6},
               {{"output", "p_fail"}, {"decimals", 4}, {"thresholds", thresholds}}),
        widget("hot", "readout", {19, 10, 5, 6}, {{"output", "t_bearing"}, {"aggregate", "maximum"}}),
        widget("peak", "readout", {19, 16, 5, 6}, {{"output", "peak"}}),
        widget("card", "guardrail-card", {0, 25, 7, 8}, nlohmann::json::object()),
        widget("title", "text", {19, 22, 5, 2}, {{"text", "<b>Inspect</b>"}, {"style", "heading"}}),
        widget("picture", "image", {19, 24, 5, 3}, {{"file", "gone.svg"}})};
    bundle.document.root = {"app", "app", {{"title", "Which pumps to inspect today?"}}, {page}};
    return bundle;
}

} // namespace twin::sample
