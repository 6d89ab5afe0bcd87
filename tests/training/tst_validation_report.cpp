// SPDX-License-Identifier: GPL-3.0-or-later
// What the report says of runs whose weak spot is known.

#include "report/report_data.h"
#include "training/training.h"

#include <QtTest>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

using namespace twin;
using nlohmann::json;

namespace {

/// loss = 3 + 2 speed + load², but for a saw of height `saw` where speed is above 7.
Table runsOf(int count, double saw)
{
    std::string text = "speed,load,loss\n";
    for (int run = 0; run < count; ++run) {
        const double speed = 10 * (run + 0.5) / count, load = 5 * std::fmod(run * 0.618034, 1);
        text += fmt::format("{},{},{}\n", speed, load,
                            3 + 2 * speed + load * load + (speed > 7 ? saw * (run % 2 == 0 ? 1 : -1) : 0));
    }
    return *parseTable(text, "loss.csv");
}

json specOf()
{
    return json::parse(R"json({
        "contract": {
            "formatVersion": 1, "id": "loss", "version": "1.0.0", "title": "Loss",
            "inputs": [
                {"name": "speed", "label": "Speed", "unit": "km/h", "physical": [-1, 11], "validated": [0, 10],
                 "start": 5},
                {"name": "load", "label": "Load", "unit": "1", "physical": [-1, 6], "validated": [0, 5], "start": 2}],
            "outputs": [{"name": "loss", "label": "Loss", "unit": "kW", "nominal": 50,
                         "confidence": {"kind": "interval", "level": 0.9}}],
            "provenance": {"created": "2026-01-15"}},
        "models": [{"kind": "polynomial", "degree": 2, "outputs": ["loss"]}],
        "conformance": 3
    })json");
}

bool hasFinding(const json& report, const std::string& kind, const std::string& words)
{
    return std::any_of(report["findings"].begin(), report["findings"].end(), [&](const json& finding) {
        return finding["kind"] == kind &&
               finding["words"].get<std::string>().find(words) != std::string::npos;
    });
}

} // namespace

class ValidationReportTest : public QObject
{
    Q_OBJECT

  private slots:
    void theWeakRegionIsNamed()
    {
        const auto package = train(runsOf(90, 5), specOf());
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        const json& report = package->report;
        QVERIFY2(hasFinding(report, "weak-region", "speed from 6.72 km/h up"),
                 report["findings"].dump().c_str());
        QVERIFY(!hasFinding(report, "weak-region", "speed below"));
        // The runs' own figures: 27 of 90 runs are off by about 5, of the last 30 all but three.
        for (const json& region : report["outputs"]["loss"]["byRegion"]) {
            QVERIFY(std::abs(region["runs"].get<int>() - 30) <= 1); // borders are rounded
            QCOMPARE(region["weak"].get<bool>(), region["words"] == "speed from 6.72 km/h up");
        }
    }

    void aSmoothFunctionHasNoWeakRegion()
    {
        const auto package = train(runsOf(90, 0), specOf());
        QVERIFY(package);
        QVERIFY2(!hasFinding(package->report, "poor-fit", ""), package->report["findings"].dump().c_str());
    }

