// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/station_twin.h"
#include "cli/xdt_program.h"
#include "training/table.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

namespace {

/// Two inputs, a scalar and a series of three points: y = 2 x, t = x * time.
json doublingSpec()
{
    return json::parse(R"json({
      "run": "run",
      "contract": {
        "formatVersion": 1, "id": "doubling", "version": "1.0.0", "title": "Doubling",
        "axis": {"name": "time", "unit": "h", "values": [0, 1, 2]},
        "inputs": [
          {"name": "x", "type": "real", "unit": "1", "start": 0, "validated": [-2, 6]},
          {"name": "mode", "type": "enumeration", "unit": "1", "start": "eco",
           "items": [{"name": "eco"}, {"name": "boost"}]}],
        "outputs": [
          {"name": "y", "type": "real", "unit": "1", "confidence": {"kind": "none", "reason": "exact"}},
          {"name": "t", "type": "real", "unit": "1", "series": true, "confidence": {"kind": "none", "reason": "exact"}}]},
      "models": [{"kind": "expression", "outputs": ["y", "t"], "expressions": {"y": "2 * x", "t": "x * time / 1 h"}}]
    })json");
}

const char* const design = "run,x,mode\na,1,eco\nb,2.5,boost\nc,-1,eco\nd,4,boost\n";
const char* const answers = "run,x,mode,time,y,t\n"
                            "a,1,eco,0,2,0\na,1,eco,1,2,1\na,1,eco,2,2,2\n"
                            "b,2.5,boost,0,5,0\nb,2.5,boost,1,5,2.5\nb,2.5,boost,2,5,5\n"
                            "c,-1,eco,0,-2,0\nc,-1,eco,1,-2,-1\nc,-1,eco,2,-2,-2\n"
                            "d,4,boost,0,8,0\nd,4,boost,1,8,4\nd,4,boost,2,8,8\n";
/// What a person's script may do: $1 is x.
const char* const doubling =
    "awk -v x=$1 'BEGIN { printf \"{\\\"y\\\": %.17g, \\\"t\\\": [0, %.17g, %.17g]}\", 2*x, x, 2*x }'";

} // namespace

