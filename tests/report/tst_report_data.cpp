// SPDX-License-Identifier: GPL-3.0-or-later
// Reports come from outside: whatever is wrong with one is said, with its place.

#include "report/report_data.h"
#include "report/report_summary.h"
#include "report/sample_report.h"

#include <QtTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

class ReportDataTest : public QObject
{
    Q_OBJECT

  private slots:
    void everyPartIsRead()
    {
        const auto data = readReport(sampleReport("x"), sampleContract("x"));
        QVERIFY2(data, data ? "" : format(data.error()).c_str());
        QCOMPARE(data->outputs.size(), std::size_t(3));
        const ReportData::Output& field = data->outputs[2];
        QCOMPARE(field.worst.at(0).place, (std::vector<double>{1, 2}));
        QCOMPARE(field.overAxes.at(0).rmse[2][1], 0.6);
        QCOMPARE(field.overAxes.at(0).worst[0][1], 2.0);
        const ReportData::Output& series = data->outputs[0];
        QCOMPARE(series.name, std::string("s"));
        QCOMPARE(series.p90, 0.9);
        QCOMPARE(series.worst.at(0).at, 1.0);
        QCOMPARE(series.typical.at(0).upper.size(), std::size_t(3));
        QVERIFY(series.regions.at(0).isWeak);
        QCOMPARE(series.influences.at(1).total, 0.5);
        QVERIFY(std::isnan(data->maps.at(0).rmse.at("s")[1][0]));
        QVERIFY(data->isLimitLowered);
        QCOMPARE(data->bounds.at(0).at, 1.0);
    }

    void anEarlierReportLacksParts()
    {
        const json earlier = {{"outputs",
                               {{"s",
                                 {{"r2", 0.9},
                                  {"rmse", 1},
                                  {"maxAbs", 3},
                                  {"coverage", 0.9},
                                  {"level", 0.9},
                                  {"worstRuns", {{{"run", "7"}, {"error", 3}, {"time", 2}}}}}}}},
                              {"split", {{"method", "cross-validation"}, {"words", "10-fold"}}}};
        const auto data = readReport(earlier, sampleContract("x"));
        QVERIFY2(data, data ? "" : format(data.error()).c_str());
        QCOMPARE(data->outputs.size(), std::size_t(1));
        QCOMPARE(data->outputs[0].worst.at(0).at, 2.0);
        QVERIFY(std::isnan(data->outputs[0].p50));
        QVERIFY(!summarise(*data, sampleContract("x")).trust.empty());
    }

    void noReportIsSaid()
    {
        for (const json& none : {json(), json::object()}) {
            const auto data = readReport(none, sampleContract("x"));
            QVERIFY(!data);
            QCOMPARE(data.error().code, std::string("report.missing"));
        }
    }

    void whatIsWrongIsSaidWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("place");
        QTest::addColumn<QByteArray>("value");
        const auto row = [](const char* place, const char* value) {
            QTest::newRow(place) << QByteArray(place) << QByteArray(value);
        };
        row("/split", "[]");
        row("/split/words", "7");
        row("/outputs", "\"none\"");
        row("/outputs/s", "[1]");
        row("/outputs/s/r2", "\"good\"");
        row("/outputs/s/parity/1", "[1, 2, 3]");
        row("/outputs/s/parity/1/0", "{}");
        row("/outputs/s/rmseAlongAxis", "[1]");
        row("/outputs/s/curves/worst", "[]");
        row("/outputs/s/curves/worst/lower", "[1]");
        row("/outputs/s/worstRuns/0", "\"7\"");
        row("/outputs/s/byRegion/0/weak", "1");
        row("/outputs/s/sensitivity/a/total", "[]");
        row("/outputs/s/sensitivityIsExact", "\"yes\"");
        row("/outputs/f/worstRuns/0/place", "[1]");
        row("/outputs/f/overAxes", "[]");
        row("/outputs/f/overAxes/edges", "[[0, 0], [1, 2]]");
        row("/outputs/f/overAxes/rmse", "[[1, 2], [3, 4]]");
        row("/outputs/f/overAxes/coverage/1", "[1]");
        row("/outputs/f/overAxes/worst/maxAbs/0/0", "\"much\"");
        row("/findings/0", "null");
        row("/maps/0/inputs", "[\"a\", \"z\"]");
        row("/maps/0/edges", "[[0, 0], [1, 2]]");
        row("/maps/0/runs", "[[1, 2], [3, 4]]");
        row("/maps/0/rmse/s", "[[1]]");
        row("/bounds/0/kept", "\"yes\"");
        row("/domain/emptyRegions", "{}");
        row("/domain/distances/groups/0", "[]");
        row("/models", "{}");
        row("/data/rows", "true");
        row("/data/findings/0", "3");
    }
    void whatIsWrongIsSaidWithItsPlace()
    {
        QFETCH(QByteArray, place);
        QFETCH(QByteArray, value);
        json report = sampleReport("x");
        report[json::json_pointer(place.toStdString())] = json::parse(value.toStdString());
        const auto data = readReport(report, sampleContract("x"));
        QVERIFY(!data);
        QCOMPARE(data.error().code, std::string("report.invalid"));
        // the place itself, or the object that it makes inconsistent
        const std::string wanted = "/report" + place.toStdString();
        QVERIFY2(wanted.starts_with(data.error().location) && data.error().location.size() > 8,
                 data.error().location.c_str());
        QVERIFY(!data.error().remedy.empty());
    }

    void hugeTextsAreRefused()
    {
        json report = sampleReport("x");
        report["split"]["words"] = std::string(100000, 'x');
        const auto data = readReport(report, sampleContract("x"));
        QVERIFY(!data);
        QCOMPARE(data.error().code, std::string("report.invalid"));
    }
};

QTEST_APPLESS_MAIN(ReportDataTest)
#include "tst_report_data.moc"
