// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/xdt_program.h"
#include "fmi/test_fmus.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <csignal>

using namespace twin;
using nlohmann::json;

namespace {

/// Processes that have loaded something from below a folder.
int processesWith(const QString& folder)
{
    int found = 0;
    for (const QString& process : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs))
        found += readBytes("/proc/" + process + "/maps").contains(folder.toUtf8() + "/twinwright-fmu-");
    return found;
}

/// Each line's fields; no field of these tests holds a comma but in quotes at the reason, which is cut off.
std::vector<QStringList> rowsOf(const QByteArray& csv)
{
    std::vector<QStringList> rows;
    for (const QByteArray& line : csv.trimmed().split('\n')) {
        QString text = QString::fromUtf8(line);
        const auto from = text.indexOf('"'), to = text.lastIndexOf('"');
        if (from >= 0)
            text.replace(from, to - from + 1, QString(text.mid(from, to - from + 1)).replace(',', ';'));
        rows.push_back(text.split(','));
    }
    return rows;
}

json lagSpec()
{
    const json bound = {{{"metric", "maxAbs"}, {"value", 1e-9}, {"unit", "1"}, {"region", "all of it"}}};
    return {
        {"contract",
         {{"fidelity", "The formula itself."},
          {"madeFor", {"testing"}},
          {"notFor", {"anything else"}},
          {"reviewDate", "2031-01-01"},
          {"axis", {{"unit", "s"}, {"values", {0, 1, 2.5, 10}}}},
          {"inputs",
           {{{"name", "u"}, {"validated", {-2, 2}}},
            {{"name", "tau"}, {"label", "Time constant"}, {"physical", {0.1, 100}}, {"validated", {1, 50}}}}},
          {"outputs", {{{"name", "h"}, {"accuracy", bound}}}}}},
        {"fmu", {{"variables", {{"tau", "lag.T"}}}}}};
}

} // namespace

