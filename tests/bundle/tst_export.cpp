// SPDX-License-Identifier: GPL-3.0-or-later
// Exporting an app, with a kit of our own in place of the real one: what is written, that it is written all
// or not at all, and that it is the same every time.

#include "bundle/export.h"
#include "bundle/launch_files.h"
#include "catalog.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <sys/resource.h>

using namespace twin;

namespace {

const char* const contractText = R"({
  "formatVersion": 1, "id": "test.tank", "version": "1.0.0", "title": "Tank",
  "fidelity": "An exact formula.", "madeFor": ["testing"], "notFor": ["anything else"], "reviewDate": "2030-01-01",
  "inputs": [{"name": "q", "label": "Flow", "description": "", "type": "real", "unit": "m3/h", "displayUnits": [], "nominal": 1,
              "start": 5, "physical": [0, 10], "validated": [1, 9]}],
  "outputs": [{"name": "v", "label": "Double flow", "description": "", "type": "real", "unit": "m3/h", "displayUnits": [], "nominal": 1,
               "series": false, "confidence": {"kind": "none", "reason": "exact"},
               "accuracy": [{"metric": "maxAbs", "value": 0.1, "unit": "m3/h", "region": "validated", "samples": 10}],
               "plausibility": {"range": [0, 100], "monotone": "no"}}],
  "guardrails": [],
  "provenance": {"source": "formula", "author": "", "created": "2026-01-01", "tool": "", "dataHash": "", "notes": ""}})";

std::shared_ptr<const Package> tankPackage()
{
    auto package = std::make_shared<Package>();
    auto contract = contractFromJson(nlohmann::json::parse(contractText));
    if (!contract)
        qFatal("%s", format(contract.error()).c_str());
    package->contract = *contract;
    auto model = loadModel({{"kind", "expression"}, {"outputs", {"v"}}, {"expressions", {{"v", "2 * q"}}}},
                           {}, package->contract, "");
    if (!model)
        qFatal("%s", format(model.error()).c_str());
    package->models.push_back(std::move(*model));
    package->report = {{"outputs", nlohmann::json::object()}};
    const double nan = std::nan("");
    package->conformance.push_back({{5}, {{10}}, {{nan}}, {{nan}}});
    return package;
}

Bundle tankApp(const std::string& title = "Tank Überlauf: today?")
{
    Bundle bundle;
    bundle.package = tankPackage();
    bundle.document.root = {"n1",
                            "app",
                            {{"title", title},
                             {"decision", "Fill the tank?"},
                             {"user", "Shift lead"},
                             {"package", {{"path", "tank.xdt"}, {"id", "test.tank"}, {"version", "1.0.0"}}}},
                            {{"n2",
                              "page",
                              {{"title", "Now"}},
                              {{"n3", "fidelity-banner", {{"cell", {0, 0, 24, 3}}}, {}},
                               {"n4", "slider", {{"input", "q"}, {"cell", {0, 3, 8, 4}}}, {}}}}}};
    return bundle;
}

void write(const QString& path, const QByteArray& content, bool executable = false)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
    if (executable)
        file.setPermissions(file.permissions() | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther);
}

QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

QStringList everythingIn(const QString& folder)
{
    QStringList names = QDir(folder).entryList(
        QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
    return names;
}

} // namespace

