// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "fmi/fmu_model.h"
#include "fmi/import_fmu.h"
#include "fmi/test_fmus.h"
#include "session/batch.h"
#include "session/package_instance.h"

#include <QDir>
#include <QTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

namespace {

/// Runs every deed of the wild FMU within a second or so.
json wildSpec()
{
    return {{"fmu", {{"limits", {{"seconds", 1}, {"megabytes", 256}}}}}};
}

/// Answers one point at a time, as a session does.
class Asker
{
  public:
    explicit Asker(const Package& package)
        : m_package(package), m_instance(std::move(*PackageInstance::create(package)))
    {}

    Status ask(std::vector<double> inputs)
    {
        answers.clear();
        std::vector<OutputSlice> slices;
        for (const Variable& output : m_package.contract.outputs) {
            answers.emplace_back(m_package.contract.points(output), -1.0);
            slices.push_back({answers.back().data(), nullptr, nullptr});
        }
        return m_instance.evaluate(inputs.data(), 1, slices);
    }

    std::vector<std::vector<double>> answers;

  private:
    const Package& m_package;
    PackageInstance m_instance;
};

int unpackedFolders()
{
    return int(QDir(qEnvironmentVariable("TMPDIR", "/tmp")).entryList({"twinwright-fmu-*"}).size());
}

} // namespace

class TestFmuModel : public QObject
{
    Q_OBJECT

    Result<Package> import(const std::string& fmu, const json& spec = json::object())
    {
        m_notes.clear();
        return importFmu(fmu, "test.fmu", spec, nullptr, m_notes);
    }
    std::vector<std::string> m_notes;

  private slots:
    void aLagFollowsItsFormula()
    {
        const auto package = import(lagFmu());
        QVERIFY2(package, package ? "" : package.error().message.c_str());
        Asker asker(*package);
        // u, T, h0, gear (fast doubles), parts, on
        const std::vector<std::vector<double>> points = {
            {1, 2, 0, 0, 1, 1}, {-3, 0.5, 4, 0, 2, 1}, {5, 20, -1, 1, 3, 1}, {2, 1, 7, 0, 1, 0}};
        for (const auto& point : points) {
            const Status status = asker.ask(point);
            QVERIFY2(status, status ? "" : status.error().message.c_str());
            const double target = point[5] * point[0] * point[4] * (point[3] == 1 ? 2 : 1);
            const std::vector<double>& times = package->contract.axis->values;
            for (std::size_t k = 0; k < times.size(); ++k) {
                const double h = target + (point[2] - target) * std::exp(-times[k] / point[1]);
                QVERIFY(std::abs(asker.answers[0][k] - h) < 1e-11 * 30);
                QVERIFY(std::abs(asker.answers[1][k] - (target - h) / point[1]) < 1e-9);
                QCOMPARE(asker.answers[2][k], double(k)); // a step for each point of the axis
                if (std::abs(h - 0.5) > 1e-6)
                    QCOMPARE(asker.answers[3][k], h > 0.5 ? 1.0 : 0.0);
            }
        }
    }

