// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ode_model.h"
#include "refusal.h"

#include <QtTest>

using namespace twin;
using nlohmann::json;

namespace {

Variable variable(const char* name, const char* unit, double start = 0)
{
    Variable made;
    made.name = made.label = name;
    made.unit = *Unit::parse(unit);
    made.start = start;
    return made;
}

Variable output(const char* name, const char* unit, bool isSeries)
{
    Variable made = variable(name, unit);
    made.causality = Causality::Output;
    made.isSeries = isSeries;
    made.confidence = {Confidence::Kind::None, 0.9, "equations"};
    return made;
}

/// A cup that cools and a tank that drains, over an hour.
Contract contractOf()
{
    Contract contract;
    contract.axis = Axis{"time", "Time", *Unit::parse("min"), {}};
    for (int k = 0; k <= 60; ++k)
        contract.axis->values.push_back(k);
    contract.inputs = {variable("t_start", "Cel", 90), variable("t_room", "[degF]", 68),
                       variable("tau", "h", 0.25), variable("h_start", "cm", 100)};
    contract.outputs = {output("t_cup", "[degF]", true), output("level", "cm", true),
                        output("coldest", "Cel", false)};
    return contract;
}

json cupAndTank()
{
    return json::parse(R"json({
        "kind": "ode",
        "outputs": ["t_cup", "level", "coldest"],
        "states": {
            "cup": {"unit": "Cel", "initial": "t_start", "derivative": "(t_room - cup) / tau", "nominal": 50},
            "volume": {"unit": "l", "initial": "area * h_start", "derivative": "0 m3/s - outflow"}
        },
        "define": {
            "area": {"expression": "0.5 m2", "unit": "m2"},
            "depth": {"expression": "volume / area", "unit": "m"},
            "outflow": "0.0001 m2 * sqrt(2 * 9.81 m/s2 * max(depth, 0 m))"
        },
        "expressions": {"t_cup": "cup", "level": "depth", "coldest": "min(cup)"}
    })json");
}

Result<std::vector<std::vector<double>>> evaluate(const json& spec, const Contract& contract,
                                                  const std::vector<double>& inputs)
{
    auto model = OdeModel::load(spec, contract, "/models/0");
    if (!model)
        return fail(model.error());
    const std::size_t rows = inputs.size() / contract.inputs.size();
    std::vector<std::vector<double>> mean;
    std::vector<OutputSlice> slices;
    for (const std::string& name : (*model)->outputs())
        mean.emplace_back(rows * contract.points(*contract.findOutput(name)));
    for (std::vector<double>& values : mean)
        slices.push_back({values.data(), nullptr, nullptr});
    if (const Status status = (*model)->instantiate()->evaluate(inputs.data(), rows, slices); !status)
        return fail(status.error());
    return mean;
}

} // namespace

class TestOdeModel : public QObject
{
    Q_OBJECT

  private slots:
    /// Newton's law of cooling and Torricelli's law have closed forms.
    void followsItsEquationsInTheirUnits()
    {
        const std::vector<double> inputs = {90, 68, 0.25, 100, 40, 32, 0.1, 25};
        const auto got = evaluate(cupAndTank(), contractOf(), inputs);
        QVERIFY2(got.has_value(), got ? "" : format(got.error()).c_str());
        for (std::size_t row = 0; row < 2; ++row) {
            const double* in = inputs.data() + 4 * row;
            const double room = (in[1] - 32) / 1.8;
            for (int k = 0; k <= 60; ++k) {
                const double cup = room + (in[0] - room) * std::exp(-k / 60.0 / in[2]);
                const double root =
                    std::sqrt(in[3] / 100) - 0.5 * 0.0001 / 0.5 * std::sqrt(2 * 9.81) * 60 * k;
                const std::size_t at = row * 61 + std::size_t(k);
                QVERIFY(std::fabs((*got)[0][at] - (cup * 1.8 + 32)) < 1e-5);
                if (root > 0.05)
                    QVERIFY(std::fabs((*got)[1][at] - 100 * root * root) < 1e-5);
            }
            const double last = room + (in[0] - room) * std::exp(-1 / in[2]);
            QVERIFY(std::fabs((*got)[2][row] - last) < 1e-5);
        }
    }

