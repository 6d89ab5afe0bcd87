// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/station_twin.h"
#include "cli/xdt_program.h"
#include "expression/functions.h"

#include <QTemporaryDir>
#include <QTest>

using namespace twin;
using nlohmann::json;

class TestCommands : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString file(const char* name) const { return m_folder.filePath(name); }

    XdtOutcome train(const json& spec, const std::string& table) const
    {
        writeText(file("runs.csv"), table);
        writeText(file("spec.json"), spec.dump());
        return xdt({"train", file("runs.csv"), "--spec", file("spec.json"), "-o", file("p.xdt"), "--json"});
    }

  private slots:
    void helpIsComplete()
    {
        const XdtOutcome overview = xdt({"help"});
        QCOMPARE(overview.exit, 0);
        QVERIFY(overview.out.contains("Exit codes"));
        for (const char* command : {"sample", "run", "enrich", "train", "import", "info", "eval", "validate",
                                    "check", "export", "schema"}) {
            QVERIFY(overview.out.contains(command));
            const XdtOutcome help = xdt({"help", command});
            QCOMPARE(help.exit, 0);
            QVERIFY(help.out.contains("Usage: xdt " + QByteArray(command)));
            QVERIFY(help.out.contains("Examples:") && help.out.contains("Exit codes:"));
            QCOMPARE(xdt({command, "--help"}).out, help.out);
        }
    }

    // What a person copies from the help has to work, and to tell of every function.
    void topicsHoldTrue()
    {
        const QByteArray spec = xdt({"help", "spec"}).out;
        const auto begin = spec.indexOf("\n{\n"), end = spec.indexOf("\n}\n");
        QVERIFY(begin > 0 && end > begin);
        writeText(file("heater.json"), spec.mid(begin, end + 3 - begin).toStdString());
        QCOMPARE(xdt({"sample", file("heater.json"), "--runs", "9", "-o", file("design.csv")}).exit, 0);
        const XdtOutcome run =
            xdt({"run", file("design.csv"), file("heater.json"), "-o", file("heated.csv"), "--", "sh", "-c",
                 "echo '{\"t_out\": [1,2,3,4,5,6,'$1'], \"q_max\": '$1'}'", "sh", "{flow}"});
        QVERIFY2(run.exit == 0, run.err);
        const XdtOutcome made =
            xdt({"train", file("heated.csv"), "--spec", file("heater.json"), "-o", file("heater.xdt")});
        QVERIFY2(made.exit == 0, made.err);
        const QByteArray expressions = xdt({"help", "expressions"}).out;
        for (const FunctionDescriptor& function : functionTable())
            QVERIFY2(expressions.contains(QByteArray(function.name.data(), int(function.name.size()))),
                     function.name.data());
        QVERIFY(xdt({"help"}).out.contains("help expressions"));
    }

    void usageErrorsAreOne_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown command") << QStringList{"evil"};
        QTest::newRow("help of an unknown command") << QStringList{"help", "evil"};
        QTest::newRow("argument missing") << QStringList{"eval"};
        QTest::newRow("option missing") << QStringList{"export", "app.twinapp"};
        QTest::newRow("one too many") << QStringList{"info", "a.xdt", "b.xdt"};
        QTest::newRow("no spec") << QStringList{"train", "runs.csv"};
        QTest::newRow("spec and guess") << QStringList{"train", "runs.csv", "--guess", "--spec", "s.json"};
        QTest::newRow("auto and guess") << QStringList{"train", "runs.csv", "--guess", "--auto"};
        QTest::newRow("unknown schema") << QStringList{"schema", "poem"};
    }
    void usageErrorsAreOne()
    {
        QFETCH(QStringList, arguments);
        const XdtOutcome outcome = xdt(arguments);
        QCOMPARE(outcome.exit, 1);
        QVERIFY(outcome.out.isEmpty());
        QVERIFY2(outcome.err.startsWith("xdt: error at command line: ") && outcome.err.contains("[usage."),
                 outcome.err.constData());
    }

    void nearCommandsAreNamed() { QVERIFY(xdt({"evil"}).err.contains("\"eval\"")); }

    void versionIsOneLine()
    {
        const XdtOutcome outcome = xdt({"--version"});
        QCOMPARE(outcome.exit, 0);
        QVERIFY(outcome.out.startsWith("xdt ") && outcome.out.count('\n') == 1);
    }

    void schemasAreDraft7()
    {
        const json all = xdt({"schema"}).json();
        for (const char* name : {"contract", "document", "training"}) {
            const json one = xdt({"schema", name}).json();
            QCOMPARE(one["$schema"].get<std::string>(),
                     std::string("http://json-schema.org/draft-07/schema#"));
            QVERIFY(all[name] == one);
        }
    }

    void guessesASpecThatTrains()
    {
        writeText(file("runs.csv"), stationTable(stationRuns(24)));
        const XdtOutcome guess = xdt({"train", "--guess", file("runs.csv"), "-o", file("guess.json")});
        QVERIFY2(guess.exit == 0, guess.err.constData());
        QVERIFY(guess.err.contains("to do: "));
        const XdtOutcome printed = xdt({"train", "--guess", file("runs.csv"), "--quiet"});
        QCOMPARE(printed.out, readBytes(file("guess.json")));
        QVERIFY(printed.err.isEmpty());
        const XdtOutcome trained =
            xdt({"train", file("runs.csv"), "--spec", file("guess.json"), "-o", file("guess.xdt")});
        QVERIFY2(trained.exit == 0, trained.err.constData());
        QVERIFY(trained.out.contains("inside band"));
        QVERIFY2(trained.out.contains("  set      90 %"), trained.out); // no runs but those that set it
        QVERIFY(trained.err.contains("contract.evidence.fidelity"));
        QCOMPARE(xdt({"eval", file("guess.xdt")}).exit, 0);

        const XdtOutcome compared = xdt(
            {"train", file("runs.csv"), "--spec", file("guess.json"), "--auto", "-o", file("compared.xdt")});
        QVERIFY2(compared.exit == 0, compared.err.constData());
        QVERIFY2(compared.out.contains("Chosen by comparison") &&
                     compared.out.contains("kept out of the fit"),
                 compared.out.constData());
        QCOMPARE(xdt({"eval", file("compared.xdt")}).exit, 0);
    }

    void badRunsAndSpecsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("column missing") << QByteArray("column") << QByteArray("runs.column-missing");
        QTest::newRow("text in a number column") << QByteArray("text") << QByteArray("runs.text");
        QTest::newRow("a run of another length") << QByteArray("length") << QByteArray("runs.length");
        QTest::newRow("same column twice") << QByteArray("twice") << QByteArray("table.duplicate-column");
        QTest::newRow("same name twice") << QByteArray("name") << QByteArray("contract.");
        QTest::newRow("unknown unit") << QByteArray("unit") << QByteArray("unit.unknown");
        QTest::newRow("reversed range") << QByteArray("reversed") << QByteArray("contract.range.reversed");
        QTest::newRow("validated outside physical") << QByteArray("outside") << QByteArray("contract.range.");
        QTest::newRow("rule that breaks its example")
            << QByteArray("example") << QByteArray("rule.example.failed");
        QTest::newRow("a misspelt rule") << QByteArray("misspelt") << QByteArray("contract.field.unknown");
        QTest::newRow("newer spec") << QByteArray("newer") << QByteArray("contract.format-newer");
    }
    void badRunsAndSpecsAreRefused()
    {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, code);
        json spec = stationSpec();
        json& flow = spec["contract"]["inputs"][0];
        QByteArray table = QByteArray::fromStdString(stationTable(stationRuns(12)));
        if (what == "column")
            table.replace("t_bearing", "t_other");
        if (what == "text")
            table.replace("\n2,", "\n2,warm");
        if (what == "length")
            table.truncate(table.trimmed().lastIndexOf('\n') + 1);
        if (what == "twice")
            table.replace("t_bearing", "p_fail");
        if (what == "name")
            spec["contract"]["inputs"][1]["name"] = "q_in";
        if (what == "unit")
            flow["unit"] = "furlong/h";
        if (what == "reversed")
            flow["validated"] = {1800, 400};
        if (what == "outside")
            flow["validated"] = {400, 2500};
        if (what == "example")
            spec["contract"]["guardrails"][0]["examples"] = {
                {{"label", "too much"}, {"inputs", {{"q_in", 1700}, {"n", 2}}}, {"passes", true}}};
        if (what == "misspelt") {
            spec["contract"]["guardrail"] = spec["contract"]["guardrails"];
            spec["contract"].erase("guardrails");
        }
        if (what == "newer")
            spec["contract"]["formatVersion"] = 99;
        QFile::remove(file("p.xdt"));
        const XdtOutcome outcome = train(spec, table.toStdString());
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.code().startsWith(code), outcome.out.constData());
        QVERIFY(!outcome.json()["diagnostics"][0]["remedy"].get<std::string>().empty());
        QVERIFY(!outcome.json()["diagnostics"][0]["location"].get<std::string>().empty());
        QVERIFY(!QFile::exists(file("p.xdt")));
    }

    void aSlipInATableIsNotGuessedAsAChoice_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QByteArray>("found");
        QByteArray comma = "a;b;y\n", word = "a,b,y\n";
        for (int i = 0; i < 12; ++i) {
            comma += QByteArray::number(i + 1) + ",500;" + QByteArray::number(i * i) + ";1," +
                     QByteArray::number(100 + i) + "\n";
            word += QByteArray::number(i) + "," + QByteArray::number(0.5 * i * i) + "," +
                    QByteArray::number(i + 3) + "\n";
        }
        QTest::newRow("comma, decimal or of thousands") << comma << QByteArray("\"1,500\" in line 2");
        QTest::newRow("word") << word.replace("\n3,4.5,", "\n3,off,") << QByteArray("\"off\" in line 5");
    }
    void aSlipInATableIsNotGuessedAsAChoice()
    {
        QFETCH(QByteArray, table);
        QFETCH(QByteArray, found);
        writeText(file("slip.csv"), table.toStdString());
        const XdtOutcome outcome = xdt({"train", "--guess", file("slip.csv"), "-o", file("slip.json")});
        QCOMPARE(outcome.exit, 2);
        QVERIFY2(outcome.err.contains(found) && outcome.err.contains("[runs.text]"), outcome.err.constData());
        QCOMPARE(outcome.err.count('\n'), 1);
        QVERIFY(!QFile::exists(file("slip.json")));
    }

    void anAnswerNeverReplacesWhatItIsMadeFrom()
    {
        writeText(file("runs.csv"), stationTable(stationRuns(12)));
        writeText(file("spec.json"), stationSpec().dump());
        QVERIFY(QFile::link("runs.csv", file("link.csv")));
        const QByteArray runs = readBytes(file("runs.csv")), spec = readBytes(file("spec.json"));
        const QStringList train = {"train", file("runs.csv"), "--spec", file("spec.json"), "-o"};
        QCOMPARE(xdt(train + QStringList{file("own.xdt")}).exit, 0);
        const QByteArray package = readBytes(file("own.xdt"));
        const QStringList eval = {"eval", file("own.xdt"), "--csv", file("runs.csv"), "-o"};
        for (const QStringList& arguments :
             {train + QStringList{file("runs.csv")}, train + QStringList{file("spec.json")},
              train + QStringList{file("link.csv")}, eval + QStringList{file("runs.csv")},
              eval + QStringList{file("own.xdt")},
              QStringList{"train", "--guess", file("runs.csv"), "-o", file("runs.csv")}}) {
            const XdtOutcome outcome = xdt(arguments);
            QCOMPARE(outcome.exit, 1);
            QVERIFY2(outcome.err.contains("[usage.output]"), outcome.err.constData());
        }
        QCOMPARE(readBytes(file("runs.csv")), runs);
        QCOMPARE(readBytes(file("spec.json")), spec);
        QCOMPARE(readBytes(file("own.xdt")), package);
    }

    void aPackageThatCannotBeWrittenIsAFailure()
    {
        writeText(file("runs.csv"), stationTable(stationRuns(12)));
        writeText(file("spec.json"), stationSpec().dump());
        const QStringList arguments = {"train", file("runs.csv"), "--spec", file("spec.json"), "-o"};
        QCOMPARE(xdt(arguments + QStringList{"/dev/full"}).exit, 3);
        QCOMPARE(xdt(arguments + QStringList{file("none/p.xdt")}).exit, 3);
        QCOMPARE(xdt(arguments + QStringList{"/proc/p.xdt"}).exit, 3);
    }

    void aLimitOnTheSizeOfFilesIsAFailureToo()
    {
        writeText(file("spec.json"), stationSpec().dump());
        QProcess process;
        process.start("sh", {"-c", "ulimit -f 1; exec \"$0\" sample \"$1\" --runs 2000 -o \"$2\"",
                             TWINWRIGHT_XDT, file("spec.json"), file("limited.csv")});
        QVERIFY(process.waitForFinished(60000));
        const QByteArray words = process.readAllStandardError();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 3, words.constData());
        QVERIFY2(words.contains("[file.full]"), words.constData());
        QVERIFY(!QFile::exists(file("limited.csv")));
    }

    void aFullFactorialCountsItsOwnRuns()
    {
        writeText(file("spec.json"), stationSpec().dump());
        const QStringList sample = {"sample", file("spec.json"), "--kind", "full-factorial", "--levels", "2",
                                    "-o",     file("grid.csv")};
        const XdtOutcome counted = xdt(sample + QStringList{"--runs", "7"});
        QCOMPARE(counted.exit, 1);
        QVERIFY2(counted.err.contains("[usage.arguments]") && counted.err.contains("--levels"),
                 counted.err.constData());
        QVERIFY(!QFile::exists(file("grid.csv")));
        QCOMPARE(xdt(sample).exit, 0);
        // two levels of each of the inputs, and the heading
        QCOMPARE(readBytes(file("grid.csv")).count('\n'),
                 1 + (1 << stationSpec()["contract"]["inputs"].size()));
    }

    void aHypercubeHasItsShortNameToo()
    {
        json spec = stationSpec();
        spec["contract"].erase("guardrails"); // a hypercube of few runs does not keep to every rule
        writeText(file("spec.json"), spec.dump());
        const QStringList sample = {"sample", file("spec.json"), "--runs", "9", "-o"};
        QCOMPARE(xdt(sample + QStringList{file("short.csv"), "--kind", "lhs"}).exit, 0);
        QCOMPARE(xdt(sample + QStringList{file("long.csv"), "--kind", "latin-hypercube"}).exit, 0);
        QVERIFY(!readBytes(file("short.csv")).isEmpty());
        QCOMPARE(readBytes(file("short.csv")), readBytes(file("long.csv")));
    }

    void aTextIsNoPackage()
    {
        writeText(file("runs.csv"), stationTable(stationRuns(12)));
        for (const QStringList& arguments :
             {QStringList{"info", file("runs.csv")}, QStringList{"eval", file("runs.csv")},
              QStringList{"report", file("runs.csv"), "-o", file("r.html")}}) {
            const XdtOutcome outcome = xdt(arguments);
            QCOMPARE(outcome.exit, 2);
            QVERIFY2(outcome.err.contains("[package.zip]") && outcome.err.contains("text"), outcome.err);
        }
        QVERIFY(!QFile::exists(file("r.html")));
    }

    void checksAnApp()
    {
        writeText(file("broken.twinapp"), "{\"formatVersion\": 1, \"root\": {");
        QCOMPARE(xdt({"check", file("broken.twinapp"), "--json"}).exit, 2);
        QCOMPARE(xdt({"check", file("nowhere.twinapp")}).exit, 2);

        QVERIFY2(train(stationSpec(), stationTable(stationRuns(60))).exit == 0, "no package");
        const json slider = {
            {"id", "n2"}, {"type", "slider"}, {"properties", {{"input", "gone"}, {"cell", {0, 3, 6, 4}}}}};
        const json page = {{"id", "n1"}, {"type", "page"}, {"children", {slider}}};
        const json app = {{"formatVersion", 1},
                          {"root",
                           {{"id", "n0"},
                            {"type", "app"},
                            {"properties", {{"title", "Inspect"}, {"package", {{"path", "p.xdt"}}}}},
                            {"children", {page}}}}};
        writeText(file("app.twinapp"), app.dump());
        const XdtOutcome outcome = xdt({"check", file("app.twinapp"), "--json"});
        QCOMPARE(outcome.exit, 2);
        const json findings = outcome.json()["diagnostics"];
        QVERIFY2(std::any_of(findings.begin(), findings.end(),
                             [](const json& finding) {
                                 return finding["message"].get<std::string>().find("gone") !=
                                            std::string::npos &&
                                        finding["location"].get<std::string>().starts_with(
                                            "/root/children/0/children/0");
                             }),
                 outcome.out.constData());
        QCOMPARE(xdt({"export", file("app.twinapp"), "--to", file("exports"), "--kit", m_folder.path()}).exit,
                 2);
        QVERIFY(!QFile::exists(file("exports")) || QDir(file("exports")).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
