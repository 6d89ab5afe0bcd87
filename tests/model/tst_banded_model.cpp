// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/banded_model.h"
#include "model/uncertain_model.h"

#include <QtTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

namespace {

Contract contract()
{
    Contract made;
    Axis axis;
    axis.name = "time";
    axis.unit = *Unit::parse("h");
    axis.values = {0, 1, 2};
    made.axis = axis;
    Variable x;
    x.name = x.label = "x";
    made.inputs = {x};
    Variable y;
    y.name = y.label = "y";
    y.causality = Causality::Output;
    y.confidence = {Confidence::Kind::Interval, 0.8, {}};
    Variable t = y;
    t.name = t.label = "t";
    t.isSeries = true;
    made.outputs = {y, t};
    return made;
}

json formulas()
{
    return {{"kind", "expression"},
            {"outputs", {"t", "y"}},
            {"expressions", {{"y", "2 * x"}, {"t", "x * time / 1 h"}}},
            {"bands",
             {{{"output", "y"}, {"level", 0.8}, {"halfWidth", "m/band0"}},
              {{"output", "t"}, {"level", 0.8}, {"halfWidth", "m/band1"}}}}};
}

ArrayStore widths()
{
    return {{"m/band0", {{1}, {0.5}}}, {"m/band1", {{3}, {0.1, 0.2, 0.3}}}};
}

} // namespace

class TestBandedModel : public QObject
{
    Q_OBJECT

  private slots:
    void bandsLieAroundTheMean()
    {
        const Contract twin = contract();
        const auto model = loadModel(formulas(), widths(), twin, "/models/0");
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QCOMPARE((*model)->kind(), std::string_view("expression"));
        const double inputs[] = {1, -3};
        double mean[6], lower[6], upper[6], yLower[2], yUpper[2];
        // the caller wants no mean of y
        const OutputSlice slices[] = {{mean, lower, upper}, {nullptr, yLower, yUpper}};
        QVERIFY((*model)->instantiate()->evaluate(inputs, 2, slices));
        for (int row = 0; row < 2; ++row) {
            for (int k = 0; k < 3; ++k) {
                const double exact = inputs[row] * k, half = 0.1 * (k + 1);
                QVERIFY(std::fabs(mean[3 * row + k] - exact) < 1e-12);
                QVERIFY(std::fabs(lower[3 * row + k] - (exact - half)) < 1e-12);
                QVERIFY(std::fabs(upper[3 * row + k] - (exact + half)) < 1e-12);
            }
            QVERIFY(std::fabs(yLower[row] - (2 * inputs[row] - 0.5)) < 1e-12);
            QVERIFY(std::fabs(yUpper[row] - (2 * inputs[row] + 0.5)) < 1e-12);
        }
    }

    void writtenAndReadAgain()
    {
        const auto model = loadModel(formulas(), widths(), contract(), "/models/0");
        QVERIFY(model);
        ArrayStore arrays;
        const json saved = (*model)->save("m/", arrays);
        const auto again = loadModel(saved, arrays, contract(), "/models/0");
        QVERIFY2(again, again ? "" : again.error().message.c_str());
        ArrayStore second;
        QVERIFY((*again)->save("m/", second) == saved);
        QVERIFY(arrays["m/band1"].values == widths()["m/band1"].values);
    }

    void damagedBandsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char* pointer, const char* value, const char* code) {
            QTest::newRow((std::string(pointer) + " " + value).c_str())
                << QByteArray(pointer) << QByteArray(value) << QByteArray(code);
        };
        row("/bands", "{}", "model.member");
        row("/bands/0/output", "\"z\"", "model.output");
        row("/bands/0/output", "\"t\"", "model.array"); // three points
        row("/bands/1", R"({"output": "y", "level": 0.8, "halfWidth": "m/band0"})", "model.output"); // twice
        row("/bands/0/level", "0.9", "model.level");
        row("/bands/0/halfWidth", "\"m/none\"", "model.array");
        row("/bands", "[]", "model.confidence"); // the contract declares what is not there
        row("/outputs", "[\"y\"]", "model.output");
    }
    void damagedBandsAreRefused()
    {
        QFETCH(QByteArray, pointer);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, code);
        json damaged = formulas();
        damaged[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
        const auto model = loadModel(damaged, widths(), contract(), "/models/0");
        QVERIFY(!model);
        QCOMPARE(QByteArray::fromStdString(model.error().code), code);
    }
    void aWidthBelowZeroIsRefused()
    {
        ArrayStore arrays = widths();
        arrays["m/band0"].values[0] = -1;
        const auto model = loadModel(formulas(), arrays, contract(), "/models/0");
        QVERIFY(!model && model.error().code == "model.number");
    }

    /// Two constants with uncertainties, and a measured band: all squares add.
    void uncertaintiesOfConstantsAdd()
    {
        json model = formulas();
        model["define"] = {{"a", "2"}, {"b", {{"expression", "5 m"}, {"unit", "m"}}}};
        model["expressions"]["y"] = "a * x + b / 1 m";
        model["uncertainty"] = {{"a", "0.1"}, {"b", "20 cm"}};
        const auto made = loadModel(model, widths(), contract(), "/models/0");
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const double x = 3;
        double t[3], y = 0, lower = 0, upper = 0;
        const OutputSlice slices[] = {{t, nullptr, nullptr}, {&y, &lower, &upper}};
        QVERIFY((*made)->instantiate()->evaluate(&x, 1, slices));
        // 1.2815516: 80 % of a normal distribution lie within so many standard deviations
        const double half = std::sqrt(0.5 * 0.5 + 1.2815516 * 1.2815516 * (0.3 * 0.3 + 0.2 * 0.2));
        QVERIFY(std::fabs(y - 11) < 1e-12);
        QVERIFY(std::fabs(upper - y - half) < 1e-6);
        QVERIFY(std::fabs(y - lower - half) < 1e-6);
        ArrayStore arrays;
        QVERIFY((*made)->save("m/", arrays)["uncertainty"] == model["uncertainty"]);
    }

    void uncertaintiesThatMeanNothingAreRefused()
    {
        json model = formulas();
        model["define"] = {{"a", "2"}};
        model["expressions"]["y"] = "a * x";
        for (const char* text : {"0.1) + (3", "1 m", "1 > 0", ""}) {
            model["uncertainty"] = {{"a", text}};
            const auto made = loadModel(model, widths(), contract(), "/models/0");
            QVERIFY2(!made && made.error().location == "/models/0/uncertainty/a", text);
        }
        model["uncertainty"] = {{"a", "0 / 0"}};
        const auto made = loadModel(model, widths(), contract(), "/models/0");
        QVERIFY(made);
        const double x = 3;
        double t[3], y = 0, upper = 0;
        const OutputSlice slices[] = {{t, nullptr, nullptr}, {&y, nullptr, &upper}};
        const Status answered = (*made)->instantiate()->evaluate(&x, 1, slices);
        QVERIFY(!answered && answered.error().code == "model.not-finite");
    }

    void normalFactors()
    {
        for (const auto& [level, factor] : {std::pair(0.5, 0.67448975), std::pair(0.9, 1.64485363),
                                            std::pair(0.95, 1.95996398), std::pair(0.99, 2.57582930)})
            QVERIFY(std::fabs(normalFactor(level) - factor) < 1e-8);
    }
};

QTEST_APPLESS_MAIN(TestBandedModel)
#include "tst_banded_model.moc"