class TestExport : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_kit;

    Result<ExportResult> exportTo(const QString& directory, const Bundle& bundle = tankApp(),
                                  Diagnostics* findings = nullptr,
                                  const std::function<bool(double, const std::string&)>& progress = {})
    {
        return exportApp(bundle, standardCatalog(), m_kit.toStdString(), directory.toStdString(), findings,
                         progress);
    }

  private slots:
    void initTestCase()
    {
        m_kit = m_folder.filePath("kit");
        write(m_kit + "/launcher", "#!/bin/sh\necho started \"$@\"\n", true);
        write(m_kit + "/lib/twinplayer", QByteArray(300000, 'p'), true);
        write(m_kit + "/lib/libx.so.1", "library");
        write(m_kit + "/LICENSE", "licence");
        write(m_kit + "/NOTICE", "notice");
        write(m_kit + "/icon.svg", "<svg/>");
    }

    void folderAndArchiveHoldTheApp()
    {
        const QString to = m_folder.filePath("new/exports");
        double last = 0;
        const auto result = exportTo(to, tankApp(), nullptr, [&last](double share, const std::string& words) {
            const bool rising = share >= last && share <= 1 && !words.empty();
            last = share;
            return rising;
        });
        QVERIFY2(result, result ? "" : format(result.error()).c_str());
        QCOMPARE(last, 1.0);
        QCOMPARE(everythingIn(to), QStringList({"tank-uberlauf-today", "tank-uberlauf-today.tar.xz"}));
        const QString app = to + "/tank-uberlauf-today";
        QCOMPARE(everythingIn(app),
                 QStringList({"LICENSE", "NOTICE", "README.txt", "app.twinpack", "lib", "tank-uberlauf-today",
                              "tank-uberlauf-today.desktop", "tank-uberlauf-today.svg"}));
        QStringList executable;
        for (const QFileInfo& file : QDir(app).entryInfoList(QDir::Files))
            if (file.isExecutable())
                executable << file.fileName();
        QCOMPARE(executable, QStringList{"tank-uberlauf-today"});

        const auto packed = openBundle((app + "/app.twinpack").toStdString(), standardCatalog());
        QVERIFY(packed);
        QVERIFY(!hasErrors(packed->diagnostics));
        QCOMPARE(packed->document.root.children, tankApp().document.root.children);
        QCOMPARE(packed->package->contract.id, std::string("test.tank"));
        const QByteArray readme = read(app + "/README.txt");
        for (const char* word : {"Fill the tank?", "Shift lead", "An exact formula.", "anything else",
                                 "2030-01-01", "--selftest"})
            QVERIFY2(readme.contains(word), word);

        QProcess tar;
        tar.start("tar", {"-C", to, "-d", "-f", QString::fromStdString(result->archive.string())});
        tar.waitForFinished();
        // The only differences allowed are those of owner and time, which the archive fixes.
        for (const QString& line : QString(tar.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts))
            QVERIFY2(line.endsWith("Uid differs") || line.endsWith("Gid differs") ||
                         line.endsWith("Mod time differs"),
                     qPrintable(line));
        QCOMPARE(qint64(result->archiveBytes), QFileInfo(to + "/tank-uberlauf-today.tar.xz").size());
        QProcess sum;
        sum.start("sha256sum", {QString::fromStdString(result->archive.string())});
        sum.waitForFinished();
        QCOMPARE(QString::fromStdString(result->archiveSha256),
                 QString(sum.readAllStandardOutput()).section(' ', 0, 0));
    }

    void theSameAppGivesTheSameBytes()
    {
        const auto first = exportTo(m_folder.filePath("a"));
        const auto second = exportTo(m_folder.filePath("b"));
        const auto again = exportTo(m_folder.filePath("a"));
        QVERIFY(first && second && again);
        QCOMPARE(second->archiveSha256, first->archiveSha256);
        QCOMPARE(again->archiveSha256, first->archiveSha256);
        Bundle other = tankApp();
        other.document.root.properties["decision"] = "Empty the tank?";
        QVERIFY(exportTo(m_folder.filePath("c"), other)->archiveSha256 != first->archiveSha256);
    }

    void theGateRefusesWhatIsNotReady()
    {
        Bundle bundle = tankApp();
        bundle.package = nullptr;
        Diagnostics findings;
        const auto result = exportTo(m_folder.filePath("refused"), bundle, &findings);
        QVERIFY(!result);
        QCOMPARE(result.error().code, std::string("export.gate"));
        QVERIFY(hasErrors(findings));
        QVERIFY(result.error().message.find(findings.front().message) != std::string::npos);
        QVERIFY(!QDir(m_folder.filePath("refused")).exists());

        bundle = tankApp();
        bundle.diagnostics.push_back({Severity::Error, "document.newer", "", "Too new.", "Update."});
        QCOMPARE(exportTo(m_folder.filePath("refused"), bundle).error().code, std::string("export.gate"));
    }

    void aKitThatIsNotWholeIsNamed()
    {
        const auto result = exportApp(tankApp(), standardCatalog(), m_folder.filePath("no-kit").toStdString(),
                                      m_folder.filePath("refused").toStdString());
        QVERIFY(!result);
        QCOMPARE(result.error().code, std::string("export.kit"));
    }

    void somebodyElsesFolderIsLeftAlone()
    {
        write(m_folder.filePath("taken/tank-uberlauf-today/thesis.txt"), "years of work");
        const auto result = exportTo(m_folder.filePath("taken"));
        QVERIFY(!result);
        QCOMPARE(result.error().code, std::string("export.exists"));
        QCOMPARE(read(m_folder.filePath("taken/tank-uberlauf-today/thesis.txt")),
                 QByteArray("years of work"));
    }

    void cancelledOrOutOfRoomLeavesTheOldExport_data()
    {
        QTest::addColumn<double>("cancelAt");
        QTest::newRow("cancelled while copying") << 0.01;
        QTest::newRow("cancelled while compressing") << 0.5;
        QTest::newRow("disk full") << 2.0;
    }

    void cancelledOrOutOfRoomLeavesTheOldExport()
    {
        QFETCH(double, cancelAt);
        const QString to = m_folder.filePath("old");
        const auto old = exportTo(to);
        QVERIFY(old);
        const QStringList before = everythingIn(to);
        Bundle changed = tankApp();
        changed.document.root.properties["decision"] = "Another?";

        std::signal(SIGXFSZ, SIG_IGN);
        rlimit usual{};
        getrlimit(RLIMIT_FSIZE, &usual);
        if (cancelAt > 1) {
            const rlimit small{100000, usual.rlim_max};
            setrlimit(RLIMIT_FSIZE, &small);
        }
        const auto result = exportTo(
            to, changed, nullptr, [cancelAt](double share, const std::string&) { return share < cancelAt; });
        setrlimit(RLIMIT_FSIZE, &usual);
        QVERIFY(!result);
        QCOMPARE(result.error().code, std::string(cancelAt > 1 ? "file.full" : "export.cancelled"));
        QCOMPARE(everythingIn(to), before);
        QVERIFY(!read(to + "/tank-uberlauf-today/README.txt").contains("Another?"));
    }

    void aFileInPlaceOfTheFolderIsSaid()
    {
        write(m_folder.filePath("file"), "");
        const auto result = exportTo(m_folder.filePath("file/exports"));
        QVERIFY(!result);
        QVERIFY(result.error().code.starts_with("file."));
        QVERIFY(!result.error().remedy.empty());
    }

    void namesComeFromTitles_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << "Eastfield"
                               << "eastfield";
        QTest::newRow("punctuation") << "  Which pumps?  Today -- 2 of 3!"
                                     << "which-pumps-today-2-of-3";
        QTest::newRow("accents") << "Zürich Öl é"
                                 << "zurich-ol-e";
        QTest::newRow("no Latin letter") << "水泵"
                                         << "app";
        QTest::newRow("empty") << ""
                               << "app";
        QTest::newRow("path") << "../../etc/passwd"
                              << "etc-passwd";
        QTest::newRow("an entry of the kit") << "Lib"
                                             << "lib-app";
        QTest::newRow("long") << QString(80, 'x') << QString(48, 'x');
    }

    void namesComeFromTitles()
    {
        QFETCH(QString, title);
        QFETCH(QString, name);
        QCOMPARE(QString::fromStdString(exportName(title.toStdString(), m_kit.toStdString())), name);
    }

    void theDesktopEntryStartsTheProgramBesideIt()
    {
        const QString folder = m_folder.filePath("a place/with $HOME and \"quotes\"");
        write(folder + "/pump", "#!/bin/sh\necho started\n", true);
        const QString entry =
            QString::fromStdString(desktopEntry({"Two\nlines \\ here", "Why?", "", nullptr}, "pump"));
        QVERIFY(entry.contains("\nName=Two lines \\\\ here\n"));
        // As the Desktop Entry Specification reads a value: first the escapes of strings, then those of
        // quoted arguments.
        QString command = entry.section("\nExec=", 1).section('\n', 0, 0);
        command.replace("\\\\", "\\");
        const qsizetype from = command.indexOf('"'), to = command.lastIndexOf('"');
        QString script = command.mid(from + 1, to - from - 1);
        script.replace("\\\"", "\"").replace("\\$", "$");
        QCOMPARE(command.left(from), QString("sh -c "));
        QCOMPARE(command.mid(to + 1), QString(" %k"));
        QProcess process;
        process.start("sh", {"-c", script, folder + "/pump.desktop"});
        process.waitForFinished();
        QCOMPARE(process.readAllStandardOutput(), QByteArray("started\n"));
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
