// SPDX-License-Identifier: GPL-3.0-or-later
// The trained twin of the template Eastfield, asked through the command line: the acceptance walkthrough's
// table and the reference formulas decide, within the bounds that the package declares.
#include "cli/station_twin.h"
#include "cli/xdt_program.h"

#include <QTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

class TestEastfield : public QObject
{
    Q_OBJECT

    static json answer(const StationPoint& point)
    {
        const XdtOutcome outcome = xdt(
            {"eval", TWINWRIGHT_EASTFIELD, "--json", "--set", QString("q_in=%1").arg(point.flow, 0, 'g', 12),
             QString("t_amb=%1").arg(point.ambient, 0, 'g', 12), QString("age=%1").arg(point.age, 0, 'g', 12),
             QString("n=%1").arg(point.pumps)});
        return outcome.exit == 0 ? outcome.json() : json{{"err", outcome.err.toStdString()}};
    }

    static void verifyVerdict(const json& got, const QByteArray& zone, const QByteArray& verdict)
    {
        const std::string all = got.dump();
        QVERIFY2(got.value("zone", "") == zone.toStdString() &&
                     got.value("verdict", "") == verdict.toStdString(),
                 all.substr(0, 2000).c_str());
        const bool shown = verdict == "Pass" || verdict == "Warn";
        for (const char* name : {"p_fail", "t_bearing"}) {
            for (const char* part : {"values", "lower", "upper"}) {
                const json& numbers = got["outputs"][name][part];
                QCOMPARE(numbers.size(), std::size_t(97));
                for (const json& number : numbers)
                    QCOMPARE(number.is_number(), shown);
            }
        }
    }

    static void verifyNumbers(const json& got, const StationPoint& point)
    {
        const StationDay day = stationDay(point);
        const json& fail = got["outputs"]["p_fail"]["values"];
        const double atEnd = day.fail[96];
        QVERIFY(std::fabs(fail[96].get<double>() - atEnd) <= std::max(0.0003, 0.1 * atEnd));
        for (std::size_t k = 0; k < 97; ++k)
            QVERIFY(std::fabs(got["outputs"]["t_bearing"]["values"][k].get<double>() - day.bearing[k]) <=
                    1.0);
        for (std::size_t k = 1; k < 97; ++k)
            QVERIFY(fail[k].get<double>() >= fail[k - 1].get<double>());
    }

  private slots:
    void theWalkthroughsCases_data()
    {
        QTest::addColumn<double>("flow");
        QTest::addColumn<double>("ambient");
        QTest::addColumn<double>("pumps");
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("verdict");
        QTest::addColumn<double>("p24");
        QTest::addColumn<double>("hottest");
        const auto row = [](const char* name, double flow, double ambient, double pumps, const char* zone,
                            const char* verdict, double p24, double hottest) {
            QTest::newRow(name) << flow << ambient << pumps << QByteArray(zone) << QByteArray(verdict) << p24
                                << hottest;
        };
        row("K1 yesterday", 1100, 18, 3, "validated", "Pass", 0.000747, 52.60);
        row("K2 forecast", 1300, 33, 3, "validated", "Pass", 0.002891, 71.92);
        row("K3 milder", 1200, 33, 3, "validated", "Pass", 0.002093, 69.64);
        row("K4 two pumps", 1300, 33, 2, "impossible", "Block", 0, 0);
        row("K5 coupled corner", 1600, 36, 3, "impossible", "Block", 0, 0);
        row("K6 empty corner", 1520, 36, 3, "sparse", "Warn", 0, 0);
        row("K7 too warm", 1300, 42, 3, "unvalidated", "Withhold", 0, 0);
    }
    void theWalkthroughsCases()
    {
        QFETCH(double, flow);
        QFETCH(double, ambient);
        QFETCH(double, pumps);
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, verdict);
        QFETCH(double, p24);
        QFETCH(double, hottest);
        const json got = answer({flow, ambient, 4800, pumps});
        verifyVerdict(got, zone, verdict);
        if (p24 == 0)
            return;
        const json& outputs = got["outputs"];
        QVERIFY(std::fabs(outputs["p_fail"]["values"][96].get<double>() - p24) <=
                std::max(0.0003, 0.1 * p24));
        double most = 0;
        for (const json& number : outputs["t_bearing"]["values"])
            most = std::max(most, number.get<double>());
        QVERIFY(std::fabs(most - hottest) <= 1.0);
    }

    void otherPointsOfTheInputSpace()
    {
        int shown = 0, blocked = 0;
        const std::vector<StationPoint> points = stationRuns(40);
        for (StationPoint point : points) {
            point.flow = std::round(point.flow);
            point.ambient = std::round(point.ambient);
            point.age = std::round(point.age);
            const json got = answer(point);
            if (stationPeak(point) > 700) {
                verifyVerdict(got, "impossible", "Block");
                ++blocked;
            } else if (got["zone"] == "validated") {
                verifyVerdict(got, "validated", "Pass");
                verifyNumbers(got, point);
                ++shown;
            } else {
                // Between the runs of a finite design the domain check may find none near.
                verifyVerdict(got, "sparse", "Warn");
            }
        }
        QVERIFY2(blocked > 2 && shown > int(points.size()) - blocked - 8,
                 qPrintable(QString("%1 shown").arg(shown)));
        for (const StationPoint& point : {StationPoint{1530, 35, 1000, 3}, {1550, 37, 3000, 3}})
            verifyVerdict(answer(point), "sparse", "Warn");
        for (const StationPoint& point :
             {StationPoint{399, 20, 1000, 3}, {1000, -1, 3000, 3}, {500, 20, 10, 1}})
            verifyVerdict(answer(point), "unvalidated", "Withhold");
    }
};

QTEST_GUILESS_MAIN(TestEastfield)
#include "tst_eastfield.moc"