    void everyTypeOfFmi3GoesIn()
    {
        const auto package = import(lag3Fmu());
        QVERIFY2(package, package ? "" : package.error().message.c_str());
        QCOMPARE(package->contract.inputs.size(), std::size_t(12)); // not the array
        QVERIFY(std::any_of(m_notes.begin(), m_notes.end(),
                            [](const std::string& note) { return note.find("field") != std::string::npos; }));
        Asker asker(*package);
        const std::vector<double> point = {2, 0.5, 0.25, -3, 4, -5, 6, -7, 8, -9, 10, 1};
        const Status status = asker.ask(point);
        QVERIFY2(status, status ? "" : status.error().message.c_str());
        const double target = 1.5 * 2 + 0.25 - 3 + 4 - 5 + 6 - 7 + 8 - 9 + 10; // 1.5 stands in its resources
        const std::vector<double>& times = package->contract.axis->values;
        QCOMPARE(times.front(), 1.0);
        for (std::size_t k = 0; k < times.size(); ++k) {
            const double h = target * -std::expm1(-(times[k] - 1) / 0.5);
            QVERIFY(std::abs(asker.answers[0][k] - h) < 1e-11);
            QVERIFY(std::abs(asker.answers[1][k] - 2 * h) < 1e-11);
            QVERIFY(std::abs(asker.answers[2][k] - h) < 1e-6);
        }
        QVERIFY(!asker.ask({2, 0.5, 0, 300, 0, 0, 0, 0, 0, 0, 0, 1})); // no signed byte
        const Status over = asker.ask({200, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        QVERIFY(!over);
        QCOMPARE(over.error().code, std::string("fmu.run.terminated"));
        QVERIFY(asker.ask(point));
    }

    void theSpecHasTheLastWord()
    {
        const json spec = {
            {"contract",
             {{"id", "tank"},
              {"axis", {{"unit", "min"}, {"values", {0, 0.05, 0.1}}}},
              {"inputs",
               {{{"name", "drive"}, {"label", "Drive"}, {"validated", {-1, 1}}},
                {{"name", "tau"}, {"unit", "min"}, {"start", 0.05}, {"validated", {0.01, 1}}}}},
              {"outputs",
               {{{"name", "level"}, {"unit", "m"}},
                {{"name", "speed"}, {"unit", "km/h"}},
                {{"name", "inner"}, {"unit", "Cel"}, {"series", false}}}}}},
            {"fmu",
             {{"variables", {{"drive", "u"}, {"tau", "lag.T"}, {"level", "h"}, {"speed", "der(h)"}}},
              {"step", 0.01}}}};
        const auto package = import(lagFmu(), spec);
        QVERIFY2(package, package ? "" : (package.error().location + package.error().message).c_str());
        QCOMPARE(package->contract.id, std::string("tank"));
        QCOMPARE(package->contract.inputs[1].physical.maximum, 1000.0 / 60); // the draft's, in minutes
        Asker asker(*package);
        QVERIFY(asker.ask({1, 0.05}));
        for (int k = 0; k < 3; ++k) {
            const double h = -std::expm1(-k);
            QVERIFY(std::abs(asker.answers[0][std::size_t(k)] - h) < 1e-11);
            QVERIFY(std::abs(asker.answers[1][std::size_t(k)] - 3.6 * (1 - h) / 3) < 1e-10);
        }
        QVERIFY(std::abs(asker.answers[2][0] - (-std::expm1(-2) - 273.15)) < 1e-10);
    }

    void whatCannotBeResetIsMadeAnew()
    {
        const auto package = import(fmuBytes(fmuEntries(lagDescription(), "lag_fmi2_no_reset", "lag")));
        QVERIFY2(package, package ? "" : package.error().message.c_str());
        QVERIFY(std::any_of(m_notes.begin(), m_notes.end(),
                            [](const std::string& note) { return note.find("reset") != std::string::npos; }));
        Asker asker(*package);
        for (int turn = 0; turn < 3; ++turn) {
            QVERIFY(asker.ask({1, 2, 0, 0, 1, 1}));
            QVERIFY(std::abs(asker.answers[0].back() + std::expm1(-5)) < 1e-11);
        }
    }

    void aWildOneCostsOneAnswer_data()
    {
        QTest::addColumn<int>("deed");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, int deed, const char* code, const char* says) {
            QTest::newRow(name) << deed << QByteArray(code) << QByteArray(says);
        };
        row("crash", 1, "fmu.run.crash", "crashed");
        row("hang", 2, "fmu.run.time", "1 s");
        row("eat memory", 4, "fmu.run.memory", "256 MB");
        row("not a number", 6, "model.not-finite", "not a number");
        row("end early", 9, "fmu.run.terminated", "at 1 s");
        row("fail", 10, "fmu.run.step", "the pump is too hot");
        row("fail fatally", 11, "fmu.run.step", "at 1 s");
        row("exit", 12, "fmu.run.exit", "exit code 0");
        row("ring the bell", 16, "fmu.run", "");
        row("scribble over the shared memory", 17, "fmu.run", "");
        row("abort", 18, "fmu.run.crash", "crashed");
        row("close every file", 20, "fmu.run", "");
    }
    void aWildOneCostsOneAnswer()
    {
        QFETCH(int, deed);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, says);
        const auto package = import(wildFmu(), wildSpec());
        QVERIFY2(package, package ? "" : package.error().message.c_str());
        Asker asker(*package);
        QVERIFY(asker.ask({0}));
        const Status status = asker.ask({double(deed)});
        // It may ring before it is asked to: what it then says is no answer to the next question.
        if (deed != 16) {
            QVERIFY(!status);
            QVERIFY2(QByteArray::fromStdString(status.error().code).startsWith(code),
                     status.error().code.c_str());
            QVERIFY2(QByteArray::fromStdString(status.error().message).contains(says),
                     status.error().message.c_str());
            QVERIFY(!status.error().remedy.empty());
        }
        const Status after = asker.ask({0});
        QVERIFY2(after, after ? "" : after.error().message.c_str());
        QCOMPARE(asker.answers[0], std::vector<double>(6, 42.0));
    }

