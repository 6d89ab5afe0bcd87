// SPDX-License-Identifier: GPL-3.0-or-later
// Fields over two axes, from runs in long form to answers, by the real program.

#include "package/package.h"
#include "session/conformance.h"
#include "xdt_program.h"

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

namespace {

constexpr int xs = 7, zs = 5;

double xAt(int i)
{
    return 0.5 * i;
}

double zAt(int j)
{
    return 0.2 * j * (j + 1);
}

/// A temperature over the length and the depth of a wall.
double wall(double a, double b, double x, double z)
{
    return 20 + a * std::sin(1 + x) * std::exp(-b * z);
}

/// A weight of the inputs times a shape over both axes: one mode holds all of it.
double separable(double a, double b, double x, double z)
{
    return 20 + (a + 2 * b) * std::sin(1 + x) * std::exp(-0.5 * z);
}

double along(double a, double x)
{
    return a * x;
}

std::string wallRuns(int runs, double (*field)(double, double, double, double) = wall)
{
    std::string text = "run,a,b,x,z,t,edge\n";
    for (int run = 0; run < runs; ++run) {
        const double a = 5 + 10 * std::fmod(0.618034 * run, 1), b = 0.2 + std::fmod(0.754878 * run, 1);
        for (int i = 0; i < xs; ++i)
            for (int j = 0; j < zs; ++j)
                text += QString("%1,%2,%3,%4,%5,%6,%7\n")
                            .arg(run)
                            .arg(a, 0, 'g', 17)
                            .arg(b, 0, 'g', 17)
                            .arg(xAt(i))
                            .arg(zAt(j))
                            .arg(field(a, b, xAt(i), zAt(j)), 0, 'g', 17)
                            .arg(along(a, xAt(i)), 0, 'g', 17)
                            .toStdString();
    }
    return text;
}

json wallSpec()
{
    return json::parse(R"json({
      "run": "run",
      "contract": {
        "formatVersion": 2, "id": "wall", "version": "1.0.0", "title": "A wall",
        "fidelity": "A closed form.", "madeFor": ["walls"], "notFor": ["roofs"], "reviewDate": "2030-01-01",
        "axis": {"name": "x", "label": "Length", "unit": "m"},
        "axis2": {"name": "z", "label": "Depth", "unit": "m"},
        "inputs": [
          {"name": "a", "label": "Strength", "type": "real", "unit": "K", "start": 10,
           "physical": [0, 100], "validated": [5, 15]},
          {"name": "b", "label": "Decay", "type": "real", "unit": "1/m", "start": 0.5,
           "physical": [0, 10], "validated": [0.2, 1.2]}],
        "outputs": [
          {"name": "t", "label": "Temperature", "type": "real", "unit": "Cel", "field": true,
           "confidence": {"kind": "interval", "level": 0.9}},
          {"name": "edge", "label": "Edge", "type": "real", "unit": "K", "series": true,
           "confidence": {"kind": "none", "reason": "a plane"}}],
        "guardrails": [
          {"id": "H", "label": "Hottest", "condition": "max(t) <= 32 Cel and mean(t) < 300 Cel",
           "onFail": "withhold", "message": "Too hot somewhere."}]
      },
      "models": [{"kind": "pod", "outputs": ["t"]}, {"kind": "polynomial", "outputs": ["edge"]}]
    })json");
}

} // namespace

