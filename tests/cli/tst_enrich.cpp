// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/xdt_program.h"
#include "training/table.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <set>

using namespace twin;
using nlohmann::json;

namespace {

/// The function that adaptive designs are commonly judged by (Gramacy and Lee, Adaptive design and analysis
/// of supercomputer experiments, Technometrics 51, 2009): all that happens is in one corner.
const char* const cornerFormula = "x1 * exp(-x1^2 - x2^2)";

json specOf(const json& model)
{
    return {{"run", "run"},
            {"contract",
             {{"formatVersion", 1},
              {"id", "corner"},
              {"version", "1.0.0"},
              {"title", "Corner"},
              {"inputs",
               {{{"name", "x1"}, {"type", "real"}, {"unit", "1"}, {"start", 0}, {"validated", {-2, 6}}},
                {{"name", "x2"}, {"type", "real"}, {"unit", "1"}, {"start", 0}, {"validated", {-2, 6}}}}},
              {"outputs",
               {{{"name", "y"},
                 {"type", "real"},
                 {"unit", "1"},
                 {"confidence", {{"kind", "interval"}, {"level", 0.9}}}}}}}},
            {"models", {model}}};
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

class TestEnrich : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString file(const QString& name) const { return m_folder.filePath(name); }
    void succeed(const QStringList& arguments) const
    {
        const XdtOutcome outcome = xdt(arguments);
        QVERIFY2(outcome.exit == 0, arguments.join(' ').toUtf8() + '\n' + outcome.err);
    }
    double heldOutError() const
    {
        const json scores = xdt({"validate", file("p.xdt"), "--runs", file("truth.csv"), "--json"}).json();
        return scores["outputs"]["y"]["rmse"].get<double>();
    }
    QStringList enrichArguments(const QString& runs, int count, const QStringList& more = {}) const
    {
        return QStringList{
                   "enrich", file(runs),    "--spec", file("spec.json"),     "--models", file("formula.json"),
                   "-o",     file("p.xdt"), "--runs", QString::number(count)} +
               more;
    }

  private slots:
    void initTestCase()
    {
        writeText(
            file("formula.json"),
            specOf({{"kind", "expression"}, {"outputs", {"y"}}, {"expressions", {{"y", cornerFormula}}}})
                .dump());
        writeText(file("spec.json"), specOf({{"kind", "gaussian-process"}, {"outputs", {"y"}}}).dump());
        succeed({"sample", file("spec.json"), "--runs", "1500", "--seed", "99", "-o", file("d.csv")});
        succeed({"run", file("d.csv"), file("formula.json"), "--fresh", "-o", file("truth.csv")});
    }

    void enrichedRunsBeatSpaceFillingOnes()
    {
        std::vector<double> enriched, filled;
        for (int seed = 1; seed <= 3; ++seed) {
            const QString runs = QString("runs-%1.csv").arg(seed);
            succeed(enrichArguments(
                runs, 50, {"--start", "20", "--round", "6", "--seed", QString::number(seed), "-q"}));
            enriched.push_back(heldOutError());
            QCOMPARE(readBytes(file(runs)).count('\n'), 51);
            succeed({"sample", file("spec.json"), "--runs", "50", "--seed", QString::number(seed), "-o",
                     file("d.csv")});
            succeed({"run", file("d.csv"), file("formula.json"), "--fresh", "-o", file("filled.csv")});
            succeed({"train", file("filled.csv"), "--spec", file("spec.json"), "-o", file("p.xdt"), "-q"});
            filled.push_back(heldOutError());
        }
        QVERIFY2(median(enriched) < 0.5 * median(filled),
                 qPrintable(QString("%1 against %2").arg(median(enriched)).arg(median(filled))));
    }

    // The values of the axis are the simulator's: the spec leaves them open, and the first runs give them.
    void anOpenAxisIsThatOfTheRuns()
    {
        json spec = specOf({{"kind", "pod"}, {"outputs", {"y"}}});
        spec["contract"]["axis"] = {{"name", "time"}, {"unit", "h"}};
        spec["contract"]["outputs"][0]["series"] = true;
        json formula = spec;
        formula["models"] = {
            {{"kind", "expression"}, {"outputs", {"y"}}, {"expressions", {{"y", "(x1 + x2) * time / 1 h"}}}}};
        writeText(file("open.json"), spec.dump());
        formula["contract"]["axis"]["values"] = {0, 1, 4};
        writeText(file("curve.json"), formula.dump());
        succeed({"sample", file("open.json"), "--runs", "12", "-o", file("d.csv")});
        succeed({"run", file("d.csv"), file("curve.json"), "--fresh", "-o", file("open.csv")});
        succeed({"enrich", file("open.csv"), "--spec", file("open.json"), "--models", file("curve.json"),
                 "-o", file("open.xdt"), "--runs", "16", "-q"});
        QCOMPARE(readBytes(file("open.csv")).count('\n'), 1 + 16 * 3);
        const json contract = xdt({"info", file("open.xdt"), "--json"}).json()["contract"];
        QCOMPARE(contract["axis"]["values"], json({0, 1, 4}));
    }

    void proposalsKeepToTheConditions()
    {
        succeed({"sample", file("spec.json"), "--runs", "20", "-o", file("d.csv")});
        succeed({"run", file("d.csv"), file("formula.json"), "--fresh", "-o", file("r.csv")});
        succeed({"train", file("r.csv"), "--spec", file("spec.json"), "-o", file("p.xdt"), "-q"});
        const QStringList ask{"sample",  "--enrich",     file("p.xdt"), "--runs",           "30",
                              "--where", "x1 + x2 <= 6", "--exclude",   "x1 > 0 and x2 < 0"};
        const XdtOutcome proposed = xdt(ask);
        QVERIFY2(proposed.exit == 0, proposed.err);
        QCOMPARE(xdt(ask).out, proposed.out);
        const auto table = parseTable(proposed.out.toStdString(), "more.csv");
        QVERIFY(table);
        QCOMPARE(table->rows, std::size_t(30));
        QCOMPARE(table->find("run")->values.front(), 21.0);
        const auto existing = parseTable(readBytes(file("r.csv")).toStdString(), "r.csv");
        std::set<std::pair<double, double>> different;
        for (std::size_t i = 0; i < 30; ++i) {
            const double a = table->find("x1")->values[i], b = table->find("x2")->values[i];
            QVERIFY(a >= -2 && a <= 6 && b >= -2 && b <= 6 && a + b <= 6 && !(a > 0 && b < 0));
            QVERIFY(different.emplace(a, b).second);
            for (std::size_t k = 0; k < existing->rows; ++k)
                QVERIFY(std::hypot(a - existing->find("x1")->values[k], b - existing->find("x2")->values[k]) >
                        0.05);
        }
        // What is on its way is not proposed again, nor what is beside it.
        writeText(file("pending.csv"), proposed.out.toStdString());
        const XdtOutcome next = xdt(ask + QStringList{"--pending", file("pending.csv")});
        QVERIFY2(next.exit == 0, next.err);
        const auto more = parseTable(next.out.toStdString(), "next.csv");
        QCOMPARE(more->find("run")->values.front(), 51.0);
        for (std::size_t i = 0; i < more->rows; ++i)
            QVERIFY(!different.contains({more->find("x1")->values[i], more->find("x2")->values[i]}));
    }

    void itStopsWhenTheBoundIsKept()
    {
        json spec = specOf({{"kind", "gaussian-process"}, {"outputs", {"y"}}});
        spec["validation"]["bounds"] = {{{"output", "y"}, {"metric", "rmse"}, {"value", 0.02}}};
        writeText(file("spec.json"), spec.dump());
        succeed(enrichArguments("bound.csv", 200, {"--start", "20", "--round", "10"}));
        const auto runs = readBytes(file("bound.csv")).count('\n') - 1;
        QVERIFY2(runs > 20 && runs < 120, qPrintable(QString::number(runs)));
        spec["validation"]["bounds"][0]["value"] = 1e-9;
        writeText(file("spec.json"), spec.dump());
        QFile::remove(file("p.xdt"));
        const XdtOutcome missed = xdt(enrichArguments("missed.csv", 30, {"--start", "20", "--round", "10"}));
        QCOMPARE(missed.exit, 2);
        QVERIFY2(missed.err.contains("[train.bound]"), missed.err);
        QVERIFY(!QFile::exists(file("p.xdt")) && readBytes(file("missed.csv")).count('\n') == 31);
        writeText(file("spec.json"), specOf({{"kind", "gaussian-process"}, {"outputs", {"y"}}}).dump());
    }

    void failedRunsAreAvoidedAndAKillIsSurvived()
    {
        // Fails for x1 above 4, and once ends the program in the middle of the second round.
        const QString script = "n=$(ls " + file("seen") + " | wc -l); touch " + file("seen") +
                               "/$2; if [ $n = 27 ] && mkdir " + file("once") +
                               "; then kill -KILL $PPID; fi; awk -v a=$1 -v b=$3 'BEGIN { if (a > 4) exit 1; "
                               "print \"{\\\"y\\\": \" a*exp(-a*a-b*b) \"}\" }'";
        QVERIFY(QDir().mkdir(file("seen")));
        const QStringList arguments{"enrich",  file("killed.csv"),
                                    "--spec",  file("spec.json"),
                                    "-o",      file("p.xdt"),
                                    "--runs",  "36",
                                    "--start", "24",
                                    "--round", "6",
                                    "--jobs",  "1",
                                    "--",      "sh",
                                    "-c",      script,
                                    "sh",      "{x1}",
                                    "{run}",   "{x2}"};
        QCOMPARE(xdt(arguments).exit, -3);
        QVERIFY(QFile::exists(file("killed.csv.record")));
        const XdtOutcome again = xdt(arguments);
        QVERIFY2(again.exit == 0, again.err);
        QVERIFY(!QFile::exists(file("killed.csv.record")));
        const auto good = parseTable(readBytes(file("killed.csv")).toStdString(), "killed.csv");
        const auto bad = parseTable(readBytes(file("killed.failed.csv")).toStdString(), "failed.csv");
        QVERIFY(good && bad);
        QCOMPARE(good->rows + bad->rows, std::size_t(36));
        std::set<double> names(good->find("run")->values.begin(), good->find("run")->values.end());
        names.insert(bad->find("run")->values.begin(), bad->find("run")->values.end());
        QCOMPARE(names.size(), std::size_t(36));
        for (const double x1 : good->find("x1")->values)
            QVERIFY(x1 <= 4);
    }

    // A third of the space does not answer, and all that happens lies beside it.
    void itKeepsClearOfWhereRunsFail()
    {
        const std::string formula = std::string(cornerFormula) + " + 0 * sqrt(x1 + 0.5)";
        writeText(
            file("edge.json"),
            specOf({{"kind", "expression"}, {"outputs", {"y"}}, {"expressions", {{"y", formula}}}}).dump());
        const XdtOutcome outcome =
            xdt({"enrich", file("edge.csv"), "--spec", file("spec.json"), "--models", file("edge.json"), "-o",
                 file("p.xdt"), "--runs", "60", "--start", "20", "--round", "4", "-q"});
        QVERIFY2(outcome.exit == 0 && outcome.err.contains("[run.failed-runs]"), outcome.err);
        const auto bad = parseTable(readBytes(file("edge.failed.csv")).toStdString(), "failed.csv");
        QVERIFY(bad);
        const std::vector<double>& names = bad->find("run")->values;
        const auto later = std::count_if(names.begin(), names.end(), [](double name) { return name > 20; });
        QVERIFY2(later <= 12, qPrintable(QString::number(later)));
    }

    void proposalsKeepClearOfFailedRuns()
    {
        succeed({"sample", file("spec.json"), "--runs", "20", "-o", file("d.csv")});
        succeed({"run", file("d.csv"), file("formula.json"), "--fresh", "-o", file("r.csv")});
        succeed({"train", file("r.csv"), "--spec", file("spec.json"), "-o", file("p.xdt"), "-q"});
        // A grid of failures over the quarter where most happens.
        std::string failed = "run,x1,x2,code,reason\n";
        for (int i = 0; i < 25; ++i)
            failed += "f" + std::to_string(i) + "," + std::to_string(-2 + i % 5) + "," +
                      std::to_string(-2 + i / 5) + ",run.exit,it says no\n";
        writeText(file("failed.csv"), failed);
        const auto inQuarter = [&](const QStringList& more) {
            const XdtOutcome outcome =
                xdt(QStringList{"sample", "--enrich", file("p.xdt"), "--runs", "20"} + more);
            const auto table = parseTable(outcome.out.toStdString(), "more.csv");
            int count = 0;
            for (std::size_t i = 0; table && i < table->rows; ++i)
                count += table->find("x1")->values[i] < 2 && table->find("x2")->values[i] < 2;
            return table && table->rows == 20 ? count : -1;
        };
        const int without = inQuarter({}), with = inQuarter({"--failed", file("failed.csv")});
        QVERIFY2(without >= 6 && with >= 0 && with <= 2, qPrintable(QString("%1 %2").arg(without).arg(with)));
        QCOMPARE(xdt({"sample", file("spec.json"), "--failed", file("failed.csv")}).exit, 1);
    }

    // A whole round may fall into such a corner.
    void aRoundThatFailsWholeIsNotTheEnd()
    {
        const QString script = "n=$(ls " + file("count") + " | wc -l); touch " + file("count") +
                               "/$2; if [ $n -ge 20 ] && [ $n -lt 24 ]; then exit 1; fi; awk -v a=$1 -v b=$3 "
                               "'BEGIN { print \"{\\\"y\\\": \" a*exp(-a*a-b*b) \"}\" }'";
        QVERIFY(QDir().mkdir(file("count")));
        const XdtOutcome outcome = xdt({"enrich",  file("round.csv"),
                                        "--spec",  file("spec.json"),
                                        "-o",      file("p.xdt"),
                                        "--runs",  "32",
                                        "--start", "20",
                                        "--round", "4",
                                        "--jobs",  "1",
                                        "-q",      "--",
                                        "sh",      "-c",
                                        script,    "sh",
                                        "{x1}",    "{run}",
                                        "{x2}"});
        QVERIFY2(outcome.exit == 0, outcome.err);
        QCOMPARE(readBytes(file("round.csv")).count('\n'), 29);
        QCOMPARE(readBytes(file("round.failed.csv")).count('\n'), 5);
    }

    void aPackageWithoutEvidenceIsRefused()
    {
        const XdtOutcome outcome = xdt({"sample", "--enrich", file("spec.json")});
        QCOMPARE(outcome.exit, 1);
        QVERIFY(outcome.err.contains("--enrich needs a package"));
        const XdtOutcome old =
            xdt({"sample", "--enrich", TWINWRIGHT_SOURCE_DIR "/tests/golden/package-1-polynomial.xdt"});
        QCOMPARE(old.exit, 2);
        QVERIFY2(old.err.contains("[enrich.evidence]"), old.err);
    }
};

QTEST_GUILESS_MAIN(TestEnrich)
#include "tst_enrich.moc"