    void whatOneRunTriedIsNotPinnedOnTheNext()
    {
        const auto package = import(wildFmu(), wildSpec());
        QVERIFY(package);
        Asker asker(*package);
        QVERIFY(asker.ask({8})); // opens a socket: refused, and goes on
        const Status status = asker.ask({10});
        QVERIFY(!status);
        QVERIFY2(status.error().message.find("the pump is too hot") != std::string::npos &&
                     status.error().message.find("refused") == std::string::npos,
                 status.error().message.c_str());
    }

    void theSandboxRefuses_data()
    {
        QTest::addColumn<int>("deed");
        QTest::addColumn<int>("error");
        QTest::newRow("fork") << 3 << EPERM;
        QTest::newRow("print") << 5 << EPIPE;
        QTest::newRow("write a file") << 7 << EPERM;
        QTest::newRow("open a socket") << 8 << EPERM;
        QTest::newRow("read a foreign file") << 13 << EACCES;
        QTest::newRow("kill the session") << 14 << EPERM;
        QTest::newRow("start a thread") << 15 << EPERM;
        QTest::newRow("run a program") << 19 << EPERM;
    }
    void theSandboxRefuses()
    {
        QFETCH(int, deed);
        QFETCH(int, error);
        const auto package = import(wildFmu(), wildSpec());
        QVERIFY(package);
        Asker asker(*package);
        const Status status = asker.ask({double(deed)});
        QVERIFY2(status, status ? "" : status.error().message.c_str());
        QCOMPARE(asker.answers[0].front(), 42.0); // before the deed
        QCOMPARE(asker.answers[0].back(), double(error));
        QVERIFY(!QFile::exists("/tmp/twinwright-wild-fmu-was-here"));
    }

    void whatBreaksWhenItIsLoadedIsRefused()
    {
        for (const auto& [binary, code] :
             {std::pair("wild_fmi2_crash", "fmu.run.crash"), std::pair("wild_fmi2_hang", "fmu.run.time")}) {
            const auto package = import(fmuBytes(fmuEntries(wildDescription(), binary, "wild")), wildSpec());
            QVERIFY(!package);
            QCOMPARE(package.error().code, std::string(code));
        }
        ArchiveEntries entries = fmuEntries(wildDescription(), "wild_fmi2", "wild");
        entries["binaries/linux64/wild.so"] = "this is no library";
        const auto package = import(fmuBytes(entries));
        QVERIFY(!package);
        QCOMPARE(package.error().code, std::string("fmu.run.load"));
    }

