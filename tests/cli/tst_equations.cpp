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

    /// The same cup as a linear system of one state.
    void linearSystem()
    {
        json spec = cupSpec();
        spec["models"] = json::parse(R"json([{
            "kind": "state-space", "outputs": ["t_cup"],
            "states": [{"name": "cup", "unit": "Cel", "initial": "t_start"}],
            "drives": ["t_room"], "a": [[-0.05]], "b": [[0.05]], "c": [[1]]}])json");
        const XdtOutcome trained = train(cupRuns(), spec);
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
        const XdtOutcome got =
            xdt({"eval", path("twin.xdt"), "--set", "t_start=77", "--set", "t_room=21", "--json"});
        const json values = got.json()["outputs"]["t_cup"]["values"];
        QVERIFY(std::fabs(values[7].get<double>() - cup(77, 21, 35)) < 1e-9);
    }

    void table()
    {
        std::string runs = "run,t_start,t_room,time,t_cup\n";
        int run = 0;
        for (const double start : {50, 60, 70, 80, 94})
            for (const double room : {15, 18, 22, 26}) {
                ++run;
                for (int k = 0; k <= 60; k += 5)
                    runs += QString("%1,%2,%3,%4,%5\n")
                                .arg(run)
                                .arg(start)
                                .arg(room)
                                .arg(k)
                                .arg(cup(start, room, k), 0, 'g', 17)
                                .toStdString();
            }
        json spec = cupSpec();
        spec["models"] = {{{"kind", "table"}, {"outputs", {"t_cup"}}}};
        spec["contract"]["outputs"][0]["confidence"] = {{"kind", "interval"}, {"level", 0.9}};
        const XdtOutcome trained = train(runs, spec);
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
        QVERIFY2(trained.out.contains("each computed without its level"), trained.out);
        const XdtOutcome got =
            xdt({"eval", path("twin.xdt"), "--set", "t_start=77", "--set", "t_room=21", "--json"});
        const json answer = got.json()["outputs"]["t_cup"];
        QVERIFY(std::fabs(answer["values"][7].get<double>() - cup(77, 21, 35)) < 1e-9);
        QVERIFY(answer["lower"][7].is_number());
        // outside the grid no number is given as an answer
        const XdtOutcome outside =
            xdt({"eval", path("twin.xdt"), "--set", "t_start=97", "--set", "t_room=21", "--json"});
        QVERIFY2(outside.out.contains("outside the table's 50 to 94"), outside.out);

        runs.erase(runs.rfind("20,94,26,0"));
        const XdtOutcome holed = train(runs, spec);
        QCOMPARE(holed.code(), QByteArray("fit.table.hole"));
        QVERIFY2(holed.out.contains("t_start = 94, t_room = 26"), holed.out);
    }

    /// The room's heat loss is fitted, and the cup's cooling computed from it.
    void composition()
    {
        std::string runs = "run,t_start,t_room,rate,t_end\n";
        for (int run = 0; run < 40; ++run) {
            const double start = 50 + run, room = 15 + (7 * run) % 12;
            const double rate = 0.03 + 0.001 * room + 0.00005 * ((31 * run) % 7);
            runs += QString("%1,%2,%3,%4,%5\n")
                        .arg(run)
                        .arg(start)
                        .arg(room)
                        .arg(rate, 0, 'g', 17)
                        .arg(room + (start - room) * std::exp(-rate * 60), 0, 'g', 17)
                        .toStdString();
        }
        json spec = cupSpec();
        json& contract = spec["contract"];
        contract.erase("axis");
        contract["outputs"] = {{{"name", "t_end"},
                                {"label", "End"},
                                {"type", "real"},
                                {"unit", "Cel"},
                                {"confidence", {{"kind", "interval"}, {"level", 0.9}}}}};
        contract["inputs"][0]["validated"] = {50, 89};
        spec["models"] = json::parse(R"json([{
            "kind": "composition", "outputs": ["t_end"],
            "intermediates": [{"name": "rate", "unit": "1/min", "confidence": {"kind": "interval", "level": 0.9}}],
            "models": [{"kind": "polynomial", "degree": 1, "outputs": ["rate"]},
                       {"kind": "expression", "reads": ["t_start", "t_room", "rate"], "outputs": ["t_end"],
                        "expressions": {"t_end": "t_room + (t_start - t_room) * exp(-rate * 60 min)"}}]}])json");
        spec["validation"]["bounds"] = json::array();
        const XdtOutcome trained = train(runs, spec);
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
        const XdtOutcome got =
            xdt({"eval", path("twin.xdt"), "--set", "t_start=77", "--set", "t_room=21", "--json"});
        const json answer = got.json()["outputs"]["t_end"];
        const double wanted = 21 + 56 * std::exp(-(0.03 + 0.021 + 0.00015) * 60);
        QVERIFY2(std::fabs(answer["value"].get<double>() - wanted) < 0.1, got.out);
        QVERIFY(answer["lower"].get<double>() < wanted && wanted < answer["upper"].get<double>());
    }

    /// Runs that are off by 0.01, 0.02, ... of the cup's law, this way and that.
    static std::string shiftedRuns(int count)
    {
        std::string text = "run,t_start,t_room,time,t_cup\n";
        for (int run = 0; run < count; ++run) {
            const double start = 50 + (run * 17) % 41, room = 15 + (7 * run) % 12;
            const double error = 0.01 * ((run * 37) % count + 1) * (run % 3 ? 1 : -1);
            for (int k = 0; k <= 60; k += 30)
                text += QString("%1,%2,%3,%4,%5\n")
                            .arg(run)
                            .arg(start)
                            .arg(room)
                            .arg(k)
                            .arg(cup(start, room, k) + error, 0, 'g', 17)
                            .toStdString();
        }
        return text;
    }
    static json bandedSpec()
    {
        json spec = cupSpec();
        spec["contract"]["outputs"][0]["confidence"] = {{"kind", "interval"}, {"level", 0.9}};
        spec["validation"]["bounds"] = json::array();
        return spec;
    }

    void aBandIsMeasuredOnTheRuns_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::newRow("ode") << QByteArray(cupSpec()["models"][0].dump().c_str());
        QTest::newRow("expression") << QByteArray(R"json({"kind": "expression", "outputs": ["t_cup"],
            "expressions": {"t_cup": "t_room + (t_start - t_room) * exp(-time / 20 min)"}})json");
        QTest::newRow("state-space") << QByteArray(R"json({"kind": "state-space", "outputs": ["t_cup"],
            "states": [{"name": "cup", "unit": "Cel", "initial": "t_start"}],
            "drives": ["t_room"], "a": [[-0.05]], "b": [[0.05]], "c": [[1]]})json");
        QTest::newRow("composition") << QByteArray(R"json({"kind": "composition", "outputs": ["t_cup"],
            "intermediates": [{"name": "excess", "unit": "K"}],
            "models": [{"kind": "expression", "outputs": ["excess"],
                        "expressions": {"excess": "t_start - t_room"}},
                       {"kind": "expression", "outputs": ["t_cup"], "reads": ["t_room", "excess"],
                        "expressions": {"t_cup": "t_room + excess * exp(-time / 20 min)"}}]})json");
    }
    void aBandIsMeasuredOnTheRuns()
    {
        QFETCH(QByteArray, model);
        json spec = bandedSpec();
        spec["models"] = {json::parse(model.toStdString())};
        const XdtOutcome trained = train(shiftedRuns(40), spec);
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
        const XdtOutcome got =
            xdt({"eval", path("twin.xdt"), "--set", "t_start=77", "--set", "t_room=21", "--json"});
        const json answer = got.json()["outputs"]["t_cup"];
        QVERIFY2(answer["lower"].is_array(), got.out);
        // The 37th of 40 errors of 0.01, 0.02, ...: ceil(41 * 0.9) = 37.
        for (std::size_t k = 0; k < 3; ++k) {
            const double mean = answer["values"][k].get<double>();
            QVERIFY(std::fabs(mean - cup(77, 21, 30.0 * double(k))) < 1e-5);
            QVERIFY(std::fabs(mean - answer["lower"][k].get<double>() - 0.37) < 1e-5);
            QVERIFY(std::fabs(answer["upper"][k].get<double>() - mean - 0.37) < 1e-5);
        }
        const json score = xdt({"info", path("twin.xdt"), "--json"}).json()["report"]["outputs"]["t_cup"];
        QVERIFY(score["coverage"].get<double>() > 0.8 && score["coverage"].get<double>() < 0.97);
        QCOMPARE(xdt({"validate", path("twin.xdt"), "--runs", path("runs.csv")}).exit, 0);
        QVERIFY(xdt({"info", path("twin.xdt")}).out.contains("90 % band"));
    }

    void tooFewRunsForABandAreSaid()
    {
        const XdtOutcome few = train(shiftedRuns(17), bandedSpec());
        QCOMPARE(few.code(), QByteArray("fit.few-runs"));
        QVERIFY2(few.out.contains("17 runs") && few.out.contains("it takes 18"), few.out);
        const XdtOutcome enough = train(shiftedRuns(18), bandedSpec());
        QVERIFY2(enough.exit == 0, enough.out);
    }

    /// The time constant is known as 20 min with a standard uncertainty of 1 min; the runs agree exactly.
    void uncertainConstantsGiveABand()
    {
        json spec = bandedSpec();
        spec["models"][0]["define"] = {{"tau", "20 min"}};
        spec["models"][0]["uncertainty"] = {{"tau", "60 s"}};
        spec["models"][0]["tolerance"] = 1e-11;
        spec["models"][0]["states"]["cup"]["derivative"] = "(t_room - cup) / tau";
        std::string runs = "run,t_start,t_room,time,t_cup\n";
        for (int run = 0; run < 20; ++run)
            for (int k = 0; k <= 60; k += 30)
                runs += QString("%1,%2,%3,%4,%5\n")
                            .arg(run)
                            .arg(50 + 2 * run)
                            .arg(15 + run % 11)
                            .arg(k)
                            .arg(cup(50 + 2 * run, 15 + run % 11, k), 0, 'g', 17)
                            .toStdString();
        const XdtOutcome trained = train(runs, spec);
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
        const XdtOutcome got =
            xdt({"eval", path("twin.xdt"), "--set", "t_start=77", "--set", "t_room=21", "--json"});
        const json answer = got.json()["outputs"]["t_cup"];
        QVERIFY2(answer["lower"].is_array(), got.out);
        for (std::size_t k = 0; k < 3; ++k) {
            const double t = 30.0 * double(k);
            // 1.644854: 90 % of a normal distribution lie within so many standard deviations
            const double half = 1.644854 * 56 * (std::exp(-t / 21) - std::exp(-t / 19)) / 2;
            const double mean = answer["values"][k].get<double>();
            QVERIFY(std::fabs(answer["upper"][k].get<double>() - mean - half) < 1e-5);
            QVERIFY(std::fabs(mean - answer["lower"][k].get<double>() - half) < 1e-5);
        }
        spec["models"][0]["uncertainty"] = {{"tau", "1 K"}};
        const XdtOutcome unit = train(runs, spec);
        QVERIFY2(unit.exit == 2 && unit.out.contains("/uncertainty/tau"), unit.out);
        spec["models"][0]["uncertainty"] = {{"tua", "60 s"}};
        const XdtOutcome name = train(runs, spec);
        QVERIFY2(name.exit == 2 && name.out.contains("/uncertainty/tua"), name.out);
        spec["models"][0]["uncertainty"] = {{"tau", "60 s"}};
        spec["contract"]["outputs"][0]["confidence"] = {{"kind", "none"}, {"reason", "equations"}};
        QCOMPARE(train(runs, spec).code(), QByteArray("model.confidence"));
    }

    void aMemberThatFormulasDoNotHaveIsNamed()
    {
        json spec = cupSpec();
        spec["models"] = {{{"kind", "expression"},
                           {"outputs", {"t_cup"}},
                           {"defines", {{"k", "1"}}},
                           {"expressions", {{"t_cup", "t_room"}}}}};
        const XdtOutcome outcome = train(cupRuns(), spec);
        QCOMPARE(outcome.code(), QByteArray("model.json"));
        QVERIFY2(outcome.out.contains("Did you mean \\\"define\\\"?"), outcome.out);
    }

    /// A curve is fitted, and formulas read it as a whole: how much the cup loses, and the cup itself.
    void aSeriesIsHandedOnToFormulas()
    {
        std::string runs = "run,t_start,t_room,time,excess,t_cup,lost\n";
        for (int run = 0; run < 40; ++run) {
            const double start = 50 + run, room = 15 + (7 * run) % 12;
            for (int k = 0; k <= 60; k += 5)
                runs += QString("%1,%2,%3,%4,%5,%6,%7\n")
                            .arg(run)
                            .arg(start)
                            .arg(room)
                            .arg(k)
                            .arg(cup(start, room, k) - room, 0, 'g', 17)
                            .arg(cup(start, room, k), 0, 'g', 17)
                            .arg(start - cup(start, room, 60), 0, 'g', 17)
                            .toStdString();
        }
        json spec = cupSpec();
        const json confidence = {{"kind", "interval"}, {"level", 0.9}};
        spec["contract"]["inputs"][0]["validated"] = {50, 89};
        spec["contract"]["outputs"][0]["confidence"] = confidence;
        spec["contract"]["outputs"].push_back(
            {{"name", "lost"}, {"type", "real"}, {"unit", "K"}, {"confidence", confidence}});
        spec["models"] = json::parse(R"json([{
            "kind": "composition", "outputs": ["t_cup", "lost"],
            "intermediates": [{"name": "excess", "unit": "K", "series": true,
                               "confidence": {"kind": "interval", "level": 0.9}}],
            "models": [{"kind": "expression", "reads": ["t_room", "excess"], "outputs": ["t_cup", "lost"],
                        "expressions": {"t_cup": "t_room + excess", "lost": "max(excess) - min(excess)"}},
                       {"kind": "pod", "outputs": ["excess"]}]}])json");
        spec["validation"]["bounds"] = json::array();
        const XdtOutcome trained = train(runs, spec);
        QVERIFY2(trained.exit == 0, trained.out + trained.err);
        writeText(path("points.csv"), "t_start,t_room\n77,21\n55.5,17\n");
        const XdtOutcome rows = xdt({"eval", path("twin.xdt"), "--csv", path("points.csv"), "-q"});
        QCOMPARE(rows.out.count('\n'), 1 + 2 * 13);
        const XdtOutcome got =
            xdt({"eval", path("twin.xdt"), "--set", "t_start=77", "--set", "t_room=21", "--json"});
        const json outputs = got.json()["outputs"];
        for (std::size_t k = 0; k < 13; ++k) {
            const double exact = cup(77, 21, 5.0 * double(k));
            QVERIFY2(std::fabs(outputs["t_cup"]["values"][k].get<double>() - exact) < 0.05, got.out);
            QVERIFY(outputs["t_cup"]["lower"][k].get<double>() <=
                    outputs["t_cup"]["values"][k].get<double>());
        }
        QVERIFY(std::fabs(outputs["lost"]["value"].get<double>() - (77 - cup(77, 21, 60))) < 0.1);
        // only formulas can read a curve
        spec["models"][0]["models"][0] = {
            {"kind", "polynomial"}, {"reads", {"t_room", "excess"}}, {"outputs", {"t_cup", "lost"}}};
        const XdtOutcome refused = train(runs, spec);
        QCOMPARE(refused.code(), QByteArray("model.json"));
        QVERIFY2(refused.out.contains("formulas alone can read"), refused.out);
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
