// SPDX-License-Identifier: GPL-3.0-or-later
// Once warm, models of equations take no memory from the heap, however it is asked for.

#include "allocations.h"
#include "model/model.h"

#include <QtTest>

using namespace twin;
using nlohmann::json;

namespace {

Contract contractOf()
{
    Contract contract;
    contract.id = "warm";
    contract.version = "1.0.0";
    contract.title = "Warm";
    contract.axis = Axis{"time", "Time", *Unit::parse("s"), {}};
    for (int k = 0; k <= 50; ++k)
        contract.axis->values.push_back(0.2 * k);
    for (const char* name : {"a", "b"}) {
        Variable input;
        input.name = input.label = name;
        contract.inputs.push_back(input);
    }
    Variable output;
    output.name = output.label = "y";
    output.causality = Causality::Output;
    output.isSeries = true;
    output.confidence = {Confidence::Kind::None, 0.9, "equations"};
    contract.outputs = {output};
    return contract;
}

json chain(const char* method, int states)
{
    json spec = {{"kind", "ode"},
                 {"outputs", {"y"}},
                 {"method", method},
                 {"tolerance", 1e-6},
                 {"define", {{"rate", "1 + a"}}},
                 {"states", json::object()},
                 {"expressions", {{"y", "max(x0) + x1"}}}};
    for (int i = 0; i < states; ++i) {
        const std::string before = "x" + std::to_string(i == 0 ? states - 1 : i - 1);
        const std::string self = "x" + std::to_string(i);
        spec["states"][self] = {{"unit", "1"},
                                {"initial", i == 0 ? "b" : "0"},
                                {"derivative", "rate * (" + before + " - " + self + ") / 1 s"}};
    }
    return spec;
}

} // namespace

class TestEquationAllocation : public QObject
{
    Q_OBJECT

  private slots:
    void takesNoneOnceWarm_data()
    {
        QTest::addColumn<QByteArray>("spec");
        const auto row = [](const char* name, const json& spec) {
            QTest::newRow(name) << QByteArray::fromStdString(spec.dump());
        };
        row("explicit", chain("explicit", 3));
        row("implicit", chain("implicit", 3));
        row("implicit, large", chain("implicit", 40));
        json stiff = chain("auto", 2);
        stiff["define"]["rate"] = "1e6 + a";
        row("stiff", stiff);
        row("composition", json::parse(R"json({
            "kind": "composition", "outputs": ["y"], "intermediates": [{"name": "w", "unit": "1"}],
            "models": [{"kind": "expression", "outputs": ["w"], "expressions": {"w": "a + b"}},
                       {"kind": "expression", "reads": ["w"], "outputs": ["y"],
                        "expressions": {"y": "w * time / 1 s"}}]})json"));
        row("state-space", {{"kind", "state-space"},
                            {"outputs", {"y"}},
                            {"states", {{{"name", "x"}, {"unit", "1"}, {"initial", "b"}}}},
                            {"drives", {"a", "sin(time / 1 s)"}},
                            {"a", {{-1}}},
                            {"b", {{1, 2}}},
                            {"c", {{1}}}});
    }
    void takesNoneOnceWarm()
    {
        QFETCH(QByteArray, spec);
        const Contract contract = contractOf();
        const auto model = loadModel(json::parse(spec.toStdString()), {}, contract, "/models/0");
        QVERIFY2(model.has_value(), model ? "" : format(model.error()).c_str());
        const auto instance = (*model)->instantiate();
        const std::vector<double> inputs = {1, 2, 0.5, 3};
        std::vector<double> mean(2 * 51), lower(2 * 51), upper(2 * 51);
        const OutputSlice slice{mean.data(), lower.data(), upper.data()};
        QVERIFY(instance->evaluate(inputs.data(), 2, {&slice, 1}));
        const auto again = [&] { QVERIFY(instance->evaluate(inputs.data(), 2, {&slice, 1})); };
        QCOMPARE(allocationsDuring(again), 0L);
        QVERIFY(!countsAllocations || allocations > 0);
        QVERIFY(std::isfinite(mean[50]) && std::isfinite(mean[101]));
    }
};

QTEST_APPLESS_MAIN(TestEquationAllocation)
#include "tst_equation_allocation.moc"
