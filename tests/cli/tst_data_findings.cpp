// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/xdt_program.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <functional>

using namespace twin;
using nlohmann::json;

namespace {

/// Points without a pattern: the fractional parts of multiples of irrational numbers.
double spread(int run, int input)
{
    const double step[] = {0.7548776662466927, 0.5698402909980532, 0.8191725133961645, 0.6710436067037893};
    const double value = 0.5 + step[input] * run;
    return value - std::floor(value);
}

struct Run
{
    double a = 0, b = 0, c = 0;
    std::string mode;
    double y = 0;
    std::string text = {}; ///< in place of y
};

std::vector<Run> runs(int count)
{
    std::vector<Run> made;
    for (int run = 0; run < count; ++run) {
        Run r{10 + 10 * spread(run, 0), spread(run, 1), 100 * spread(run, 2), run % 2 ? "eco" : "boost"};
        r.y = r.a * (1 + r.b) + 0.05 * r.c + (r.mode == "eco" ? 1 : 0);
        made.push_back(r);
    }
    return made;
}

std::string tableOf(const std::vector<Run>& list)
{
    std::string text = "run,a,b,c,mode,y\n";
    char line[200];
    for (std::size_t i = 0; i < list.size(); ++i) {
        std::snprintf(line, sizeof line, "r%zu,%.15g,%.15g,%.15g,%s,", i + 1, list[i].a, list[i].b, list[i].c,
                      list[i].mode.c_str());
        text += line;
        std::snprintf(line, sizeof line, "%.15g", list[i].y);
        text += (list[i].text.empty() ? line : list[i].text == "empty" ? "" : list[i].text) + "\n";
    }
    return text;
}

json input(const char* name, double least, double most)
{
    return {{"name", name},
            {"label", std::string("input ") + name},
            {"type", "real"},
            {"unit", "1"},
            {"start", (least + most) / 2},
            {"physical", {-1e6, 1e6}},
            {"validated", {least, most}}};
}

json spec(const char* kind = "gaussian-process")
{
    return {{"run", "run"},
            {"contract",
             {{"formatVersion", 1},
              {"id", "findings"},
              {"version", "1.0.0"},
              {"title", "Findings"},
              {"inputs",
               {input("a", 10, 20),
                input("b", 0, 1),
                input("c", 0, 100),
                {{"name", "mode"},
                 {"type", "enumeration"},
                 {"unit", "1"},
                 {"start", "eco"},
                 {"items", {{{"name", "eco"}}, {{"name", "boost"}}}}}}},
              {"outputs",
               {{{"name", "y"},
                 {"type", "real"},
                 {"unit", "m"},
                 {"confidence", {{"kind", "interval"}, {"level", 0.9}}}}}}}},
            {"models", {{{"kind", kind}, {"outputs", {"y"}}}}}};
}

} // namespace