    void influencesAreThoseOfTheFormula_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("from coefficients") << "polynomial-chaos";
        QTest::newRow("from evaluations") << "gaussian-process";
    }
    void influencesAreThoseOfTheFormula()
    {
        // V(2 speed) = 400/12, V(load²) = 625 (1/5 - 1/9); no interaction. The runs span less than the
        // ranges.
        QFETCH(QString, kind);
        json spec = specOf();
        spec["models"] = {{{"kind", kind.toStdString()}, {"outputs", {"loss"}}}};
        const auto package = train(runsOf(90, 0), spec);
        QVERIFY(package);
        const double speed = 400.0 / 12, load = 625 * (1.0 / 5 - 1.0 / 9), all = speed + load;
        const json& found = package->report["outputs"]["loss"]["sensitivity"];
        const bool isExact = kind == "polynomial-chaos";
        QCOMPARE(package->report["outputs"]["loss"]["sensitivityIsExact"], json(isExact));
        const std::string words = package->report["sensitivity"]["words"];
        QVERIFY2((words.find("Exact") == 0) == isExact, words.c_str());
        for (const auto& [name, share] : {std::pair("speed", speed / all), std::pair("load", load / all)})
            for (const char* part : {"first", "total"}) {
                const double error = found[name][std::string(part) + "Error"];
                QVERIFY2(std::fabs(found[name][part].get<double>() - share) < 4 * error + 1e-4,
                         found.dump().c_str());
                QVERIFY(isExact ? error == 0 : error < 0.01);
            }
    }

    void runsAreCountedCellByCell()
    {
        const auto package = train(runsOf(90, 0), specOf());
        QVERIFY(package);
        const json& map = package->report["maps"][0];
        QCOMPARE(map["inputs"], json({"speed", "load"}));
        std::size_t sum = 0;
        for (const json& line : map["runs"])
            for (const json& cell : line)
                sum += cell.get<std::size_t>();
        QCOMPARE(sum, std::size_t(90));
    }

    void aRegionCanBeHeldOut()
    {
        json spec = specOf();
        spec["validation"]["heldOut"]["region"] = {{"speed", {7, 10}}, {"load", {0, 5}}};
        const auto package = train(runsOf(90, 0), spec);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->report["split"]["method"], json("held-out-region"));
        QCOMPARE(package->report["split"]["runs"], json(27));
        QCOMPARE(package->report["split"]["trainingRuns"], json(63));
        const std::string words = package->report["split"]["words"];
        QVERIFY2(words.find("with load 0.000 to 5.000 and speed 7.00 km/h to 10.00 km/h") !=
                         std::string::npos ||
                     words.find("speed 7.0") != std::string::npos,
                 words.c_str());
        for (const json& run : package->report["outputs"]["loss"]["worstRuns"])
            QVERIFY(run["inputs"]["speed"].get<double>() >= 7);
    }

    void heldOutRegionsAreChecked_data()
    {
        QTest::addColumn<QByteArray>("region");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("no input") << QByteArray(R"({"colour": [0, 1]})") << QByteArray("spec.invalid");
        QTest::newRow("no interval") << QByteArray(R"({"speed": 3})") << QByteArray("spec.invalid");
        QTest::newRow("reversed") << QByteArray(R"({"speed": [9, 7]})") << QByteArray("spec.invalid");
        QTest::newRow("nothing") << QByteArray("{}") << QByteArray("spec.invalid");
        QTest::newRow("no run") << QByteArray(R"({"speed": [20, 30]})") << QByteArray("train.split");
        QTest::newRow("every run") << QByteArray(R"({"speed": [0, 10]})") << QByteArray("train.split");
    }
    void heldOutRegionsAreChecked()
    {
        QFETCH(QByteArray, region);
        QFETCH(QByteArray, code);
        json spec = specOf();
        spec["validation"]["heldOut"]["region"] = json::parse(region.toStdString());
        const auto package = train(runsOf(90, 0), spec);
        QVERIFY(!package);
        QCOMPARE(QByteArray::fromStdString(package.error().code), code);
        spec["validation"]["heldOut"] = {{"region", {{"speed", {7, 10}}}}, {"column", "speed"}};
        QCOMPARE(train(runsOf(90, 0), spec).error().code, std::string("spec.invalid"));
    }

    void everyRunCanBeLeftOutInTurn_data()
    {
        QTest::addColumn<QByteArray>("validation");
        QTest::newRow("method") << QByteArray(R"({"method": "leave-one-out"})");
        QTest::newRow("folds") << QByteArray(R"({"folds": "leave-one-out"})");
    }
    void everyRunCanBeLeftOutInTurn()
    {
        QFETCH(QByteArray, validation);
        json spec = specOf();
        spec["validation"] = json::parse(validation.toStdString());
        const auto package = train(runsOf(40, 1), spec);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->report["split"]["method"], json("leave-one-out"));
        QCOMPARE(package->report["split"]["words"], json("each of 40 runs left out in turn"));
        spec["validation"] = {{"method", "leave-one-out"}, {"folds", 5}};
        QCOMPARE(train(runsOf(40, 1), spec).error().code, std::string("spec.invalid"));
    }

    void theReportIsReadBack()
    {
        const auto package = train(runsOf(60, 1), specOf());
        QVERIFY(package);
        const auto data = readReport(package->report, package->contract);
        QVERIFY2(data, data ? "" : format(data.error()).c_str());
        QCOMPARE(data->outputs.at(0).influences.size(), std::size_t(2));
        QVERIFY(!data->maps.empty() && !data->distances.empty() && data->outputs[0].p90 > 0);
        const auto again = train(runsOf(60, 1), specOf());
        QVERIFY(again && again->report == package->report);
    }
};

QTEST_APPLESS_MAIN(ValidationReportTest)
#include "tst_validation_report.moc"
