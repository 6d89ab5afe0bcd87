// SPDX-License-Identifier: GPL-3.0-or-later
// Linear systems against closed forms.

#include "model/state_space_model.h"
#include "refusal.h"

#include <QtTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

namespace {

Variable variable(const char* name, const char* unit, Causality causality = Causality::Input)
{
    Variable made;
    made.name = made.label = name;
    made.unit = *Unit::parse(unit);
    made.causality = causality;
    made.isSeries = causality == Causality::Output;
    made.confidence = {Confidence::Kind::None, 0.9, "equations"};
    return made;
}

Contract contractOf(std::vector<double> axis)
{
    Contract contract;
    contract.axis = Axis{"time", "Time", *Unit::parse("s"), std::move(axis)};
    contract.inputs = {variable("u", "N"), variable("start", "m")};
    contract.outputs = {variable("x", "m", Causality::Output), variable("v", "m/s", Causality::Output)};
    return contract;
}

std::vector<double> grid(int count, double step)
{
    std::vector<double> axis;
    for (int k = 0; k <= count; ++k)
        axis.push_back(k * step);
    return axis;
}

/// A mass of 1 kg on a spring of 4 N/m, damped by 0.4 N s/m.
json oscillator()
{
    return json::parse(R"json({
        "kind": "state-space", "outputs": ["x", "v"],
        "states": [{"name": "place", "unit": "m", "initial": "start"},
                   {"name": "speed", "unit": "m/s", "initial": "0 m/s"}],
        "drives": ["u"],
        "a": [[0, 1], [-4, -0.4]], "b": [[0], [1]], "c": [[1, 0], [0, 1]]
    })json");
}

/// Its place under a constant force.
double place(double force, double start, double t)
{
    const double damping = 0.2, frequency = std::sqrt(4 - damping * damping), rest = force / 4;
    const double from = start - rest;
    return rest + std::exp(-damping * t) *
                      (from * std::cos(frequency * t) + damping * from / frequency * std::sin(frequency * t));
}

Result<std::vector<std::vector<double>>> evaluate(const json& spec, const Contract& contract,
                                                  const std::vector<double>& inputs)
{
    auto model = StateSpaceModel::load(spec, {}, contract, "/models/0");
    if (!model)
        return fail(model.error());
    const std::size_t rows = inputs.size() / contract.inputs.size();
    const std::size_t points = contract.axis->values.size();
    std::vector<std::vector<double>> mean((*model)->outputs().size(), std::vector<double>(rows * points));
    std::vector<OutputSlice> slices;
    for (std::vector<double>& values : mean)
        slices.push_back({values.data(), nullptr, nullptr});
    if (const Status status = (*model)->instantiate()->evaluate(inputs.data(), rows, slices); !status)
        return fail(status.error());
    return mean;
}

} // namespace

class TestStateSpaceModel : public QObject
{
    Q_OBJECT

  private slots:
    void isExactForConstantDrives()
    {
        std::vector<double> uneven = {0, 0.1, 0.5, 0.7, 3, 3.01, 20};
        for (const std::vector<double>& axis : {grid(100, 0.3), uneven}) {
            const Contract contract = contractOf(axis);
            const auto got = evaluate(oscillator(), contract, {2, 1, -8, 0.25});
            QVERIFY2(got.has_value(), got ? "" : format(got.error()).c_str());
            for (std::size_t k = 0; k < axis.size(); ++k) {
                QVERIFY(std::fabs((*got)[0][k] - place(2, 1, axis[k])) < 1e-12);
                QVERIFY(std::fabs((*got)[0][axis.size() + k] - place(-8, 0.25, axis[k])) < 1e-12);
            }
        }
    }