class TestFields : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const char* name) const { return m_folder.filePath(name); }

    XdtOutcome train(const std::string& runs, const json& spec)
    {
        writeText(path("runs.csv"), runs);
        writeText(path("spec.json"), spec.dump());
        return xdt(
            {"train", path("runs.csv"), "--spec", path("spec.json"), "-o", path("twin.xdt"), "--json"});
    }

    json report() const { return (*readPackage(path("twin.xdt").toStdString()))->report; }

  private slots:
    void initTestCase()
    {
        const XdtOutcome trained = train(wallRuns(40), wallSpec());
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
    }

    void onePointIsNested()
    {
        const XdtOutcome got = xdt({"eval", path("twin.xdt"), "--set", "a=8", "--set", "b=0.7", "--json"});
        QVERIFY2(got.exit == 0, got.out + got.err);
        const json answer = got.json();
        QCOMPARE(answer["axis2"]["name"].get<std::string>(), std::string("z"));
        QCOMPARE(answer["axis2"]["values"].size(), std::size_t(zs));
        const json field = answer["outputs"]["t"];
        QCOMPARE(field["values"].size(), std::size_t(xs));
        for (int i = 0; i < xs; ++i) {
            QCOMPARE(field["values"][i].size(), std::size_t(zs));
            for (int j = 0; j < zs; ++j)
                QVERIFY(std::fabs(field["values"][i][j].get<double>() - wall(8, 0.7, xAt(i), zAt(j))) < 0.05);
            QVERIFY(std::fabs(answer["outputs"]["edge"]["values"][i].get<double>() - along(8, xAt(i))) <
                    1e-6);
        }
        QVERIFY(field["lower"][2][3].get<double>() < field["upper"][2][3].get<double>());
        const XdtOutcome words = xdt({"eval", path("twin.xdt"), "--set", "a=8"});
        QVERIFY2(words.exit == 0 && words.out.contains("over the field"), words.out);
        const XdtOutcome info = xdt({"info", path("twin.xdt")});
        QVERIFY2(info.exit == 0 && info.out.contains("35 over x and z"), info.out);
    }

    void aSeparableFieldIsExact()
    {
        json spec = wallSpec();
        spec["models"][0]["family"] = "linear";
        spec["contract"]["guardrails"] = json::array();
        const XdtOutcome trained = train(wallRuns(20, separable), spec);
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
        const json field = xdt({"eval", path("twin.xdt"), "--set", "a=8", "--set", "b=0.7", "--json"})
                               .json()["outputs"]["t"]["values"];
        for (int i = 0; i < xs; ++i)
            for (int j = 0; j < zs; ++j)
                QVERIFY(std::fabs(field[i][j].get<double>() - separable(8, 0.7, xAt(i), zAt(j))) < 1e-9);
        QCOMPARE(report()["models"][0]["outputs"]["t"]["modes"].get<int>(), 1);
        initTestCase();
    }

    void everyFamilyGivesFields_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("family");
        QTest::addColumn<double>("error");
        for (const char* family : {"polynomial", "polynomial-chaos", "radial-basis", "network"})
            QTest::newRow(family) << "pod" << QString(family) << 0.2;
        QTest::newRow("each point by itself") << "polynomial" << QString() << 0.2;
        QTest::newRow("the best one") << "auto" << QString() << 0.05;
    }
    void everyFamilyGivesFields()
    {
        QFETCH(QString, kind);
        QFETCH(QString, family);
        QFETCH(double, error);
        json spec = wallSpec();
        spec["models"][0]["kind"] = kind.toStdString();
        if (!family.isEmpty())
            spec["models"][0]["family"] = family.toStdString();
        if (kind == "auto")
            spec["models"][0]["families"] = {"linear", "gaussian-process"};
        const XdtOutcome trained = train(wallRuns(40), spec);
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
        const json field = xdt({"eval", path("twin.xdt"), "--set", "a=8", "--set", "b=0.7", "--json"})
                               .json()["outputs"]["t"];
        for (int i = 0; i < xs; ++i)
            for (int j = 0; j < zs; ++j) {
                QVERIFY(std::fabs(field["values"][i][j].get<double>() - wall(8, 0.7, xAt(i), zAt(j))) <
                        error);
                QVERIFY(field["lower"][i][j].get<double>() <= field["upper"][i][j].get<double>());
            }
        const auto replayed = replayConformance(**readPackage(path("twin.xdt").toStdString()));
        QVERIFY(replayed && replayed->passed && replayed->vectors > 0);
        initTestCase();
    }

    void tablesHaveARowAPoint()
    {
        writeText(path("in.csv"), "a,b\n8,0.7\n9,0.3\n");
        const XdtOutcome got = xdt({"eval", path("twin.xdt"), "--csv", path("in.csv")});
        QVERIFY2(got.exit == 0, got.out + got.err);
        const QList<QByteArray> lines = got.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 1 + 2 * xs * zs);
        QVERIFY2(lines[0].startsWith("row,a,b,x,z,zone,verdict,reason,t,t_lower,t_upper,edge"), lines[0]);
        const QList<QByteArray> cells = lines[1 + xs * zs + 2 * zs + 3].split(',');
        QCOMPARE(cells[3].toDouble(), xAt(2));
        QCOMPARE(cells[4].toDouble(), zAt(3));
        QVERIFY(std::fabs(cells[8].toDouble() - wall(9, 0.3, xAt(2), zAt(3))) < 0.05);
        QVERIFY(std::fabs(cells[11].toDouble() - along(9, xAt(2))) < 1e-6);
        // single points of both axes
        writeText(path("in.csv"), "a,b,x,z\n8,0.7,1.5,0.4\n");
        const XdtOutcome one = xdt({"eval", path("twin.xdt"), "--csv", path("in.csv")});
        QCOMPARE(one.out.trimmed().split('\n').size(), 2);
        QVERIFY2(std::fabs(one.out.trimmed().split('\n')[1].split(',')[8].toDouble() -
                           wall(8, 0.7, 1.5, 0.4)) < 0.05,
                 one.out);
    }

    void rulesDrawNumbersFromIt()
    {
        const XdtOutcome hot = xdt({"eval", path("twin.xdt"), "--set", "a=14.9", "--set", "b=0.3", "--json"});
        QVERIFY2(hot.out.contains("Too hot somewhere"), hot.out);
        json spec = wallSpec();
        spec["contract"]["guardrails"][0]["condition"] = "at(t, 1 m) < 300 Cel";
        const XdtOutcome at = train(wallRuns(12), spec);
        QCOMPARE(at.code(), QByteArray("expression.axis"));
        QVERIFY2(at.out.contains("t is a field over two"), at.out);
        spec["contract"]["guardrails"][0]["condition"] = "t < 300 Cel";
        QCOMPARE(train(wallRuns(12), spec).code(), QByteArray("expression.type"));
    }

    /// From formulas to runs, by the program's own formulas and by a command, and from these to a surrogate.
    void simulatorsGiveFields()
    {
        json spec = wallSpec();
        json& contract = spec["contract"];
        for (int i = 0; i < xs; ++i)
            contract["axis"]["values"].push_back(xAt(i));
        for (int j = 0; j < zs; ++j)
            contract["axis2"]["values"].push_back(zAt(j));
        json formulas = spec;
        formulas["models"] = json::parse(R"json([{"kind": "expression", "outputs": ["t", "edge"],
            "define": {"wave": "sin(1 + x / 1 m)"},
            "expressions": {"t": "20 Cel + a * wave * exp(-b * z)", "edge": "a * x / 1 m"}}])json");
        writeText(path("formulas.json"), formulas.dump());
        QVERIFY(xdt({"sample", path("formulas.json"), "-n", "30", "-o", path("design.csv")}).exit == 0);
        const XdtOutcome ran =
            xdt({"run", path("design.csv"), path("formulas.json"), "-o", path("made.csv")});
        QVERIFY2(ran.exit == 0, ran.out + ran.err);
        const QByteArray made = readBytes(path("made.csv"));
        QCOMPARE(made.count('\n'), 1 + 30 * xs * zs);
        QVERIFY2(made.startsWith("run,a,b,x,z,t,edge\n"), made.left(60));
        const XdtOutcome trained = train(made.toStdString(), spec);
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
        const XdtOutcome got = xdt({"eval", path("twin.xdt"), "--set", "a=9", "--set", "b=0.6", "--json"});
        QVERIFY2(std::fabs(got.json()["outputs"]["t"]["values"][2][3].get<double>() -
                           wall(9, 0.6, xAt(2), zAt(3))) < 0.05,
                 got.out);

        const QString script =
            "awk -v a=$1 -v b=$2 'BEGIN { printf \"{\\\"t\\\": [\"; for (i = 0; i < 7; i++) { "
            "printf \"%s[\", i ? \",\" : \"\"; for (j = 0; j < 5; j++) printf \"%s%.17g\", j ? "
            "\",\" : \"\", 20 + a * sin(1 + 0.5 * i) * exp(-b * 0.2 * j * (j + 1)); printf \"]\" } "
            "printf \"], \\\"edge\\\": [\"; for (i = 0; i < 7; i++) printf \"%s%.17g\", i ? \",\" : "
            "\"\", a * 0.5 * i; printf \"]}\" }'";
        const XdtOutcome commanded = xdt({"run", path("design.csv"), path("formulas.json"), "-o",
                                          path("told.csv"), "--", "sh", "-c", script, "sh", "{a}", "{b}"});
        QVERIFY2(commanded.exit == 0, commanded.out + commanded.err);
        const QList<QByteArray> told = readBytes(path("told.csv")).trimmed().split('\n');
        const QList<QByteArray> same = made.trimmed().split('\n');
        QCOMPARE(told.size(), same.size());
        for (int line = 1; line < told.size(); ++line)
            for (int cell = 0; cell < 7; ++cell)
                QVERIFY(std::fabs(told[line].split(',')[cell].toDouble() -
                                  same[line].split(',')[cell].toDouble()) < 1e-12);
    }

    void aGuessFindsBothAxes()
    {
        writeText(path("guess.csv"), wallRuns(12));
        const XdtOutcome guessed = xdt({"train", "--guess", path("guess.csv")});
        QVERIFY2(guessed.exit == 0, guessed.err);
        json spec = guessed.json();
        const json& contract = spec["contract"];
        QCOMPARE(contract["formatVersion"].get<int>(), 2);
        QCOMPARE(contract["axis"]["name"].get<std::string>(), std::string("x"));
        QCOMPARE(contract["axis2"]["name"].get<std::string>(), std::string("z"));
        QCOMPARE(contract["inputs"].size(), std::size_t(2));
        QVERIFY(contract["outputs"][0]["field"].get<bool>());
        QVERIFY(contract["outputs"][1]["series"].get<bool>() && !contract["outputs"][1].contains("field"));
        writeText(path("guessed.json"), spec.dump());
        const XdtOutcome trained = xdt({"train", path("guess.csv"), "--spec", path("guessed.json"), "-o",
                                        path("guessed.xdt"), "--json"});
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
    }

    /// t = 20 + a sin(1 + x) exp(-b z): with b alone varying, more modes err less, and the largest errors of
    /// too few of them are where the second one is.
    void theReportSaysWhereItErrs()
    {
        const XdtOutcome made = xdt({"report", path("twin.xdt"), "-o", path("twin.html")});
        QVERIFY2(made.exit == 0, made.out + made.err);
        const QByteArray page = readBytes(path("twin.html"));
        QVERIFY(page.contains("Root mean square error [\u00b0C]") && page.contains("The worst run: "));
        QVERIFY(page.contains("Values inside the band [%]"));
        QVERIFY(page.contains("Length [m]") && page.contains("Depth [m]"));
        QVERIFY(page.contains("At x, z"));

        json spec = wallSpec();
        spec["models"][0]["modes"] = 1;
        spec["contract"]["guardrails"] = json::array();
        QVERIFY(train(wallRuns(40), spec).exit == 0);
        const json output = report()["outputs"]["t"];
        const json map = output["overAxes"];
        QCOMPARE(map["edges"][0].size(), std::size_t(xs + 1));
        QCOMPARE(map["edges"][1].size(), std::size_t(zs + 1));
        QCOMPARE(map["edges"][1][1].get<double>(), 0.2);
        double squares = 0;
        for (int i = 0; i < xs; ++i)
            for (int j = 0; j < zs; ++j)
                squares += std::pow(map["rmse"][i][j].get<double>(), 2) / (xs * zs);
        QVERIFY(std::fabs(std::sqrt(squares) - output["rmse"].get<double>()) < 1e-5);
        // sin(1 + 2) is small, and so is all that is wrong there
        QVERIFY(map["rmse"][4][2].get<double>() < 0.5 * map["rmse"][1][2].get<double>());
        initTestCase();
    }

    void heldOutRunsAreValidated()
    {
        writeText(path("other.csv"), wallRuns(55));
        const XdtOutcome judged = xdt({"validate", path("twin.xdt"), "--runs", path("other.csv"), "--json"});
        QVERIFY2(judged.exit == 0, judged.out + judged.err);
        QVERIFY2(judged.json().dump().find("\"t\"") != std::string::npos, judged.out);
    }

    void runsMustBeWhole()
    {
        std::string runs = wallRuns(12);
        runs.erase(runs.rfind("\n11,") + 1);
        QCOMPARE(train(runs, wallSpec()).code(), QByteArray("runs.length"));
        json spec = wallSpec();
        spec["contract"].erase("axis2");
        QCOMPARE(train(wallRuns(12), spec).code(), QByteArray("contract.field"));
        spec = wallSpec();
        spec["contract"]["axis2"]["values"] = {0, 0.4, 1.2, 2.4, 4.1};
        QCOMPARE(train(wallRuns(12), spec).code(), QByteArray("runs.axis"));
        spec = wallSpec();
        spec["contract"]["outputs"][0] = {{"name", "t"},
                                          {"type", "real"},
                                          {"unit", "Cel"},
                                          {"series", true},
                                          {"confidence", {{"kind", "none"}, {"reason", "-"}}}};
        spec["contract"]["guardrails"] = json::array();
        QCOMPARE(train(wallRuns(12), spec).code(), QByteArray("runs.input-varies"));
    }
};

QTEST_APPLESS_MAIN(TestFields)
#include "tst_fields.moc"
