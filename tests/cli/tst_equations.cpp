// SPDX-License-Identifier: GPL-3.0-or-later
// Twins of equations and tables, from runs to answers, by the real program.

#include "xdt_program.h"

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

using namespace twin;
using nlohmann::json;

namespace {

/// A cup that cools in a room, over an hour: the closed form.
double cup(double start, double room, double minutes)
{
    return room + (start - room) * std::exp(-minutes / 20);
}

std::string cupRuns()
{
    std::string text = "run,t_start,t_room,time,t_cup\n";
    for (int run = 0; run < 12; ++run) {
        const double start = 50 + 4 * run, room = 15 + (7 * run) % 12;
        for (int k = 0; k <= 60; k += 5)
            text += QString("%1,%2,%3,%4,%5\n")
                        .arg(run)
                        .arg(start, 0, 'g', 17)
                        .arg(room, 0, 'g', 17)
                        .arg(k)
                        .arg(cup(start, room, k), 0, 'g', 17)
                        .toStdString();
    }
    return text;
}

json cupSpec()
{
    return json::parse(R"json({
      "run": "run",
      "contract": {
        "formatVersion": 1, "id": "cup", "version": "1.0.0", "title": "A cup of tea",
        "fidelity": "The law of cooling.", "madeFor": ["tea"], "notFor": ["surgery"],
        "reviewDate": "2030-01-01",
        "axis": {"name": "time", "label": "Time", "unit": "min"},
        "inputs": [
          {"name": "t_start", "label": "Start", "type": "real", "unit": "Cel", "start": 80,
           "physical": [0, 100], "validated": [50, 94]},
          {"name": "t_room", "label": "Room", "type": "real", "unit": "Cel", "start": 20,
           "physical": [-20, 50], "validated": [15, 26]}],
        "outputs": [
          {"name": "t_cup", "label": "Cup", "type": "real", "unit": "Cel", "series": true,
           "confidence": {"kind": "none", "reason": "equations"}}]
      },
      "models": [{
        "kind": "ode", "outputs": ["t_cup"],
        "states": {"cup": {"unit": "Cel", "initial": "t_start", "derivative": "(t_room - cup) / 20 min"}},
        "expressions": {"t_cup": "cup"}
      }],
      "validation": {"bounds": [{"output": "t_cup", "metric": "maxAbs", "value": 1e-6}]}
    })json");
}

} // namespace

class TestEquations : public QObject
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

  private slots:
    void differentialEquations()
    {
        const XdtOutcome trained = train(cupRuns(), cupSpec());
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
        const XdtOutcome got =
            xdt({"eval", path("twin.xdt"), "--set", "t_start=77", "--set", "t_room=21", "--json"});
        QVERIFY2(got.exit == 0, got.out + got.err);
        const json mean = got.json()["outputs"]["t_cup"]["values"];
        QCOMPARE(mean.size(), std::size_t(13));
        for (std::size_t k = 0; k < 13; ++k)
            QVERIFY(std::fabs(mean[k].get<double>() - cup(77, 21, 5.0 * double(k))) < 1e-5);
        QCOMPARE(xdt({"validate", path("twin.xdt"), "--runs", path("runs.csv")}).exit, 0);
    }

    void aRunThatCannotBeComputedIsNamed()
    {
        json spec = cupSpec();
        spec["models"][0]["states"]["cup"]["derivative"] =
            "(t_room - cup) / 20 min + if(cup > 90 Cel, (cup - 90 Cel)^2 / (1 K * 0.01 min), 0 K/min)";
        const XdtOutcome trained = train(cupRuns(), spec);
        QVERIFY(trained.exit != 0);
        QCOMPARE(trained.code(), QByteArray("ode.step"));
        QVERIFY2(trained.out.contains("In run 11: cup cannot be followed beyond time = "), trained.out);
    }
};

QTEST_APPLESS_MAIN(TestEquations)
#include "tst_equations.moc"