    /// Numbers as far apart as those of a stiff spring or of a fluid's compressibility cost no digits.
    void scalesFarApartAreExactToo()
    {
        const Contract contract = contractOf({0, 1, 2});
        json spring = oscillator();
        spring["a"] = {{0, 1}, {-1e12, 0}};
        const auto waves = evaluate(spring, contract, {0, 1});
        QVERIFY2(waves.has_value(), waves ? "" : format(waves.error()).c_str());
        for (int k = 0; k <= 2; ++k)
            QVERIFY2(std::fabs((*waves)[0][std::size_t(k)] - std::cos(1e6 * k)) < 1e-8,
                     qPrintable(QString::number((*waves)[0][std::size_t(k)])));
        for (const double gain : {1e12, 1e30}) {
            const json fluid = {{"kind", "state-space"},
                                {"outputs", {"x"}},
                                {"states", {{{"name", "s"}, {"unit", "m"}, {"initial", "start"}}}},
                                {"drives", {"u"}},
                                {"a", {{-1}}},
                                {"b", {{gain}}},
                                {"c", {{1}}}};
            const auto driven = evaluate(fluid, contract, {100 / gain, 0, 0, 100});
            QVERIFY2(driven.has_value(), driven ? "" : format(driven.error()).c_str());
            for (int k = 0; k <= 2; ++k) {
                QVERIFY(std::fabs((*driven)[0][std::size_t(k)] + 100 * std::expm1(-k)) < 1e-10);
                QVERIFY(std::fabs((*driven)[0][std::size_t(3 + k)] - 100 * std::exp(-k)) < 1e-10);
            }
        }
    }

    /// x' = -x + t has the solution (start + 1) exp(-t) + t - 1; held at each earlier point, a recursion.
    void drivesMayFollowTheAxis()
    {
        const Contract contract = contractOf(grid(20, 0.5));
        json spec = {{"kind", "state-space"},
                     {"outputs", {"x"}},
                     {"states", {{{"name", "s"}, {"unit", "m"}, {"initial", "start"}}}},
                     {"drives", {"time", "u"}},
                     {"hold", "linear"},
                     {"a", {{-1}}},
                     {"b", {{1, 0}}},
                     {"c", {{1}}},
                     {"d", {{0, 10}}}};
        const auto linear = evaluate(spec, contract, {3, 2});
        QVERIFY2(linear.has_value(), linear ? "" : format(linear.error()).c_str());
        spec["hold"] = "previous";
        const auto held = evaluate(spec, contract, {3, 2});
        QVERIFY(held);
        double state = 2;
        for (int k = 0; k <= 20; ++k) {
            const double t = 0.5 * k;
            QVERIFY(std::fabs((*linear)[0][std::size_t(k)] - (3 * std::exp(-t) + t - 1 + 30)) < 1e-12);
            QVERIFY(std::fabs((*held)[0][std::size_t(k)] - (state + 30)) < 1e-12);
            state = state * std::exp(-0.5) + t * (1 - std::exp(-0.5));
        }
    }

    void stiffSystemsAreExactToo()
    {
        const Contract contract = contractOf(grid(10, 1));
        const json spec = {{"kind", "state-space"},
                           {"outputs", {"x", "v"}},
                           {"states",
                            {{{"name", "slow"}, {"unit", "m"}, {"initial", "1 m"}},
                             {{"name", "fast"}, {"unit", "m"}, {"initial", "1 m"}}}},
                           {"drives", json::array()},
                           {"a", {{-1, 0}, {0, -1e7}}},
                           {"c", {{1, 0}, {0, 1}}}};
        const auto got = evaluate(spec, contract, {0, 0});
        QVERIFY2(got.has_value(), got ? "" : format(got.error()).c_str());
        for (int k = 1; k <= 10; ++k) {
            QVERIFY(std::fabs((*got)[0][std::size_t(k)] - std::exp(-k)) < 1e-8);
            QVERIFY(std::fabs((*got)[1][std::size_t(k)]) < 1e-12);
        }
    }