class TestDataFindings : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString file(const char* name) const { return m_folder.filePath(name); }

    XdtOutcome train(const std::string& table, const json& with) const
    {
        QFile::remove(file("p.xdt"));
        writeText(file("runs.csv"), table);
        writeText(file("spec.json"), with.dump());
        return xdt({"train", file("runs.csv"), "--spec", file("spec.json"), "-o", file("p.xdt"), "--json"});
    }
    /// The kept findings with this code.
    static std::vector<json> findings(const XdtOutcome& outcome, const std::string& code)
    {
        std::vector<json> found;
        const json answer = outcome.json();
        for (const json& finding : answer["report"]["data"]["findings"]) {
            if (finding["code"] == code)
                found.push_back(finding);
        }
        return found;
    }

  private slots:
    void cleanRunsAreNotTalkedAbout()
    {
        const XdtOutcome outcome = train(tableOf(runs(60)), spec());
        QVERIFY2(outcome.exit == 0, outcome.err);
        QVERIFY2(outcome.json()["report"]["data"]["findings"].empty(), outcome.err);
        QVERIFY(!outcome.err.contains("[data."));
    }

    // A Gaussian process goes through a wrong run that stands alone: kept out, it misleads about its
    // neighbours, and one of them may be off more. Whichever it is, the finding names both.
    void aWrongRunIsNamedWithThoseItMisleadsAbout_data()
    {
        QTest::addColumn<int>("wrong");
        for (const int wrong : {3, 11, 24, 38, 46, 59})
            QTest::addRow("run %d", wrong + 1) << wrong;
    }
    void aWrongRunIsNamedWithThoseItMisleadsAbout()
    {
        QFETCH(int, wrong);
        std::vector<Run> list = runs(60);
        for (Run& run : list)
            run.y = std::sin(0.3 * run.a) + run.b * run.b + 0.005 * run.b * run.c;
        list[std::size_t(wrong)].y += 1.5;
        const XdtOutcome outcome = train(tableOf(list), spec());
        QVERIFY2(outcome.exit == 0, outcome.err);
        const std::vector<json> found = findings(outcome, "data.outlier-error");
        QVERIFY2(!found.empty() && found.size() <= 2, outcome.err);
        const std::string message = found.front()["message"];
        const std::string name = "un r" + std::to_string(wrong + 1) + " (line ";
        QVERIFY2(message.find(name) != std::string::npos, message.c_str());
    }

    // One value ten times too large bends a process far around it. The report says so, and without the run,
    // named in the spec, the twin is what it is without the slip.
    void aWrongRunIsLeftOutByName()
    {
        std::vector<Run> list = runs(60);
        for (Run& run : list)
            run.y = 80 + std::sin(0.3 * run.a) + run.b * run.b + 0.005 * run.b * run.c;
        const auto rmseOf = [](const XdtOutcome& outcome) {
            return outcome.json()["report"]["outputs"]["y"]["rmse"].get<double>();
        };
        json with = spec();
        with["leaveOut"] = {"r25"};
        const XdtOutcome right = train(tableOf(list), with);
        QVERIFY2(right.exit == 0, right.err);
        list[24].y *= 10;
        const XdtOutcome wrong = train(tableOf(list), spec());
        QVERIFY2(wrong.exit == 0 && rmseOf(wrong) > 10 * rmseOf(right), wrong.err);
        const std::vector<json> found = findings(wrong, "data.outlier-error");
        QVERIFY2(found.size() == 1 && found[0]["message"].get<std::string>().starts_with("Run r25 "),
                 wrong.err);
        const QByteArray info = xdt({"info", file("p.xdt")}).out;
        QVERIFY2(info.mid(info.indexOf("Where not to rely on it")).contains("Run r25 (line 26)"), info);
        const XdtOutcome mended = train(tableOf(list), with);
        QVERIFY2(mended.exit == 0 && mended.err.contains("[data.left-out]"), mended.err);
        QCOMPARE(rmseOf(mended), rmseOf(right));
        with["leaveOut"] = {"r25", "r99"};
        const XdtOutcome unknown = train(tableOf(list), with);
        QVERIFY2(unknown.exit != 0 && unknown.err.contains("has no run \"r99\"") &&
                     unknown.err.contains("[spec.leave-out]"),
                 unknown.err);
    }

    void whatTheRunsShowIsSaidAndKept_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("location");
        int which = 0;
        const auto row = [&](const char* name, const char* code, const QStringList& words,
                             const char* location) {
            QTest::newRow(name) << which++ << QString("data.") + code << words << QString(location);
        };
        row("a constant input", "constant-input", {"input c", "50", "every run"}, "runs.csv");
        row("a choice that no run has", "item-unseen", {"silent"}, "runs.csv");
        row("two inputs as one", "collinear", {"input a", "input c", "correlation 1.0000"}, "runs.csv");
        row("three tied together", "collinear", {"input a, input b and input c", "tied together"},
            "runs.csv");
        row("a slip of unit", "outlier-value", {"Run r18 (line 19)", "robust standard deviations"},
            "runs.csv:19");
        row("a run that does not fit in", "outlier-error", {"Run r37 (line 38)", "times the usual error"},
            "runs.csv:38");
        row("a run given twice", "repeated", {"1 run repeats", "r61 = r5"}, "runs.csv:62");
        row("noise", "replicates", {"20 runs repeat", "noise"}, "runs.csv:62");
        row("impossible", "outside-physical", {"Run r3 (line 4)", "cannot exist"}, "runs.csv:4");
        row("implausible", "implausible", {"Run r7 (line 8)", "implausible"}, "runs.csv:8");
        row("a constant output", "constant-output", {"y is the same in every run"}, "runs.csv");
        row("two values", "few-levels", {"input b", "0.000 and 1.000"}, "runs.csv");
        row("a long tail", "transform", {"skewness", "\"transform\": \"log\""}, "runs.csv");
        row("a share", "transform", {"between 0 and 1", "logit"}, "runs.csv");
        row("an input over decades", "transform", {"input c", "logInputs"}, "runs.csv");
        row("constant but for rounding", "constant-output", {"y is the same in every run"}, "runs.csv");
    }
    void whatTheRunsShowIsSaidAndKept()
    {
        QFETCH(int, which);
        QFETCH(QString, code);
        QFETCH(QStringList, words);
        QFETCH(QString, location);
        std::vector<Run> list = runs(60);
        json with = spec();
        const auto forAll = [&](const std::function<void(Run&)>& change) {
            for (Run& run : list)
                change(run);
        };
        switch (which) {
        case 0:
            forAll([](Run& run) { run.c = 50; });
            break;
        case 1:
            with["contract"]["inputs"][3]["items"].push_back({{"name", "silent"}});
            break;
        case 2:
            forAll([](Run& run) { run.c = 7 * run.a - 3; });
            with["contract"]["inputs"][2]["validated"] = {60, 140};
            break;
        case 3:
            forAll([](Run& run) { run.c = 2 * run.a + 30 * run.b; });
            break;
        case 4:
            list[17].y *= 1000;
            break;
        case 5:
            list[36].y += 5;
            break;
        case 6:
            list.push_back(list[4]);
            break;
        case 7:
            for (int i = 0; i < 20; ++i) {
                list.push_back(list[i]);
                list.back().y += i % 2 ? 0.2 : -0.2;
            }
            break;
        case 8:
            list[2].a = 2e6;
            break;
        case 9:
            with["contract"]["outputs"][0]["plausibility"] = {{"range", {0, 30}}};
            list[6].y = 30.5;
            for (std::size_t i = 0; i < list.size(); ++i)
                list[i].y = i == 6 ? 30.5 : std::min(list[i].y, 29.0);
            break;
        case 10:
            forAll([](Run& run) { run.y = 3; });
            break;
        case 11:
            forAll([](Run& run) { run.b = run.b > 0.5 ? 1 : 0; });
            break;
        case 12:
            forAll([](Run& run) { run.y = std::exp(run.y / 5); });
            break;
        case 13:
            with["contract"]["outputs"][0]["plausibility"] = {{"range", {0, 1}}};
            forAll([](Run& run) { run.y = 1 / (1 + std::exp(20 - run.y)); });
            break;
        case 14:
            forAll([](Run& run) { run.c = 0.01 * std::pow(10000, run.c / 100); });
            break;
        case 15:
            forAll([](Run& run) { run.y = run.b > 0.5 ? 3.00000000000001 : 3; });
            break;
        }
        const XdtOutcome outcome = train(tableOf(list), with);
        QVERIFY2(outcome.exit == 0, outcome.err);
        const std::vector<json> found = findings(outcome, code.toStdString());
        QVERIFY2(!found.empty(), outcome.err);
        const QString message = QString::fromStdString(found.front()["message"].get<std::string>());
        for (const QString& word : words)
            QVERIFY2(message.contains(word), qPrintable(message + " | " + word));
        QCOMPARE(QString::fromStdString(found.front()["location"].get<std::string>()), location);
        QVERIFY(!found.front()["remedy"].get<std::string>().empty());
        QVERIFY(outcome.err.contains(("[" + code + "]").toUtf8()));
    }

    void theNoiseOfReplicatesIsThatOfTheData()
    {
        // Twenty pairs that differ by 0.2: pure error 0.2 / sqrt(2).
        std::vector<Run> list = runs(60);
        for (int i = 0; i < 20; ++i) {
            list.push_back(list[i]);
            list.back().y += i % 2 ? 0.2 : -0.2;
        }
        double mean = 0, squares = 0;
        for (const Run& run : list)
            mean += run.y / double(list.size());
        for (const Run& run : list)
            squares += (run.y - mean) * (run.y - mean) / double(list.size() - 1);
        const double share = 100 * 0.2 / std::sqrt(2.0) / std::sqrt(squares);
        const std::vector<json> found = findings(train(tableOf(list), spec()), "data.replicates");
        QCOMPARE(found.size(), std::size_t(1));
        const QString words = QString("y by %1 %").arg(share, 0, 'g', 2);
        const QString message = QString::fromStdString(found.front()["message"].get<std::string>());
        QVERIFY2(message.contains(words), qPrintable(message + " | " + words));
    }

    void missingValuesAreNamedAndDroppedOnlyWhenAsked()
    {
        std::vector<Run> list = runs(60);
        list[9].text = "empty";
        list[20].text = "NaN";
        list[40].text = "N/A";
        json with = spec();
        const XdtOutcome refused = train(tableOf(list), with);
        QCOMPARE(refused.exit, 2);
        QCOMPARE(refused.code(), QByteArray("runs.missing"));
        for (const char* word :
             {"3 runs", "run r10 (line 11, y)", "r21 (line 22", "r41", "\"missing\": \"drop\""})
            QVERIFY2(refused.err.contains(word), refused.err);
        QVERIFY(!QFile::exists(file("p.xdt")));
        with["missing"] = "drop";
        const XdtOutcome dropped = train(tableOf(list), with);
        QVERIFY2(dropped.exit == 0, dropped.err);
        QCOMPARE(dropped.json()["report"]["split"]["trainingRuns"].get<int>(), 57);
        QCOMPARE(findings(dropped, "data.dropped").size(), std::size_t(1));
        with["missing"] = "ignore";
        QCOMPARE(train(tableOf(list), with).code(), QByteArray("spec.invalid"));
    }

    void whatMeansNothingIsRefused_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QByteArray>("code");
        const QByteArray head = "run,a,b,c,mode,y\n";
        QTest::newRow("no rows") << head << QByteArray("table.empty");
        QTest::newRow("one row") << head + "1,15,0.5,50,eco,3\n" << QByteArray("train.few-runs");
        QTest::newRow("two rows") << head + "1,15,0.5,50,eco,3\n2,16,0.6,60,boost,4\n"
                                  << QByteArray("train.few-runs");
        QByteArray equal = head, sameInputs = head, huge = head, tiny = head, infinite = head, missing = head;
        for (int i = 0; i < 30; ++i) {
            const QByteArray run = QByteArray::number(i + 1);
            const QByteArray varied = run + "," + QByteArray::number(10 + 10 * spread(i, 0)) + "," +
                                      QByteArray::number(spread(i, 1)) + ",50,eco,";
            equal += run + ",15,0.5,50,eco,3\n";
            sameInputs += run + ",15,0.5,50,eco," + run + "\n";
            huge += varied + (i == 7 ? QByteArray("1e308") : run) + "\n";
            infinite += varied + (i == 7 ? QByteArray("inf") : run) + "\n";
            missing += varied + "\n";
            tiny += varied + run + "e-320\n";
        }
        QTest::newRow("all rows equal") << equal << QByteArray("train.nothing-varies");
        QTest::newRow("all inputs equal") << sameInputs << QByteArray("train.nothing-varies");
        QTest::newRow("1e308") << huge << QByteArray("runs.too-large");
        QTest::newRow("1e-320") << tiny << QByteArray("runs.too-small");
        QTest::newRow("infinite") << infinite << QByteArray("runs.not-finite");
        QTest::newRow("no output at all") << missing << QByteArray("runs.missing");
    }
    void whatMeansNothingIsRefused()
    {
        QFETCH(QByteArray, table);
        QFETCH(QByteArray, code);
        json with = spec();
        with["missing"] = "drop";
        const XdtOutcome outcome = train(table.toStdString(), with);
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.code() == code, outcome.out);
        QVERIFY(!QFile::exists(file("p.xdt")));
    }

    void aThousandColumnsNeedMoreRuns()
    {
        json with = spec();
        with["contract"]["inputs"] = json::array();
        std::string head = "run", rows;
        for (int i = 0; i < 1000; ++i) {
            const std::string name = "x" + std::to_string(i);
            with["contract"]["inputs"].push_back(input(name.c_str(), 0, 1));
            head += "," + name;
        }
        for (int run = 0; run < 40; ++run) {
            rows += std::to_string(run + 1);
            for (int i = 0; i < 1000; ++i) {
                const double value = 0.5 + 0.7548776662466927 * run * (1 + 0.618033988749895 * i);
                rows += "," + std::to_string(value - std::floor(value));
            }
            rows += "," + std::to_string(run * 0.1) + "\n";
        }
        const XdtOutcome outcome = train(head + ",y\n" + rows, with);
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.code() == "train.few-runs", outcome.out);
        QVERIFY2(outcome.err.contains("1002"), outcome.err);
    }

    void ctrlCLeavesNothingBehind()
    {
        // A fit that takes seconds, and a signal as soon as xdt (no more the shell's copy of itself) waits
        // for it.
        std::vector<Run> list = runs(700);
        for (Run& run : list)
            run.y = std::sin(40 * run.b) * std::cos(run.a * run.c);
        writeText(file("runs.csv"), tableOf(list));
        writeText(file("spec.json"), spec().dump());
        QFile::remove(file("p.xdt"));
        const QString script = "\"$@\" & pid=$!; while ! { grep -q '^Name:.xdt$' /proc/$pid/status && "
                               "grep -q 'SigCgt:.*[2367abef]$' /proc/$pid/status; }; do :; done; "
                               "kill -INT $pid; wait $pid";
        QProcess process;
        process.start("sh", {"-c", script, "sh", TWINWRIGHT_XDT, "train", file("runs.csv"), "--spec",
                             file("spec.json"), "-o", file("p.xdt")});
        QVERIFY(process.waitForFinished(110000));
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(said.contains("[train.cancelled]") && process.exitCode() == 3, said);
        QVERIFY(QDir(m_folder.path())
                    .entryList({"p.xdt*", "*.tmp*", ".*p.xdt*"}, QDir::Files | QDir::Hidden)
                    .isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestDataFindings)
#include "tst_data_findings.moc"