    /// What the clock switches on for twenty seconds is not stepped over, however far the axis' points lie
    /// apart.
    void shortPulsesAreMet()
    {
        json spec = json::parse(R"json({
            "kind": "ode", "outputs": ["level"],
            "states": {"sum": {"unit": "cm", "initial": "0 cm",
                "derivative": "if(time > 60 * tau and time < 60 * tau + 20 s, 6 cm, 0 cm) / 1 min"}},
            "expressions": {"level": "sum"}})json");
        Contract fine = contractOf(), coarse = contractOf();
        fine.outputs = coarse.outputs = {output("level", "cm", true)};
        coarse.axis->values = {0, 60};
        for (const Contract& contract : {fine, coarse})
            for (const double minute : {0.2, 17.4, 42.95}) {
                const auto got = evaluate(spec, contract, {90, 68, minute / 3600, 100});
                QVERIFY2(got.has_value(), got ? "" : format(got.error()).c_str());
                QVERIFY2(std::fabs(got->front().back() - 2) < 1e-6,
                         qPrintable(QString::number(got->front().back())));
            }
    }

    /// Two species of a billionth: the one decays into the other, which starts at nothing.
    void smallStatesAreFollowed()
    {
        const json spec = json::parse(R"json({
            "kind": "ode", "outputs": ["level"],
            "states": {"a": {"unit": "cm", "initial": "1e-9 cm", "derivative": "-0.5 * a / 1 min"},
                       "b": {"unit": "cm", "initial": "0 cm", "derivative": "0.5 * a / 1 min"}},
            "expressions": {"level": "a"}})json");
        Contract contract = contractOf();
        contract.outputs = {output("level", "cm", true)};
        const auto got = evaluate(spec, contract, {90, 68, 0.25, 100});
        QVERIFY2(got.has_value(), got ? "" : format(got.error()).c_str());
        for (int k = 0; k <= 20; ++k) {
            const double exact = 1e-9 * std::exp(-0.5 * k);
            QVERIFY(std::fabs(got->front()[std::size_t(k)] - exact) < 1e-3 * exact);
        }
    }

    void theAxisDrivesIt()
    {
        Contract contract = contractOf();
        contract.outputs = {output("run", "m", true)};
        const json spec = {
            {"kind", "ode"},
            {"outputs", {"run"}},
            {"states", {{"x", {{"unit", "m"}, {"initial", "0 m"}, {"derivative", "time * 2 m/s2"}}}}},
            {"expressions", {{"run", "x"}}}};
        const auto got = evaluate(spec, contract, contract.startValues());
        QVERIFY2(got.has_value(), got ? "" : format(got.error()).c_str());
        QVERIFY(std::fabs((*got)[0][30] - 1800.0 * 1800) < 1e-3);
    }

    void savesWhatItLoads()
    {
        ArrayStore arrays;
        const auto model = OdeModel::load(cupAndTank(), contractOf(), "");
        QVERIFY(model);
        QVERIFY((*model)->save("model0/", arrays) == cupAndTank() && arrays.empty());
        QVERIFY(loadModel(cupAndTank(), {}, contractOf(), "/models/0").has_value());
    }

    void refusesWithAPlace_data()
    {
        refusalColumns();
        refusal("unit of a derivative", "/states/cup/derivative", "\"t_room / tau * 1 m\"", "model.unit",
                "/models/0/states/cup/derivative");
        refusal("unit of an initial value", "/states/cup/initial", "\"tau\"", "model.unit",
                "/models/0/states/cup/initial");
        refusal("a start that needs a state", "/states/cup/initial", "\"cup\"", "expression.name",
                "/models/0/states/cup/initial");
        refusal("a series at a moment", "/states/cup/derivative", "\"(max(cup) - cup) / tau\"", "expression.",
                "/models/0/states/cup/derivative");
        refusal("unknown name", "/states/cup/derivative", "\"(wind - cup) / tau\"", "expression.name",
                "/models/0/states/cup/derivative");
        refusal("unknown unit", "/states/cup/unit", "\"furlongs\"", "unit.unknown",
                "/models/0/states/cup/unit");
        refusal("no derivative", "/states/cup", R"({"unit": "Cel", "initial": "t_start"})", "model.json",
                "/models/0/states/cup");
        refusal("a part too many", "/states/cup/second", "1", "model.json", "/models/0/states/cup/second");
        refusal("name of an input", "/states/tau", R"({"unit": "h", "initial": "1 h", "derivative": "1"})",
                "model.name", "/models/0/states/tau");
        refusal("name of a definition", "/states/area",
                R"({"unit": "h", "initial": "1 h", "derivative": "1"})", "model.name",
                "/models/0/states/area");
        refusal("no states", "/states", "{}", "model.json", "/models/0/states");
        refusal("nominal", "/states/cup/nominal", "-1", "model.number", "/models/0/states/cup/nominal");
        refusal("tolerance", "/tolerance", "1e-20", "model.number", "/models/0/tolerance");
        refusal("steps", "/maxSteps", "\"many\"", "model.number", "/models/0/maxSteps");
        refusal("method", "/method", "\"euler\"", "model.json", "/models/0/method");
        refusal("unknown option", "/solver", "1", "model.json", "/models/0/solver");
        refusal("circle", "/define/area/expression", "\"depth * 1 m\"", "model.cycle", "/models/0");
    }
    void refusesWithAPlace()
    {
        verifyRefusal(OdeModel::load(withBadPart(cupAndTank()), contractOf(), "/models/0"));
    }

    void needsAnAxis()
    {
        Contract contract = contractOf();
        contract.axis.reset();
        for (Variable& each : contract.outputs)
            each.isSeries = false;
        const auto loaded = OdeModel::load(cupAndTank(), contract, "");
        QCOMPARE(loaded.error().code, std::string("model.axis"));
    }

    void failuresNameStateAndTime_data()
    {
        QTest::addColumn<QString>("derivative");
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        QTest::newRow("blow-up") << "x^2 / 100 s"
                                 << "{}"
                                 << "ode.step"
                                 << "x cannot be followed beyond time = 1.66667 min";
        QTest::newRow("not a number") << "sqrt(1 - x) / 100 s - x/10 s + log(2 - time/10 min) / 1 s"
                                      << "{}"
                                      << "ode."
                                      << "x";
        QTest::newRow("steps") << "sin(time / 1e-9 s) / 1 s"
                               << R"({"maxSteps": 50})"
                               << "ode.steps"
                               << "50 steps";
        QTest::newRow("stiff") << "(cos(time / 1 min) - x) / 1e-4 s"
                               << R"({"method": "explicit", "tolerance": 1e-5})"
                               << "ode.stiff"
                               << "explicit";
    }
    void failuresNameStateAndTime()
    {
        QFETCH(QString, derivative);
        QFETCH(QString, options);
        QFETCH(QString, code);
        QFETCH(QString, words);
        Contract contract = contractOf();
        contract.outputs = {output("y", "1", true)};
        json spec = {
            {"kind", "ode"},
            {"outputs", {"y"}},
            {"states", {{"x", {{"unit", "1"}, {"initial", "1"}, {"derivative", derivative.toStdString()}}}}},
            {"expressions", {{"y", "x"}}}};
        spec.update(json::parse(options.toStdString()));
        const auto got = evaluate(spec, contract, contract.startValues());
        QVERIFY(!got);
        QVERIFY2(QString::fromStdString(got.error().code).startsWith(code), format(got.error()).c_str());
        QVERIFY2(QString::fromStdString(got.error().message).contains(words), format(got.error()).c_str());
    }
};

QTEST_APPLESS_MAIN(TestOdeModel)
#include "tst_ode_model.moc"