    void liesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("lie");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("another machine's binary") << QByteArray("platform") << QByteArray("fmu.platform");
        QTest::newRow("an identifier that leads away")
            << QByteArray("identifier") << QByteArray("fmu.platform");
        QTest::newRow("no description") << QByteArray("description") << QByteArray("fmu.contents");
        QTest::newRow("needs its tool") << QByteArray("tool") << QByteArray("fmu.needs-tool");
        QTest::newRow("no end") << QByteArray("time") << QByteArray("fmu.time");
        QTest::newRow("another GUID") << QByteArray("token") << QByteArray("fmu.run.instantiate");
        QTest::newRow("a variable that is not there") << QByteArray("reference") << QByteArray("fmu.run.get");
        QTest::newRow("another type") << QByteArray("type") << QByteArray("fmu.run.set");
        QTest::newRow("a start outside its range") << QByteArray("start") << QByteArray("contract.start");
        QTest::newRow("a range the wrong way round") << QByteArray("range") << QByteArray("contract.range");
        QTest::newRow("a fixed step beside the axis") << QByteArray("step") << QByteArray("fmu.step");
        QTest::newRow("a hundred million steps") << QByteArray("steps") << QByteArray("fmu.step");
        QTest::newRow("no zip") << QByteArray("zip") << QByteArray("package.zip");
    }
    void liesAreRefused()
    {
        QFETCH(QByteArray, lie);
        QFETCH(QByteArray, code);
        ArchiveEntries entries = fmuEntries(lagDescription(), "lag_fmi2", "lag");
        std::string& xml = entries["modelDescription.xml"];
        json spec = json::object();
        if (lie == "platform")
            entries["binaries/win64/lag.dll"] =
                std::move(entries.extract("binaries/linux64/lag.so").mapped());
        if (lie == "identifier")
            xml = replaced(xml, "modelIdentifier=\"lag\"", "modelIdentifier=\"../../lag\"");
        if (lie == "description")
            entries.erase("modelDescription.xml");
        if (lie == "tool")
            xml = replaced(xml, "<CoSimulation ", "<CoSimulation needsExecutionTool=\"true\" ");
        if (lie == "time")
            xml = replaced(xml, "stopTime=\"10\"", "");
        if (lie == "token")
            xml = replaced(xml, "guid=\"{lag}\"", "guid=\"{gal}\"");
        if (lie == "reference")
            xml = replaced(xml, "valueReference=\"11\"", "valueReference=\"99\"");
        if (lie == "type")
            xml = replaced(xml, "<Integer start=\"1\" min=\"1\" max=\"4\"/>", "<Real start=\"1\"/>");
        if (lie == "start")
            xml = replaced(xml, "start=\"1\" min=\"-5\"", "start=\"9\" min=\"-5\"");
        if (lie == "range")
            xml = replaced(xml, "min=\"-5\" max=\"5\"", "min=\"5\" max=\"-5\"");
        if (lie == "step") {
            xml = replaced(xml, "canHandleVariableCommunicationStepSize=\"true\"", "");
            spec = {{"contract", {{"axis", {{"values", {0, 0.25, 0.5}}}}}}};
        }
        if (lie == "steps")
            spec = {{"fmu", {{"step", 1e-7}, {"stopTime", 1000}}}};
        const auto package = import(lie == "zip" ? "PK" + xml : fmuBytes(entries), spec);
        QVERIFY(!package);
        QVERIFY2(QByteArray::fromStdString(package.error().code).startsWith(code),
                 (package.error().code + ": " + package.error().message).c_str());
        QVERIFY(!package.error().message.empty() && !package.error().remedy.empty());
    }

    void aSweepIsTheSameAsPointByPoint()
    {
        const auto package = import(lagFmu());
        QVERIFY(package);
        constexpr std::size_t rows = 300;
        std::vector<double> inputs;
        for (std::size_t row = 0; row < rows; ++row)
            inputs.insert(inputs.end(), {std::sin(double(row)), 0.5 + 0.01 * double(row), 0, double(row % 2),
                                         1 + double(row % 4), 1});
        const auto batch = evaluateModels(*package, inputs, rows);
        QVERIFY2(batch, batch ? "" : batch.error().message.c_str());
        Asker asker(*package);
        for (std::size_t row = 0; row < rows; row += 37) {
            QVERIFY(asker.ask(
                {inputs.begin() + std::ptrdiff_t(6 * row), inputs.begin() + std::ptrdiff_t(6 * row + 6)}));
            for (std::size_t k = 0; k < 101; ++k)
                QCOMPARE(batch->mean[0][row * 101 + k], asker.answers[0][k]);
        }
    }

    void aPackageCarriesItAndLeavesNothingBehind()
    {
        const int before = unpackedFolders();
        {
            const auto package = import(lagFmu());
            QVERIFY(package);
            const auto bytes = packageBytes(*package);
            QVERIFY(bytes);
            const auto again = parsePackage(*bytes, "lag.xdt");
            QVERIFY2(again, again ? "" : again.error().message.c_str());
            QCOMPARE(*packageBytes(**again), *bytes);
            Asker asker(**again);
            QVERIFY(asker.ask({1, 2, 0, 0, 1, 1}));
            QVERIFY(std::abs(asker.answers[0].back() + std::expm1(-5)) < 1e-11);
            QVERIFY(unpackedFolders() > before);
        }
        QCOMPARE(unpackedFolders(), before);
    }

    void aPackageWhoseFmuWasExchangedIsRefused()
    {
        const auto package = import(lagFmu());
        QVERIFY(package);
        ArrayStore store;
        json model = package->models[0]->save("m/", store);
        QVERIFY(FmuModel::load(model, store, package->contract, ""));
        store["m/fmu"].file = std::make_shared<const std::string>(wildFmu());
        const auto exchanged = FmuModel::load(model, store, package->contract, "");
        QVERIFY(!exchanged);
        QCOMPARE(exchanged.error().code, std::string("fmu.checksum"));
    }
};

QTEST_GUILESS_MAIN(TestFmuModel)
#include "tst_fmu_model.moc"