    /// Fibonacci's numbers, four steps to a point of the axis.
    void discreteSystemsTakeTheirSteps()
    {
        const Contract contract = contractOf(grid(5, 1));
        json spec = {{"kind", "state-space"},
                     {"outputs", {"x"}},
                     {"states",
                      {{{"name", "p"}, {"unit", "m"}, {"initial", "0 m"}},
                       {{"name", "q"}, {"unit", "m"}, {"initial", "1 m"}}}},
                     {"drives", {"u"}},
                     {"step", 0.25},
                     {"a", {{0, 1}, {1, 1}}},
                     {"b", {{0}, {0}}},
                     {"c", {{1, 0}}}};
        const auto got = evaluate(spec, contract, {0, 0});
        QVERIFY2(got.has_value(), got ? "" : format(got.error()).c_str());
        QCOMPARE((*got)[0], (std::vector<double>{0, 3, 21, 144, 987, 6765}));
        spec["step"] = 0.3;
        QCOMPARE(evaluate(spec, contract, {0, 0}).error().code, std::string("model.step"));
    }

    void savesWhatItLoads()
    {
        const Contract contract = contractOf(grid(30, 0.1));
        const auto model = StateSpaceModel::load(oscillator(), {}, contract, "");
        QVERIFY(model);
        ArrayStore arrays;
        const json saved = (*model)->save("model0/", arrays);
        const auto again = loadModel(saved, arrays, contract, "/models/0");
        QVERIFY2(again.has_value(), again ? "" : format(again.error()).c_str());
        ArrayStore arraysAgain;
        QVERIFY((*again)->save("model0/", arraysAgain) == saved);
        arrays["model0/a"].shape = {4, 1};
        QCOMPARE(loadModel(saved, arrays, contract, "").error().code, std::string("model.array"));
        arrays.erase("model0/a");
        QCOMPARE(loadModel(saved, arrays, contract, "").error().code, std::string("model.array"));
    }

    void refusesWithAPlace_data()
    {
        refusalColumns();
        refusal("ragged", "/a/0", "[1]", "model.number", "/models/0/a");
        refusal("not square", "/a", "[[1, 2]]", "model.number", "/models/0/a");
        refusal("a text in it", "/a/0/0", "\"1\"", "model.number", "/models/0/a");
        refusal("rows of b", "/b", "[[1]]", "model.number", "/models/0/b");
        refusal("columns of c", "/c", "[[1], [1]]", "model.number", "/models/0/c");
        refusal("size of d", "/d", "[[1]]", "model.number", "/models/0/d");
        refusal("growth", "/a/1/1", "1e9", "model.growth", "/models/0/a");
        refusal("beyond the exponential", "/a/1/1", "-1e200", "model.growth", "/models/0/a");
        refusal("unit of a start", "/states/0/initial", "\"u\"", "model.unit", "/models/0/states/0");
        refusal("a start along the axis", "/states/0/initial", "\"time * 1 m/s\"", "expression.",
                "/models/0/states/0/initial");
        refusal("no name", "/states/0", R"({"unit": "m", "initial": "0 m"})", "model.json",
                "/models/0/states/0");
        refusal("name of an input", "/states/0/name", "\"u\"", "model.name", "/models/0/states/0");
        refusal("no states", "/states", "[]", "model.json", "/models/0");
        refusal("unknown drive", "/drives/0", "\"wind\"", "expression.name", "/models/0/drives/0");
        refusal("drive is a number", "/drives/0", "3", "model.json", "/models/0/drives/0");
        refusal("hold", "/hold", "\"cubic\"", "model.json", "/models/0/hold");
        refusal("step", "/step", "-1", "model.step", "/models/0/step");
        refusal("foreign output", "/outputs/0", "\"y\"", "model.output", "/models/0/outputs");
        refusal("output twice", "/outputs/0", "\"v\"", "model.output", "/models/0/outputs");
        refusal("unknown member", "/e", "1", "model.json", "/models/0/e");
    }
    void refusesWithAPlace()
    {
        verifyRefusal(
            StateSpaceModel::load(withBadPart(oscillator()), {}, contractOf(grid(10, 0.1)), "/models/0"));
    }
};

QTEST_APPLESS_MAIN(TestStateSpaceModel)
#include "tst_state_space_model.moc"