class TestRun : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString file(const QString& name) const { return m_folder.filePath(name); }

    QStringList arguments(const QStringList& options, const QStringList& command = {}) const
    {
        QStringList all{"run", file("design.csv"), file("spec.json"), "-o", file("runs.csv")};
        all += options;
        return command.isEmpty() ? all : all + QStringList{"--"} + command;
    }
    XdtOutcome script(const QString& text, const QStringList& options = {}) const
    {
        return xdt(arguments(options, {"sh", "-c", text, "sh", "{x}", "{run}", "{mode}", "{folder}"}));
    }
    QByteArray runs() const { return readBytes(file("runs.csv")); }
    QByteArray failed() const { return readBytes(file("runs.failed.csv")); }

  private slots:
    void init()
    {
        for (const char* name : {"runs.csv", "runs.failed.csv", "runs.csv.record", "log"})
            QFile::remove(file(name));
        writeText(file("design.csv"), design);
        writeText(file("spec.json"), doublingSpec().dump());
    }

    void formulasOfASpecAnswer()
    {
        const XdtOutcome outcome = xdt(arguments({}));
        QVERIFY2(outcome.exit == 0, outcome.err);
        QCOMPARE(runs(), QByteArray(answers));
        QVERIFY(!QFile::exists(file("runs.csv.record")) && !QFile::exists(file("runs.failed.csv")));
    }

    /// Runs at once would read each other's answers outside of their folders; a pipe would never end.
    void answersAreFilesOfTheRunItself()
    {
        for (const QString& place : {file("shared.json"), QString("../shared.json")}) {
            const XdtOutcome shared = xdt({"run", file("design.csv"), file("spec.json"), "-o",
                                           file("runs.csv"), "--output-file", place, "--", "true"});
            QVERIFY(shared.exit != 0);
            QVERIFY2(shared.err.contains("[run.output-file]"), shared.err);
        }
        const XdtOutcome piped =
            xdt({"run", file("design.csv"), file("spec.json"), "-o", file("runs.csv"), "--output-file",
                 "out.json", "--in-folder", "--", "mkfifo", "out.json"});
        QVERIFY(piped.exit != 0);
        QVERIFY2(piped.err.contains("a pipe or a device"), piped.err);
    }

    void aPackageAnswersAndTrainTakesTheRuns()
    {
        // From the formulas' package to a design, to runs, to a package that says the same.
        json spec = stationSpec();
        writeText(file("station.csv"), stationTable(stationRuns(12)));
        writeText(file("spec.json"), spec.dump());
        QCOMPARE(xdt({"train", file("station.csv"), "--spec", file("spec.json"), "-o", file("p.xdt")}).exit,
                 0);
        // Where the twin's own rule blocks there is no answer. A full factorial goes there, other designs do
        // not.
        QCOMPARE(xdt({"sample", file("p.xdt"), "--kind", "full-factorial", "-o", file("design.csv")}).exit,
                 0);
        const XdtOutcome refused = xdt({"run", file("design.csv"), file("p.xdt"), "-o", file("blocked.csv")});
        QCOMPARE(refused.exit, 3);
        QVERIFY2(refused.err.contains("[run.withheld]") && refused.err.contains("at most 700 m³/h"),
                 refused.err);
        QCOMPARE(xdt({"sample", file("p.xdt"), "--runs", "20", "-o", file("design.csv")}).exit, 0);
        const XdtOutcome outcome = xdt({"run", file("design.csv"), file("p.xdt"), "-o", file("runs.csv")});
        QVERIFY2(outcome.exit == 0, outcome.err);
        QVERIFY2(outcome.err.contains("say nothing of how right these models are"), outcome.err);
        // Runs that are done are not lost to a second command.
        const XdtOutcome again = xdt({"run", file("design.csv"), file("p.xdt"), "-o", file("runs.csv")});
        QVERIFY2(again.exit != 0 && again.err.contains("[run.exists]"), again.err);
        QCOMPARE(xdt({"run", file("design.csv"), file("p.xdt"), "-o", file("runs.csv"), "--fresh"}).exit, 0);
        // A model judged by its own answers is told so.
        const XdtOutcome own = xdt({"validate", file("p.xdt"), "--runs", file("runs.csv")});
        QVERIFY2(own.err.contains("[score.own-answers]"), own.err);
        const XdtOutcome circle =
            xdt({"train", file("runs.csv"), "--spec", file("spec.json"), "-o", file("circle.xdt")});
        QVERIFY2(circle.err.contains("[train.own-answers]"), circle.err);
        const auto table = parseTable(runs().toStdString(), "runs.csv");
        QVERIFY(table);
        QCOMPARE(table->rows, std::size_t(20 * 97));
        for (std::size_t row = 0; row < table->rows; row += 613) {
            const auto value = [&](const char* name) { return table->find(name)->values[row]; };
            const StationDay day = stationDay({value("q_in"), value("t_amb"), value("age"), value("n")});
            const auto k = std::size_t(std::lround(value("time") / 0.25));
            QVERIFY(std::fabs(value("p_fail") - day.fail[k]) < 1e-9);
            QVERIFY(std::fabs(value("t_bearing") - day.bearing[k]) < 1e-9);
        }
        const XdtOutcome train =
            xdt({"train", file("runs.csv"), "--spec", file("spec.json"), "-o", file("again.xdt")});
        QVERIFY2(train.exit == 0, train.err);
    }

    void aSpecMayLeaveTheAxisOpenForTheDesignAlone()
    {
        writeText(file("spec.json"), stationSpec().dump());
        QCOMPARE(xdt({"sample", file("spec.json"), "--runs", "4", "-o", file("design.csv")}).exit, 0);
        const XdtOutcome outcome = xdt(arguments({}));
        QCOMPARE(outcome.exit, 2);
        QVERIFY(outcome.err.contains("[run.axis]"));
    }

    void theFirstAnswerGivesAnAxisThatTheSpecLeavesOpen()
    {
        json spec = doublingSpec();
        spec["contract"]["axis"].erase("values");
        writeText(file("spec.json"), spec.dump());
        // The first run says nothing of use, the second has the axis, and no run is made twice.
        const QString printing = QString(doubling).replace("]}", "], \\\"time\\\": [0, 1, 2]}");
        const XdtOutcome mute = script("echo $2 >> " + file("log") + "; [ $2 = a ] && exit 3; " + printing);
        QCOMPARE(mute.exit, 3);
        QVERIFY2(mute.err.contains("1 of 4 runs failed"), mute.err);
        QByteArray expected(answers);
        expected.replace("a,1,eco,0,2,0\na,1,eco,1,2,1\na,1,eco,2,2,2\n", "");
        QCOMPARE(runs(), expected);
        QCOMPARE(readBytes(file("log")).count("b\n"), 1);
        // Without the axis beside its series nobody knows where they lie.
        init();
        writeText(file("spec.json"), spec.dump());
        const XdtOutcome without = script(doubling);
        QCOMPARE(without.exit, 2);
        QVERIFY2(without.err.contains("[run.output-axis]") && without.err.contains("time"), without.err);
        QVERIFY(!QFile::exists(file("runs.csv")) && !QFile::exists(file("runs.csv.record")));
        const XdtOutcome falls = script("echo '{\"y\": 1, \"t\": [1, 2], \"time\": [1, 0]}'");
        QVERIFY2(falls.exit == 2 && falls.err.contains("[run.output-axis]"), falls.err);
    }

    void whatAKilledRunLeftBehindIsSweptUp()
    {
        const QString temporary = file("tmp");
        QVERIFY(QDir().mkpath(temporary));
        qputenv("TMPDIR", temporary.toUtf8());
        const auto reset = qScopeGuard([] { qunsetenv("TMPDIR"); });
        const auto folders = [&] {
            return QDir(temporary).entryList({"xdt-run-*"}, QDir::Dirs | QDir::NoDotAndDotDot | QDir::System);
        };
        QCOMPARE(script("kill -KILL $PPID; sleep 60", {"--jobs", "1"}).exit, -3);
        QCOMPARE(folders().size(), 1);
        // What only looks like one stays: a link, a folder whose lock is a link, one without a lock.
        QVERIFY(QDir().mkpath(file("precious")));
        writeText(file("precious/lock"), "");
        writeText(file("precious/data"), "42");
        QVERIFY(QFile::link(file("precious"), temporary + "/xdt-run-link"));
        QVERIFY(QDir().mkpath(temporary + "/xdt-run-linked"));
        QVERIFY(QFile::link(file("precious/lock"), temporary + "/xdt-run-linked/lock"));
        QVERIFY(QDir().mkpath(temporary + "/xdt-run-bare"));
        // One of a run that goes on stays as well: the script looks while its own xdt runs.
        const XdtOutcome second =
            script("ls " + temporary + " >> " + file("log") + "; " + doubling, {"--fresh"});
        QVERIFY2(second.exit == 0, second.err);
        QCOMPARE(folders(), (QStringList{"xdt-run-bare", "xdt-run-link", "xdt-run-linked"}));
        QVERIFY(readBytes(file("log")).count("xdt-run-") >= 4);
        QCOMPARE(readBytes(file("precious/data")), QByteArray("42"));
        QVERIFY(QDir(temporary).removeRecursively());
    }

    void commandsTakeInputsEveryWay_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QStringList>("command");
        const auto sh = [](const char* text, const QStringList& more = {}) {
            return QStringList{"sh", "-c", text, "sh"} + more;
        };
        QTest::newRow("arguments") << QStringList{} << sh(doubling, {"{x}"});
        QTest::newRow("standard input")
            << QStringList{}
            << sh("x=$(sed -n 's/.*\"x\": \\([-0-9.]*\\).*/\\1/p'); set -- $x; " + QByteArray(doubling));
        QTest::newRow("file of inputs")
            << QStringList{}
            << sh("x=$(sed -n 's/.*\"x\": \\([-0-9.]*\\).*/\\1/p' $1); set -- $x; " + QByteArray(doubling),
                  {"{input}"});
        QTest::newRow("answer in a file")
            << QStringList{}
            << sh("f=$2; { " + QByteArray(doubling) + "; } > $f; echo chatter", {"{x}", "{output}"});
        QTest::newRow("answer as CSV")
            << QStringList{}
            << sh("echo time,t,y; for k in 0 1 2; do awk -v x=$1 -v k=$k 'BEGIN { print k \",\" "
                  "k*x \",\" 2*x }'; done",
                  {"{x}"});
        QTest::newRow("a named file in the run's folder")
            << QStringList{"--in-folder", "--output-file", "out/a.json"}
            << sh("mkdir out; { " + QByteArray(doubling) + "; } > out/a.json", {"{x}"});
        QTest::newRow("one at a time") << QStringList{"--jobs", "1"} << sh(doubling, {"{x}"});
    }
    void commandsTakeInputsEveryWay()
    {
        QFETCH(QStringList, options);
        QFETCH(QStringList, command);
        const XdtOutcome outcome = xdt(arguments(options, command));
        QVERIFY2(outcome.exit == 0, outcome.err);
        QCOMPARE(runs(), QByteArray(answers));
    }

    void anInputFileIsFilledIn()
    {
        writeText(file("deck.inp"), "* a deck {with braces}\nX={x} MODE={mode} RUN={run}\n");
        const QString script =
            "test $(sed -n 's/.*RUN=//p' \"$1\") = $2 && x=$(sed -n 's/X=\\([^ ]*\\) .*/\\1/p') && "
            "grep -q '{with braces}' deck.inp && set -- $x && " +
            QString(doubling);
        const QStringList options{"--input-file", file("deck.inp"), "--in-folder", "--keep", file("kept")};
        const XdtOutcome outcome = xdt(arguments(options, {"sh", "-c", script, "sh", "{input}", "{run}"}));
        QVERIFY2(outcome.exit == 0, outcome.err + failed());
        QCOMPARE(runs(), QByteArray(answers));
        QCOMPARE(readBytes(file("kept/run-b/deck.inp")),
                 QByteArray("* a deck {with braces}\nX=2.5 MODE=boost RUN=b\n"));

        writeText(file("deck.inp"), "no places");
        const XdtOutcome refused = xdt(arguments(options + QStringList{"--fresh"}, {"true"}));
        QVERIFY(refused.exit == 2 && refused.err.contains("[run.placeholder]"));
    }

    void valuesAreNeverReadByAShell()
    {
        writeText(file("design.csv"), "run,x,mode\n\"a; echo `id` $(id) 'q'\",1,eco\n");
        const XdtOutcome outcome = xdt(arguments(
            {}, {"sh", "-c", "test \"$2\" = \"a; echo \\`id\\` \\$(id) 'q'\" || exit 9; " + QString(doubling),
                 "sh", "{x}", "{run}"}));
        QVERIFY2(outcome.exit == 0, outcome.err);
    }

    void aFilledFileThatNobodyReadsIsRefused()
    {
        writeText(file("deck.inp"), "x = {x}\n");
        const QStringList command = {"sh", "-c", "cat deck.inp; exit 1"};
        const XdtOutcome refused = xdt(arguments({"--input-file", file("deck.inp")}, command));
        QVERIFY2(refused.exit == 2 && refused.err.contains("[run.input-file]"), refused.err);
    }

    void failedRunsAreKeptApart_data()
    {
        QTest::addColumn<QString>("deed");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        QTest::newRow("exit code") << "echo too hot >&2; exit 3"
                                   << "run.exit-code"
                                   << "exit code 3. It said: \"\"too hot\"\"";
        QTest::newRow("crash") << "kill -SEGV $$"
                               << "run.crashed"
                               << "signal 11";
        QTest::newRow("garbage") << "echo Traceback"
                                 << "run.output-garbage"
                                 << "Traceback";
        QTest::newRow("talk before the answer") << "echo Solver 3; echo '{\"y\": 1, \"t\": [1, 2, 3]}'"
                                                << "run.output-garbage"
                                                << "Solver 3\"\" before its JSON";
        QTest::newRow("binary") << "head -c 3000 /dev/zero"
                                << "run.output-garbage"
                                << "begins with";
        QTest::newRow("silence") << "true"
                                 << "run.output-empty"
                                 << "nothing";
        QTest::newRow("not a number") << "echo '{\"y\": 1, \"t\": [1, null, 2]}'"
                                      << "run.output-number"
                                      << "null";
        QTest::newRow("too short") << "echo '{\"y\": 1, \"t\": [1, 2]}'"
                                   << "run.output-length"
                                   << "3 points";
        QTest::newRow("endless") << "while :; do :; done"
                                 << "run.time"
                                 << "ended after";
        QTest::newRow("flood") << "cat /dev/zero"
                               << "run.output-size"
                               << "MB";
    }
    void failedRunsAreKeptApart()
    {
        QFETCH(QString, deed);
        QFETCH(QString, code);
        QFETCH(QString, words);
        const XdtOutcome outcome =
            script("if [ $2 = b ]; then " + deed + "; exit; fi; " + doubling, {"--time-limit", "3"});
        QCOMPARE(outcome.exit, 3);
        QVERIFY2(outcome.err.contains("Run b failed.") && outcome.err.contains("[run.failed-runs]"),
                 outcome.err);
        const QList<QByteArray> lines = failed().split('\n');
        QCOMPARE(lines.size(), 3); // and the end
        QCOMPARE(lines[0], QByteArray("run,x,mode,code,reason"));
        QVERIFY2(lines[1].startsWith(("b,2.5,boost," + code).toUtf8()) && lines[1].contains(words.toUtf8()),
                 lines[1]);
        QByteArray others = answers;
        others.remove(others.indexOf("b,"), others.indexOf("c,-1") - others.indexOf("b,"));
        QCOMPARE(runs(), others);

        // Mended, the failed one alone is done again.
        const XdtOutcome refused = script("echo $2 >> " + file("log") + "; " + doubling);
        QVERIFY(refused.err.contains("[run.record-other]"));
        const XdtOutcome again = script("echo $2 >> " + file("log") + "; " + doubling, {"--retry"});
        QVERIFY2(again.exit == 0, again.err);
        QCOMPARE(readBytes(file("log")), QByteArray("b\n"));
        QCOMPARE(runs(), QByteArray(answers));
        QVERIFY(!QFile::exists(file("runs.failed.csv")));
    }

    void whereRunsFailTheTwinKnowsNothing()
    {
        json spec = doublingSpec();
        spec["models"] = {{{"kind", "linear"}, {"outputs", {"y"}}}, {{"kind", "pod"}, {"outputs", {"t"}}}};
        writeText(file("spec.json"), spec.dump());
        QCOMPARE(xdt({"sample", file("spec.json"), "--runs", "60", "-o", file("design.csv")}).exit, 0);
        const QString failing = "awk -v x=$1 'BEGIN { exit !(x > 4) }' && exit 3; ";
        QCOMPARE(script(failing + doubling).exit, 3);
        const auto zone = [&](const QString& x) {
            const json answer = xdt({"eval", file("p.xdt"), "--set", "x=" + x, "--json"}).json();
            return QString::fromStdString(answer["zone"].get<std::string>() + ' ' +
                                          answer["verdicts"].dump());
        };
        const QStringList train{"train", file("runs.csv"), "--spec", file("spec.json"), "-o", file("p.xdt")};
        const XdtOutcome trained = xdt(train);
        QVERIFY2(trained.exit == 0 && trained.err.contains("[data.failed-runs]"), trained.err);
        const QByteArray info = xdt({"info", file("p.xdt")}).out;
        QVERIFY2(info.contains(" of 60 runs gave no answer, all of them with x at least 4."), info);
        QVERIFY2(info.contains(" that failed, "), info);
        QVERIFY2(zone("1").startsWith("validated"), zone("1").toUtf8());
        for (const char* x : {"4.4", "5", "5.9"})
            QVERIFY2(zone(x).startsWith("unvalidated") && zone(x).contains("closest run gave no answer"),
                     zone(x).toUtf8());
        QCOMPARE(xdt({"report", file("p.xdt"), "-o", file("report.html")}).exit, 0);
        QVERIFY(readBytes(file("report.html")).contains("more gave no answer"));

        // A table by another name, with nothing in it that failed beyond 5.
        writeText(file("few.csv"), "run,x,mode,code,reason\n99,4.6,eco,run.exit,gone\n");
        QCOMPARE(xdt(train + QStringList{"--failed", file("few.csv")}).exit, 0);
        QVERIFY2(zone("4.6").contains("gave no answer"), zone("4.6").toUtf8());
        QVERIFY2(!zone("-1").contains("gave no answer"), zone("-1").toUtf8());
        const XdtOutcome none = xdt(train + QStringList{"--failed", file("no.csv")});
        QVERIFY2(none.exit != 0 && none.err.contains("no.csv"), none.err);
        writeText(file("few.csv"), "run,x\n99,4.6\n");
        const XdtOutcome lacking = xdt(train + QStringList{"--failed", file("few.csv")});
        QVERIFY2(lacking.exit != 0 && lacking.err.contains("[runs.column-missing]"), lacking.err);
    }

    void whenAllFailNothingIsWritten()
    {
        const XdtOutcome outcome = script("exit 1");
        QCOMPARE(outcome.exit, 3);
        QVERIFY(!QFile::exists(file("runs.csv")));
        QCOMPARE(failed().count('\n'), 5);
    }

    void afterAKillItGoesOn_data()
    {
        QTest::addColumn<QString>("signal");
        QTest::newRow("kill") << "KILL";
        QTest::newRow("Ctrl-C") << "INT";
        QTest::newRow("end of the machine") << "TERM";
    }
    void afterAKillItGoesOn()
    {
        QFETCH(QString, signal);
        // The third run ends xdt, once, and would itself never end; each run says when it begins.
        const QString text = "echo $2 >> " + file("log") + "; if [ $2 = c ] && mkdir " +
                             file("once-" + signal) + " 2> /dev/null; then kill -" + signal +
                             " $PPID; while :; do :; done; fi; " + doubling;
        const XdtOutcome first = script(text, {"--jobs", "1"});
        if (signal == "KILL") {
            QCOMPARE(first.exit, -3);
        } else {
            QCOMPARE(first.exit, 3);
            QVERIFY2(first.err.contains("[run.cancelled]") && first.err.contains("goes on"), first.err);
        }
        QVERIFY(!QFile::exists(file("runs.csv")));
        const QByteArray before = readBytes(file("log"));
        const XdtOutcome second = script(text, {"--jobs", "1"});
        QVERIFY2(second.exit == 0, second.err);
        QVERIFY(second.err.contains("were done before"));
        QCOMPARE(runs(), QByteArray(answers));
        // What the first has finished and recorded is not done again.
        const QByteArray after = readBytes(file("log")).mid(before.size());
        QVERIFY2(!after.contains('a') && !after.contains('b'), after);
        QVERIFY(QDir(file("once-" + signal)).removeRecursively());
    }

    void anotherDesignIsNotMixedIn()
    {
        QCOMPARE(script("[ $2 = b ] && exit 1; " + QString(doubling)).exit, 3);
        writeText(file("design.csv"), QByteArray(design).replace("b,2.5", "b,2.6").toStdString());
        const XdtOutcome other = script("[ $2 = b ] && exit 1; " + QString(doubling));
        QCOMPARE(other.exit, 2);
        QVERIFY(other.err.contains("another design") && other.err.contains("--fresh"));
        const XdtOutcome fresh = script(doubling, {"--fresh"});
        QVERIFY2(fresh.exit == 0, fresh.err);
        QVERIFY(runs().contains("b,2.6,boost,0,5.2,"));
    }

    void whatCannotWorkIsSaidAtOnce_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("code");
        QTest::newRow("no program") << QStringList{"--", "no-such-program"} << "run.command";
        QTest::newRow("unknown place") << QStringList{"--", "echo", "{z}"} << "run.placeholder";
        QTest::newRow("a limit without a command") << QStringList{"--time-limit", "3"} << "usage.arguments";
        QTest::newRow("no jobs") << QStringList{"--jobs", "0"} << "usage.arguments";
        QTest::newRow("no such input file")
            << QStringList{"--input-file", "nowhere", "--", "cat"} << "file.open";
    }
    void whatCannotWorkIsSaidAtOnce()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, code);
        const XdtOutcome outcome = xdt(
            QStringList{"run", file("design.csv"), file("spec.json"), "-o", file("runs.csv")} + arguments);
        QVERIFY(outcome.exit == 1 || outcome.exit == 2);
        QVERIFY2(outcome.err.contains(("[" + code + "]").toUtf8()), outcome.err);
        QVERIFY(!QFile::exists(file("runs.csv.record")));
    }

    void whatIsToBeFittedCannotAnswer()
    {
        json spec = doublingSpec();
        spec["models"] = json::array({{{"kind", "polynomial"}, {"outputs", {"y", "t"}}}});
        writeText(file("spec.json"), spec.dump());
        const XdtOutcome outcome = xdt(arguments({}));
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.err.contains("[run.simulator]"), outcome.err);
    }

    void theAnswerNeverReplacesTheDesign()
    {
        const XdtOutcome outcome =
            xdt({"run", file("design.csv"), file("spec.json"), "-o", file("design.csv")});
        QCOMPARE(outcome.exit, 1);
        QCOMPARE(readBytes(file("design.csv")), QByteArray(design));
    }
};

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"