class TestImport : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString file(const char* name) const { return m_folder.filePath(name); }
    QString folder() const { return m_folder.filePath("tmp"); }

    XdtOutcome import(const std::string& fmu, const json& spec, const char* name = "p.xdt") const
    {
        writeText(file("model.fmu"), fmu);
        writeText(file("spec.json"), spec.dump());
        return xdt({"import", file("model.fmu"), "--spec", file("spec.json"), "-o", file(name), "--json"});
    }

  private slots:
    void initTestCase()
    {
        QVERIFY(QDir().mkpath(folder()));
        qputenv("TMPDIR", folder().toUtf8());
    }

    void aDraftAnswersButIsNotTrusted()
    {
        writeText(file("lag.fmu"), lagFmu());
        const XdtOutcome imported = xdt({"import", file("lag.fmu"), "-o", file("lag.xdt")});
        QVERIFY2(imported.exit == 0, imported.err.constData());
        for (const char* lack : {"fidelity", "made-for", "not-for", "review-date", "validated", "accuracy"})
            QVERIFY2(imported.err.contains(QByteArray("contract.evidence.") + lack), lack);
        const json answer =
            xdt({"eval", file("lag.xdt"), "--set", "u=3", "lag_T=4", "gear=fast", "--json"}).json();
        QCOMPARE(answer.value("zone", ""), std::string("sparse"));
        QCOMPARE(answer.value("verdict", ""), std::string("Warn"));
        const json& values = answer["outputs"]["h"]["values"];
        QCOMPARE(values.size(), std::size_t(101));
        for (std::size_t k = 0; k < values.size(); ++k)
            QVERIFY(std::fabs(values[k].get<double>() + 6 * std::expm1(-0.1 * double(k) / 4)) < 1e-10);
    }

    void aSpecFillsInWhatAPersonKnows()
    {
        const XdtOutcome imported = import(lagFmu(), lagSpec());
        QVERIFY2(imported.exit == 0, imported.err.constData());
        QVERIFY2(!imported.err.contains("contract.evidence."), imported.err.constData());
        const json answer = xdt({"eval", file("p.xdt"), "--set", "u=2", "tau=5", "--json"}).json();
        QCOMPARE(answer.value("zone", ""), std::string("validated"));
        const double times[] = {0, 1, 2.5, 10};
        for (std::size_t k = 0; k < 4; ++k)
            QVERIFY(std::fabs(answer["outputs"]["h"]["values"][k].get<double>() +
                              2 * std::expm1(-times[k] / 5)) < 1e-10);
        QCOMPARE(xdt({"eval", file("p.xdt"), "--set", "tau=60", "--json"}).json().value("zone", ""),
                 std::string("unvalidated"));
        const XdtOutcome again = import(lagFmu(), lagSpec(), "again.xdt");
        QCOMPARE(readBytes(file("again.xdt")), readBytes(file("p.xdt")));
        QCOMPARE(again.json()["notes"].size(), std::size_t(0));
    }

    /// The FMU beside runs that are off by 0.01, 0.02, ... 0.40.
    void runsGiveTheEvidence()
    {
        std::string table = "run,u,tau,time,h\n";
        const double times[] = {0, 1, 2.5, 10};
        for (int run = 0; run < 40; ++run) {
            const double u = -2 + 0.1 * run, tau = 1 + (run * 17) % 49;
            const double error = 0.01 * ((run * 37) % 40 + 1) * (run % 3 ? 1 : -1);
            for (const double time : times)
                table += QString("%1,%2,%3,%4,%5\n")
                             .arg(run)
                             .arg(u, 0, 'g', 17)
                             .arg(tau)
                             .arg(time)
                             .arg(-u * std::expm1(-time / tau) + error, 0, 'g', 17)
                             .toStdString();
        }
        writeText(file("runs.csv"), table);
        json spec = lagSpec();
        spec["contract"]["outputs"][0].erase("accuracy");
        spec["runs"] = "runs.csv";
        spec["run"] = "run";
        const XdtOutcome imported = import(lagFmu(), spec, "measured.xdt");
        QVERIFY2(imported.exit == 0, imported.out + imported.err);
        const json answer = xdt({"eval", file("measured.xdt"), "--set", "u=1", "tau=5", "--json"}).json();
        QCOMPARE(answer.value("zone", ""), std::string("validated"));
        const json& h = answer["outputs"]["h"];
        for (std::size_t k = 0; k < 4; ++k) // the 37th of 40 errors: ceil(41 * 0.9)
            QVERIFY(std::fabs(h["values"][k].get<double>() - h["lower"][k].get<double>() - 0.37) < 1e-9);
        const json info = xdt({"info", file("measured.xdt"), "--json"}).json();
        QVERIFY(std::fabs(info["report"]["outputs"]["h"]["maxAbs"].get<double>() - 0.4) < 1e-6);
        QVERIFY(info["report"]["import"]["words"].get<std::string>().find("runs.csv") != std::string::npos);
        QVERIFY(!info["contract"]["outputs"][0]["accuracy"].empty());
        QCOMPARE(xdt({"report", file("measured.xdt"), "-o", file("measured.html")}).exit, 0);
        spec["run"] = "runn";
        const XdtOutcome wrong = import(lagFmu(), spec, "wrong.xdt");
        QVERIFY2(wrong.exit == 2 && wrong.out.contains("runn"), wrong.out);
        QVERIFY(!QFile::exists(file("wrong.xdt")));
        spec.erase("run");
        spec["rums"] = "runs.csv";
        const XdtOutcome slip = import(lagFmu(), spec, "wrong.xdt");
        QVERIFY2(slip.out.contains("Did you mean \\\"runs\\\""), slip.out);
    }

    void aSweepKeepsWhatWentWell()
    {
        const json limits = {{"fmu", {{"limits", {{"seconds", 1}, {"megabytes", 256}}}}}};
        QCOMPARE(import(wildFmu(), limits, "wild.xdt").exit, 0);
        // behave, crash, behave, hang, end early, behave, not a number, exit, print, behave
        const int deeds[] = {0, 1, 0, 2, 9, 0, 6, 12, 5, 0};
        std::string table = "deed\n";
        for (const int deed : deeds)
            table += std::to_string(deed) + "\n";
        writeText(file("deeds.csv"), table);
        const XdtOutcome swept = xdt({"eval", file("wild.xdt"), "--csv", file("deeds.csv")});
        QVERIFY2(swept.exit == 0, swept.err.constData());
        QVERIFY(!swept.out.contains("garbage") && !swept.err.contains("garbage"));
        const std::vector<QStringList> rows = rowsOf(swept.out);
        QCOMPARE(rows.size(), 1 + 6 * std::size(deeds));
        QCOMPARE(rows[0].join(','), QString("row,deed,time,zone,verdict,reason,answer"));
        for (std::size_t row = 0; row < std::size(deeds); ++row) {
            const QStringList& last = rows[6 * row + 6];
            const int deed = deeds[row];
            if (deed == 0)
                QCOMPARE(last[6], QString("42"));
            else if (deed == 5)
                QCOMPARE(last[6].toInt(), EPIPE);
            else
                QVERIFY2(last[4] == "Withhold" && last[6].isEmpty() && !last[5].isEmpty(),
                         qPrintable(last.join(',')));
        }
        QVERIFY(rows[6 + 6][5].contains("crashed"));
        QVERIFY(rows[6 * 3 + 6][5].contains("longer than the 1 s"));
    }

    void onePointThatFailsIsAFailure()
    {
        const json limits = {{"fmu", {{"limits", {{"seconds", 1}, {"megabytes", 256}}}}}};
        QCOMPARE(import(wildFmu(), limits, "wild.xdt").exit, 0);
        const XdtOutcome crashed = xdt({"eval", file("wild.xdt"), "--set", "deed=1", "--json"});
        QCOMPARE(crashed.exit, 3);
        QCOMPARE(crashed.code(), QByteArray("fmu.run.crash"));
    }

    void whatCannotBeRunIsRefused_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("code");
        for (const auto& [what, code] :
             {std::pair("version", "fmu.version"), std::pair("kind", "fmu.kind"),
              std::pair("platform", "fmu.platform"), std::pair("cut", "package.zip"),
              std::pair("spec", "spec.invalid"), std::pair("variable", "fmu.variable"),
              std::pair("unit", "fmu.unit"), std::pair("format", "contract.format-newer"),
              std::pair("readable", "fmu.variable"), std::pair("twice", "fmu.variable"),
              std::pair("unjoined", "fmu.variable")})
            QTest::newRow(what) << QByteArray(what) << QByteArray(code);
    }
    void whatCannotBeRunIsRefused()
    {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, code);
        ArchiveEntries entries = fmuEntries(lagDescription(), "lag_fmi2", "lag");
        std::string& xml = entries["modelDescription.xml"];
        json spec = lagSpec();
        if (what == "version")
            xml = replaced(xml, "fmiVersion=\"2.0\"", "fmiVersion=\"1.0\"");
        if (what == "kind")
            xml = replaced(xml, "<CoSimulation ", "<ModelExchange ");
        if (what == "platform")
            entries.erase("binaries/linux64/lag.so");
        if (what == "spec")
            spec["fmu"]["limit"] = 3;
        if (what == "variable")
            spec["contract"]["inputs"][0]["name"] = "v";
        if (what == "unit")
            spec["contract"]["inputs"][1]["unit"] = "m3/h";
        if (what == "format")
            spec["contract"]["formatVersion"] = 99;
        if (what == "twice") {
            spec["contract"]["inputs"].push_back({{"name", "lag"}, {"validated", {1, 50}}});
            spec["fmu"]["variables"]["lag"] = "lag.T";
        }
        if (what == "unjoined")
            spec["fmu"]["variables"]["Tau"] = "lag.T";
        if (what == "readable")
            spec["contract"]["inputs"][0]["name"] = "h";
        std::string bytes = fmuBytes(entries);
        if (what == "cut")
            bytes.resize(bytes.size() / 2);
        QFile::remove(file("refused.xdt"));
        const XdtOutcome outcome = import(bytes, spec, "refused.xdt");
        QVERIFY2(outcome.code() == code, outcome.out.constData());
        QCOMPARE(outcome.exit, 2);
        QVERIFY(!outcome.json()["diagnostics"][0]["remedy"].get<std::string>().empty());
        QVERIFY(!QFile::exists(file("refused.xdt")));
    }

    void otherFilesAreNoModels()
    {
        writeText(file("model.txt"), "hello");
        const XdtOutcome outcome = xdt({"import", file("model.txt"), "-o", file("no.xdt"), "--json"});
        QCOMPARE(outcome.exit, 2);
        QCOMPARE(outcome.code(), QByteArray("import.kind"));
    }

    void aKilledSessionTakesItsChildAlong()
    {
        QCOMPARE(import(wildFmu(), json::object(), "hang.xdt").exit, 0);
        QProcess session;
        session.start(TWINWRIGHT_XDT, {"eval", file("hang.xdt"), "--set", "deed=2"});
        QVERIFY(session.waitForStarted());
        QTRY_COMPARE_WITH_TIMEOUT(processesWith(folder()), 1, 30000);
        ::kill(pid_t(session.processId()), SIGKILL);
        QVERIFY(session.waitForFinished());
        QTRY_COMPARE_WITH_TIMEOUT(processesWith(folder()), 0, 30000);
        QCOMPARE(QDir(folder()).entryList({"twinwright-fmu-*"}).size(), 1);
        QCOMPARE(xdt({"eval", file("hang.xdt")}).exit, 0);
        QCOMPARE(QDir(folder()).entryList({"twinwright-fmu-*"}).size(), 0); // the next one tidies up
    }

    // A run of a million steps, two thousand of them for the sensitivity.
    void ctrlCEndsAnImport_data()
    {
        QTest::addColumn<bool>("withRuns");
        QTest::newRow("with runs") << true;
        QTest::newRow("without") << false;
    }
    void ctrlCEndsAnImport()
    {
        QFETCH(bool, withRuns);
        json spec = lagSpec();
        spec["fmu"]["step"] = 1e-5;
        spec["contract"]["outputs"][0].erase("accuracy");
        if (withRuns) {
            spec["run"] = "run";
            spec["runs"] = "runs.csv";
            std::string runs = "run,u,tau,h,time\n";
            for (int run = 0; run < 40; ++run) {
                const double u = run * 0.05, tau = 1 + run;
                for (const double t : {0.0, 1.0, 2.5, 10.0})
                    runs += std::to_string(run) + "," + std::to_string(u) + "," + std::to_string(tau) + "," +
                            std::to_string(u * -std::expm1(-t / tau)) + "," + std::to_string(t) + "\n";
            }
            writeText(file("runs.csv"), runs);
        } else {
            spec["conformance"] = 1000;
        }
        writeText(file("model.fmu"), lagFmu());
        writeText(file("spec.json"), spec.dump());
        QFile::remove(file("stopped.xdt"));
        QProcess process;
        process.start(TWINWRIGHT_XDT, {"import", file("model.fmu"), "--spec", file("spec.json"), "-o",
                                       file("stopped.xdt"), "-q"});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY(processesWith(folder()) > 0);
        QCOMPARE(::kill(pid_t(process.processId()), SIGINT), 0);
        QVERIFY(process.waitForFinished(60000));
        const QByteArray words = process.readAllStandardError();
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 3, words);
        QVERIFY2(words.contains("[import.cancelled]"), words);
        QVERIFY(!QFile::exists(file("stopped.xdt")));
        QTRY_COMPARE(processesWith(folder()), 0);
        QVERIFY(QDir(folder()).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestImport)
#include "tst_import.moc"
