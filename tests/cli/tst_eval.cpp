// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/station_twin.h"
#include "cli/xdt_program.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

namespace {

QStringList settings(const StationPoint& point)
{
    return {"--set", QString("q_in=%1").arg(point.flow, 0, 'g', 12),
            QString("t_amb=%1").arg(point.ambient, 0, 'g', 12), QString("age=%1").arg(point.age, 0, 'g', 12),
            QString("n=%1").arg(point.pumps)};
}

bool allNull(const json& numbers)
{
    return std::all_of(numbers.begin(), numbers.end(), [](const json& number) { return number.is_null(); });
}

} // namespace

class TestEval : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::vector<StationPoint> m_runs = stationRuns(640);

    QString file(const char* name) const { return m_folder.filePath(name); }
    json answer(const StationPoint& point) const
    {
        const XdtOutcome outcome = xdt(QStringList{"eval", file("p.xdt"), "--json"} + settings(point));
        return outcome.exit == 0 ? outcome.json()
                                 : json{{"exit", outcome.exit}, {"err", outcome.err.toStdString()}};
    }
    void verifyPoint(const StationPoint& point, const char* zone, const char* verdict) const
    {
        const json got = answer(point);
        const std::string all = got.dump();
        QVERIFY2(got.value("zone", "") == zone && got.value("verdict", "") == verdict, all.c_str());
        const bool shown = std::string_view(verdict) == "Pass" || std::string_view(verdict) == "Warn";
        const json& outputs = got["outputs"];
        for (const char* name : {"p_fail", "t_bearing"}) {
            QCOMPARE(outputs[name]["values"].size(), std::size_t(97));
            QCOMPARE(allNull(outputs[name]["values"]), !shown);
            QVERIFY(outputs[name]["lower"].size() == 97 && allNull(outputs[name]["lower"]));
        }
        if (!shown)
            return;
        const StationDay day = stationDay(point);
        for (std::size_t k = 0; k < 97; ++k) {
            QVERIFY(std::fabs(outputs["p_fail"]["values"][k].get<double>() - day.fail[k]) < 1e-12);
            QVERIFY(std::fabs(outputs["t_bearing"]["values"][k].get<double>() - day.bearing[k]) < 1e-9);
        }
    }

  private slots:
    void initTestCase()
    {
        writeText(file("runs.csv"), stationTable(m_runs));
        writeText(file("spec.json"), stationSpec().dump());
        const XdtOutcome trained =
            xdt({"train", file("runs.csv"), "--spec", file("spec.json"), "-o", file("p.xdt")});
        QVERIFY2(trained.exit == 0, trained.err.constData());
    }

    void theWalkthroughsCases_data()
    {
        QTest::addColumn<double>("flow");
        QTest::addColumn<double>("ambient");
        QTest::addColumn<double>("pumps");
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("verdict");
        const auto row = [](const char* name, double flow, double ambient, double pumps, const char* zone,
                            const char* verdict) {
            QTest::newRow(name) << flow << ambient << pumps << QByteArray(zone) << QByteArray(verdict);
        };
        row("K1 yesterday", 1100, 18, 3, "validated", "Pass");
        row("K2 forecast", 1300, 33, 3, "validated", "Pass");
        row("K3 milder", 1200, 33, 3, "validated", "Pass");
        row("K4 two pumps", 1300, 33, 2, "impossible", "Block");
        row("K5 coupled corner", 1600, 36, 3, "impossible", "Block");
        row("K6 empty corner", 1520, 36, 3, "sparse", "Warn");
        row("K7 too warm", 1300, 42, 3, "unvalidated", "Withhold");
        row("beyond what can exist", 2500, 18, 3, "impossible", "Block");
        row("G3 outweighs the range", 1300, 42, 2, "impossible", "Block");
    }
    void theWalkthroughsCases()
    {
        QFETCH(double, flow);
        QFETCH(double, ambient);
        QFETCH(double, pumps);
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, verdict);
        verifyPoint({flow, ambient, 4800, pumps}, zone, verdict);
    }

    /// A table of plant data has the plant's names, as the runs had.
    void columnsMayBeCalledAsInTheRuns()
    {
        json spec = stationSpec();
        QByteArray table = QByteArray::fromStdString(stationTable(stationRuns(60)));
        table.replace("q_in", "Inflow [m3/h]");
        spec["columns"]["q_in"] = "Inflow [m3/h]";
        writeText(file("plant.csv"), table.toStdString());
        writeText(file("plant.json"), spec.dump());
        const XdtOutcome trained =
            xdt({"train", file("plant.csv"), "--spec", file("plant.json"), "-o", file("plant.xdt")});
        QVERIFY2(trained.exit == 0, trained.err);
        writeText(file("day.csv"), "Inflow [m3/h],t_amb,age,n,time\n1100,18,4800,3,0\n");
        writeText(file("own.csv"), "q_in,t_amb,age,n,time\n1100,18,4800,3,0\n");
        const XdtOutcome plant = xdt({"eval", file("plant.xdt"), "--csv", file("day.csv")});
        QVERIFY2(plant.exit == 0, plant.err);
        QCOMPARE(plant.out, xdt({"eval", file("plant.xdt"), "--csv", file("own.csv")}).out);
    }

    void otherPointsOfTheInputSpace()
    {
        // Beside a run the twin is validated, unless G3 forbids the run itself; in the corner without runs it
        // is sparse.
        for (std::size_t i = 0; i < m_runs.size(); i += 16) {
            StationPoint point = m_runs[i];
            point.flow = std::round(point.flow);
            point.age = std::round(point.age);
            const bool blocked = stationPeak(point) > 700;
            verifyPoint(point, blocked ? "impossible" : "validated", blocked ? "Block" : "Pass");
        }
        for (const StationPoint& point :
             {StationPoint{1530, 35, 1000, 3}, {1550, 37.5, 3000, 3}, {1510, 38, 5900, 3}})
            verifyPoint(point, "sparse", "Warn");
        for (const StationPoint& point :
             {StationPoint{399, 20, 1000, 3}, {1000, -1, 3000, 3}, {1000, 20, 6001, 2}, {500, 20, 10, 1}})
            verifyPoint(point, "unvalidated", "Withhold");
    }

    void aBlockedPointNamesWhatPasses()
    {
        const json got = answer({1300, 33, 4800, 2});
        const auto rule = std::find_if(got["verdicts"].begin(), got["verdicts"].end(),
                                       [](const json& verdict) { return verdict["rule"] == "G3"; });
        QVERIFY(rule != got["verdicts"].end());
        QCOMPARE((*rule)["verdict"].get<std::string>(), std::string("Block"));
        // Three pumps, or 700 * 2 / 1.3464 = 1039.8 m3/h on two, rounded inwards.
        QCOMPARE((*rule)["nearest"]["n"].get<double>(), 3.0);
        const double flow = (*rule)["nearest"]["q_in"].get<double>();
        QVERIFY(flow <= 1039.8 && flow >= 1030);
        verifyPoint({flow, 33, 4800, 2}, "validated", "Pass");
    }

    void jsonHasTheShape()
    {
        const json got = answer({1100, 18, 4800, 3});
        QStringList keys;
        for (const auto& item : got.items())
            keys << QString::fromStdString(item.key());
        QCOMPARE(keys, QStringList({"axis", "closestRun", "outputs", "verdict", "verdicts", "zone"}));
        QCOMPARE(got["axis"]["name"].get<std::string>(), std::string("time"));
        QCOMPARE(got["axis"]["unit"].get<std::string>(), std::string("h"));
        QCOMPARE(got["axis"]["values"].back().get<double>(), 24.0);
        QCOMPARE(got["outputs"]["t_bearing"]["unit"].get<std::string>(), std::string("Cel"));
        QCOMPARE(got["verdicts"][0]["rule"].get<std::string>(), std::string("G3"));
        QVERIFY(got["verdicts"][0]["nearest"].is_object());
    }

    void valuesMayCarryUnits()
    {
        const json plain = xdt({"eval", file("p.xdt"), "--json", "--set", "q_in=1296"}).json();
        const json litres = xdt({"eval", file("p.xdt"), "--json", "--set", "q_in=360 l/s"}).json();
        for (std::size_t k = 0; k < 97; ++k)
            QVERIFY(std::fabs(plain["outputs"]["t_bearing"]["values"][k].get<double>() -
                              litres["outputs"]["t_bearing"]["values"][k].get<double>()) < 1e-9);
    }

    void textSaysWhatWasTakenAndWhy()
    {
        const XdtOutcome pass = xdt({"eval", file("p.xdt"), "--set", "q_in=1300"});
        QCOMPARE(pass.exit, 0);
        QCOMPARE(pass.out.count("start value"), 3);
        QVERIFY(pass.out.contains("validated") && pass.out.contains("p_fail") && pass.out.contains("°C"));
        const XdtOutcome withheld = xdt({"eval", file("p.xdt"), "--set", "t_amb=42"});
        QCOMPARE(withheld.exit, 0);
        QVERIFY(withheld.out.contains("38") && withheld.out.contains("Withhold"));
        QVERIFY(!withheld.out.contains("over time 0"));
    }

    void tablesAreAnsweredRowByRow()
    {
        writeText(file("in.csv"), "case,q_in,t_amb,age,n\nK1,1100,18,4800,3\nK4,1300,33,4800,2\nK6,1520,36,"
                                  "4800,3\nK7,1300,42,4800,3\n");
        const XdtOutcome outcome =
            xdt({"eval", file("p.xdt"), "--csv", file("in.csv"), "-o", file("out.csv")});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QList<QByteArray> lines = readBytes(file("out.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), 1 + 4 * 97);
        QCOMPARE(lines[0], QByteArray("case,q_in,t_amb,age,n,time,zone,verdict,reason,p_fail,t_bearing"));
        QVERIFY(lines[1].startsWith("K1,1100,18,4800,3,0,validated,Pass,,0,"));
        QVERIFY(lines[1 + 97].startsWith("K4,1300,33,4800,2,0,impossible,Block,"));
        QVERIFY(lines[1 + 97].endsWith(",,"));
        QVERIFY(lines[1 + 2 * 97].contains(",sparse,Warn,"));
        QVERIFY(lines[1 + 3 * 97].contains(",unvalidated,Withhold,") && lines[1 + 3 * 97].endsWith(",,"));
        const StationDay day = stationDay({1100, 18, 4800, 3});
        for (int k = 0; k < 97; ++k)
            QVERIFY(std::fabs(lines[1 + k].split(',').last().toDouble() - day.bearing[std::size_t(k)]) <
                    1e-9);
    }

    void tablesWithATimeAreAnsweredAtThatTime()
    {
        writeText(file("times.csv"), "q_in,time\n1100,12\n1300,24\n");
        const XdtOutcome outcome =
            xdt({"eval", file("p.xdt"), "--csv", file("times.csv"), "--set", "t_amb=33", "age=4800", "n=3"});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const QList<QByteArray> lines = outcome.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY(std::fabs(lines[2].split(',')[9].toDouble() - 0.002891) < 0.5e-6);
    }

    void refusesWhatItCannotRead_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("unknown input") << QStringList{"--set", "q_inn=3"} << 2 << QByteArray("input.unknown");
        QTest::newRow("an output") << QStringList{"--set", "p_fail=3"} << 2 << QByteArray("input.unknown");
        QTest::newRow("set twice") << QStringList{"--set", "n=3", "--set", "n=2"} << 1
                                   << QByteArray("usage.set-twice");
        QTest::newRow("no value") << QStringList{"--set", "n"} << 1 << QByteArray("usage.set");
        QTest::newRow("not a number") << QStringList{"--set", "q_in=lots"} << 2 << QByteArray("input.number");
        QTest::newRow("wrong unit") << QStringList{"--set", "q_in=3 kW"} << 2 << QByteArray("input.unit");
        QTest::newRow("not whole") << QStringList{"--set", "n=2.5"} << 2 << QByteArray("input.integer");
        QTest::newRow("unknown option") << QStringList{"--sett", "n=3"} << 1 << QByteArray("usage.arguments");
        QTest::newRow("no such table")
            << QStringList{"--csv", "nowhere.csv"} << 1 << QByteArray("usage.arguments");
    }
    void refusesWhatItCannotRead()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exit);
        QFETCH(QByteArray, code);
        const XdtOutcome outcome = xdt(QStringList{"eval", file("p.xdt"), "--json"} + arguments);
        QCOMPARE(outcome.exit, exit);
        QCOMPARE(outcome.code(), code);
        QVERIFY(outcome.err.startsWith("xdt: error"));
    }

    void unknownNamesGetTheNearest()
    {
        QVERIFY(xdt({"eval", file("p.xdt"), "--set", "q_inn=3"}).err.contains("q_in\""));
    }

    void badTablesAreRefusedWithThePlace_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("column missing")
            << QByteArray("q_in,t_amb,age\n1,2,3\n") << QByteArray("[rows.column-missing]");
        QTest::newRow("text") << QByteArray("q_in,t_amb,age,n\n1100,18,4800,3\n1100,warm,4800,3\n")
                              << QByteArray("in.csv:3:2");
        QTest::newRow("same column twice")
            << QByteArray("q_in,q_in,t_amb,age,n\n1,1,2,3,3\n") << QByteArray("[table.duplicate-column]");
        QTest::newRow("half a pump") << QByteArray("q_in,t_amb,age,n\n1100,18,4800,2.5\n")
                                     << QByteArray("in.csv:2:4");
        QTest::newRow("between the points")
            << QByteArray("q_in,t_amb,age,n,time\n1100,18,4800,3,0.1\n") << QByteArray("[rows.axis]");
    }
    void badTablesAreRefusedWithThePlace()
    {
        QFETCH(QByteArray, table);
        QFETCH(QByteArray, says);
        writeText(file("in.csv"), table.toStdString());
        writeText(file("out.csv"), "as it was");
        const XdtOutcome outcome =
            xdt({"eval", file("p.xdt"), "--csv", file("in.csv"), "-o", file("out.csv")});
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.err.contains(says), outcome.err.constData());
        QCOMPARE(readBytes(file("out.csv")), QByteArray("as it was"));
    }

    void aFullDiskIsAFailure()
    {
        const XdtOutcome outcome = xdt({"eval", file("p.xdt"), "--json"}, "/dev/full");
        QCOMPARE(outcome.exit, 3);
        QVERIFY(outcome.err.contains("[file.full]"));
        writeText(file("in.csv"), "q_in,t_amb,age,n\n1100,18,4800,3\n");
        QCOMPARE(xdt({"eval", file("p.xdt"), "--csv", file("in.csv"), "-o", "/dev/full"}).exit, 3);
        QCOMPARE(xdt({"eval", file("p.xdt"), "--csv", file("in.csv"), "-o", file("none/out.csv")}).exit, 3);
    }

    void validatesItsOwnRunsPerfectly()
    {
        const XdtOutcome outcome = xdt({"validate", file("p.xdt"), "--runs", file("runs.csv"), "--json"});
        QVERIFY2(outcome.exit == 0, outcome.err.constData());
        const json score = outcome.json()["outputs"]["t_bearing"];
        QVERIFY(score["r2"].get<double>() > 1 - 1e-9);
        QVERIFY(score["maxAbs"].get<double>() < 1e-5);
        QVERIFY(score["coverage"].is_null());
        QCOMPARE(score.size(), std::size_t(5));
        QVERIFY(xdt({"validate", file("p.xdt"), "--runs", file("runs.csv")}).out.contains("t_bearing"));
        // Formulas: nothing was fitted to them. Some runs lie where a rule of the contract blocks.
        QVERIFY2(outcome.err.count('[') == 1 && outcome.err.contains("106 of these 640 runs") &&
                     outcome.err.contains("[score.outside]"),
                 outcome.err.constData());
    }

    void infoTellsTheContract()
    {
        const XdtOutcome outcome = xdt({"info", file("p.xdt")});
        QCOMPARE(outcome.exit, 0);
        for (const char* word :
             {"Booster station", "1.3.0", "choosing daily inspections", "surge", "G3", "q_in", "400 to 1800"})
            QVERIFY2(outcome.out.contains(word), word);
        QCOMPARE(xdt({"info", file("p.xdt"), "--json"}).json()["contract"]["id"].get<std::string>(),
                 std::string("station"));
    }

    void brokenPackagesAreRefused()
    {
        const QByteArray whole = readBytes(file("p.xdt"));
        writeText(file("half.xdt"), whole.left(whole.size() / 2).toStdString());
        writeText(file("text.xdt"), "no package");
        for (const char* name : {"half.xdt", "text.xdt", "nowhere.xdt"}) {
            const XdtOutcome outcome = xdt({"eval", file(name), "--json"});
            QCOMPARE(outcome.exit, 2);
            QVERIFY2(outcome.code().startsWith("package.") || outcome.code() == "file.open",
                     outcome.code().constData());
        }
    }

    // A contour has the numbers of its points one by one; what is withheld there is withheld here.
    void gridIsItsPoints()
    {
        const XdtOutcome grid = xdt({"eval", file("p.xdt"), "--grid", "q_in=700:1700:5", "--grid",
                                     "t_amb=10:42:3", "--set", "n=3", "age=4800"});
        QVERIFY2(grid.exit == 0, grid.err.constData());
        const QList<QByteArray> lines = grid.out.trimmed().split('\n');
        QCOMPARE(lines.size(), qsizetype(1 + 5 * 3 * 97));
        QVERIFY(!lines.front().contains("_lower"));
        QByteArray text = "q_in,t_amb\n";
        for (const double flow : {700, 950, 1200, 1450, 1700})
            for (const double ambient : {10, 26, 42})
                text += QByteArray::number(flow) + ',' + QByteArray::number(ambient) + '\n';
        writeText(file("grid.csv"), text.toStdString());
        const XdtOutcome rows =
            xdt({"eval", file("p.xdt"), "--csv", file("grid.csv"), "--set", "n=3", "age=4800"});
        QVERIFY2(rows.exit == 0, rows.err.constData());
        const QList<QByteArray> expected = rows.out.trimmed().split('\n');
        QCOMPARE(expected.size(), lines.size());
        const QList<QByteArray> names = lines.front().split(','), others = expected.front().split(',');
        int blocked = 0;
        for (qsizetype line = 1; line < lines.size(); ++line) {
            const QList<QByteArray> fields = lines[line].split(','), want = expected[line].split(',');
            for (const char* name : {"q_in", "t_amb", "zone", "verdict", "p_fail", "t_bearing"})
                QCOMPARE(fields[names.indexOf(name)], want[others.indexOf(name)]);
            blocked += fields[names.indexOf("p_fail")].isEmpty();
        }
        QVERIFY(blocked > 0 && blocked < 5 * 3 * 97);
    }

    void gridArgumentsThatMeanNothing_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char* name, QStringList arguments, const char* code) {
            QTest::newRow(name) << arguments << QByteArray(code);
        };
        row("one", {"--grid", "q_in=1:2:3"}, "usage.arguments");
        row("a count of one", {"--grid", "q_in=1:2:1", "--grid", "t_amb=1:2:3"}, "usage.grid");
        row("nothing in between", {"--grid", "q_in=2:2:5", "--grid", "t_amb=1:2:3"}, "usage.grid");
        row("words", {"--grid", "q_in=a:b:c", "--grid", "t_amb=1:2:3"}, "usage.grid");
        row("a tail", {"--grid", "q_in=1:2:3x", "--grid", "t_amb=1:2:3"}, "usage.grid");
        row("no number", {"--grid", "q_in=nan:2:3", "--grid", "t_amb=1:2:3"}, "usage.grid");
        row("twice the same", {"--grid", "q_in=1:2:3", "--grid", "q_in=1:2:3"}, "usage.grid");
        row("unknown", {"--grid", "q_inn=1:2:3", "--grid", "t_amb=1:2:3"}, "input.unknown");
        row("a count of pumps", {"--grid", "n=1:2:3", "--grid", "t_amb=1:2:3"}, "usage.grid");
        row("set as well", {"--grid", "q_in=1:2:3", "--grid", "t_amb=1:2:3", "--set", "q_in=3"},
            "usage.set-twice");
        row("too many", {"--grid", "q_in=1:2:10000", "--grid", "t_amb=1:2:10000"}, "usage.grid");
    }
    void gridArgumentsThatMeanNothing()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, code);
        const XdtOutcome outcome = xdt(QStringList{"eval", file("p.xdt")} + arguments);
        QVERIFY(outcome.exit != 0);
        QVERIFY2(outcome.err.contains(code), outcome.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestEval)
#include "tst_eval.moc"
