// SPDX-License-Identifier: GPL-3.0-or-later
// Training through its one door, on runs made from formulas: what a package promises, and when there is none.
// Whether the promises are true: tst_train_honesty.

#include "base/file.h"
#include "loss_runs.h"
#include "report/report_data.h"

#include <QtTest>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <random>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

using namespace twin;
using nlohmann::json;

namespace {

json bounded(json spec, const char* metric, double value)
{
    spec["validation"]["bounds"] = {{{"output", "loss"}, {"metric", metric}, {"value", value}}};
    return spec;
}

double accuracy(const Package& package, std::string_view metric)
{
    for (const AccuracyBound& bound : package.contract.outputs.front().accuracy) {
        if (bound.metric == metric)
            return bound.value;
    }
    return -1;
}

} // namespace

class TrainTest : public QObject
{
    Q_OBJECT

  private slots:
    void formulaIsFound()
    {
        const auto package = train(runsOf(40), specOf());
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->report["split"]["runs"], json(40));
        QVERIFY(package->domain.has_value());
        QCOMPARE(package->domain->runs().size(), std::size_t(80));
        QCOMPARE(package->conformance.size(), std::size_t(3));
        const auto runs = gatherRunsLike(runsOf(17), *package);
        QVERIFY(runs);
        const auto scores = scoreRuns(*package, *runs);
        QVERIFY(scores);
        QVERIFY(scores->at("loss").maxAbs < 1e-6);
    }

    void newRunsAreReadByTheRolesOfTheOld()
    {
        // Neither "day" nor "v" can be guessed: only what the package keeps says what they are.
        Table table = runsOf(40);
        table.columns[0].name = "v";
        table.columns.push_back({"day", {}, {}});
        for (int run = 0; run < 40; ++run)
            table.columns.back().texts.push_back(fmt::format("d{}", run));
        json spec = specOf();
        spec["run"] = "day";
        spec["columns"] = {{"speed", "v"}};
        const auto trained = train(table, spec);
        QVERIFY2(trained, trained ? "" : format(trained.error()).c_str());
        const auto read = parsePackage(*packageBytes(*trained), "loss.xdt");
        QVERIFY(read);
        const auto runs = gatherRunsLike(table, **read);
        QVERIFY2(runs, runs ? "" : format(runs.error()).c_str());
        QCOMPARE(runs->names.at(3), std::string("d3"));
        QCOMPARE(runs->inputs.at(6), table.columns[0].values[3]);
        const auto guessed = gatherRunsLike(runsOf(40), **read);
        QVERIFY(!guessed);
        QCOMPARE(guessed.error().code, std::string("runs.column-missing"));
    }

    void accuracyIsMeasuredOnTheHeldOutRuns()
    {
        // The fit never sees the runs that are off by 5: its error on them is 5, in each.
        const auto package = train(runsOf(80, 5), heldOut(specOf()));
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QVERIFY(std::abs(accuracy(*package, "maxAbs") - 5) < 0.6);
        QVERIFY(std::abs(accuracy(*package, "rmse") - 5) < 0.6);
        QCOMPARE(package->report["split"]["runs"], json(20));
        QCOMPARE(package->report["split"]["trainingRuns"], json(60));
        QCOMPARE(package->contract.outputs.front().accuracy.front().samples, 20);
        QCOMPARE(package->domain->runs().size(), std::size_t(160));
    }

    void heldOutRunsMustExist()
    {
        json spec = heldOut(specOf());
        spec["validation"]["heldOut"]["value"] = "later";
        const auto none = train(runsOf(40), spec);
        QVERIFY(!none);
        QCOMPARE(none.error().code, std::string("train.split"));
        spec["validation"]["heldOut"]["column"] = "part";
        const auto missing = train(runsOf(40), spec);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, std::string("runs.column-missing"));
    }

    void boundThatIsNotKeptIsRefused_data()
    {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("kept");
        QTest::addColumn<double>("broken");
        QTest::newRow("largest error") << "maxAbs" << 6.0 << 4.0;
        QTest::newRow("root mean square") << "rmse" << 6.0 << 4.0;
        QTest::newRow("R²") << "r2" << 0.3 << 0.999;
    }

    void boundThatIsNotKeptIsRefused()
    {
        QFETCH(QString, metric);
        QFETCH(double, kept);
        QFETCH(double, broken);
        const Table table = runsOf(80, 5);
        const auto good = train(table, bounded(heldOut(specOf()), metric.toLatin1(), kept));
        QVERIFY2(good, good ? "" : format(good.error()).c_str());
        const auto bad = train(table, bounded(heldOut(specOf()), metric.toLatin1(), broken));
        QVERIFY(!bad);
        QCOMPARE(bad.error().code, std::string("train.bound"));
        QCOMPARE(bad.error().location, std::string("/validation/bounds/0"));
        QVERIFY(bad.error().message.find("loss") != std::string::npos);
    }

    void bandThatIsTooNarrowIsRefused()
    {
        json spec = heldOut(specOf());
        // Off by 5 with a band for runs without error: none of them is inside.
        spec["validation"]["bounds"] = {
            {{"output", "loss"}, {"metric", "coverage"}, {"minimum", 0.8}, {"value", 1}}};
        const auto narrow = train(runsOf(80, 5), spec);
        QVERIFY(!narrow);
        QCOMPARE(narrow.error().code, std::string("train.bound"));
    }

    void blockedRunsAreNotJudged()
    {
        // The runs that are off are exactly those the owner's rule blocks.
        json spec = specOf();
        spec["contract"]["guardrails"] = {
            {{"id", "R1"},
             {"label", "Speed"},
             {"condition", "speed <= 5"},
             {"onFail", "block"},
             {"message", "Too fast."},
             {"examples",
              {{{"label", "slow"}, {"inputs", {{"speed", 1}}}, {"passes", true}},
               {{"label", "fast"}, {"inputs", {{"speed", 9}}}, {"passes", false}}}}}};
        const auto package = train(runsOf(40), spec);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->report["split"]["runs"], json(20));
        spec["contract"]["guardrails"][0]["condition"] = "speed <= 0";
        spec["contract"]["guardrails"][0].erase("examples");
        const auto none = train(runsOf(40), spec);
        QVERIFY(!none);
        QCOMPARE(none.error().code, std::string("train.all-blocked"));
    }

    void cancelLeavesNothing()
    {
        std::set<std::string> steps;
        const auto all = train(runsOf(40), specOf(), [&](double fraction, const std::string& step) {
            steps.insert(step);
            return fraction >= 0 && fraction <= 1;
        });
        QVERIFY(all);
        steps.erase("done");
        QVERIFY(steps.size() >= 4);
        for (const std::string& last : steps) {
            const auto stopped =
                train(runsOf(40), specOf(), [&](double, const std::string& step) { return step != last; });
            QVERIFY2(!stopped, last.c_str());
            QVERIFY2(stopped.error().code == "train.cancelled", format(stopped.error()).c_str());
        }
    }

    // A range so far from zero that nine digits do not tell its places apart.
    void mapsOfANarrowRangeHaveRisingEdges()
    {
        Table table = runsOf(60);
        json spec = specOf();
        json& speed = spec["contract"]["inputs"][0];
        constexpr double place = 1e9;
        for (double& value : table.columns[0].values)
            value = place + value / 10;
        speed["physical"] = {place - 1, place + 2};
        speed["validated"] = {place, place + 1};
        speed["start"] = place + 0.5;
        spec["models"] = {{{"kind", "linear"}, {"outputs", {"loss"}}}};
        const auto package = train(table, spec);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        int lists = 0;
        const std::function<void(const json&)> look = [&](const json& part) {
            if (part.is_object() && part.contains("edges"))
                for (const json& edges : part["edges"]) {
                    QVERIFY2(std::is_sorted(edges.begin(), edges.end(), std::less_equal<json>()),
                             edges.dump().c_str());
                    ++lists;
                }
            if (part.is_structured())
                for (const json& each : part)
                    look(each);
        };
        look(package->report);
        QVERIFY(lists >= 2);
        QVERIFY(readReport(package->report, package->contract));
    }

    // The sparse form with a point for each run is the exact one, but for the ways of rounding: it would be
    // slower and say the same.
    void asManyInducingPointsAsRunsIsTheExactForm()
    {
        const auto rmse = [](const json& points) {
            json spec = specOf();
            spec["models"] = {{{"kind", "gaussian-process"}, {"outputs", {"loss"}}}};
            if (!points.is_null())
                spec["models"][0]["inducingPoints"] = points;
            const auto package = train(runsOf(40), spec);
            return package ? scoreRuns(*package, *gatherRunsLike(runsOf(37), *package))->at("loss").rmse : -1;
        };
        const double exact = rmse(nullptr);
        QVERIFY(exact > 0);
        QCOMPARE(rmse(40), exact);
        QCOMPARE(rmse(1000), exact);
        QVERIFY(rmse(20) != exact);
    }

    void fewRunsAreRefused()
    {
        for (const int count : {1, 2, 7}) {
            const auto package = train(runsOf(count), specOf());
            QVERIFY(!package);
            QCOMPARE(package.error().code, std::string("train.few-runs"));
            QVERIFY(package.error().message.find(fmt::format(
                        "{} {} to fit", count, count == 1 ? "run" : "runs")) != std::string::npos);
        }
    }

    void constantOutputIsItsValue_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("polynomial") << "polynomial";
        QTest::newRow("process") << "gaussian-process";
    }

    void constantOutputIsItsValue()
    {
        QFETCH(QString, kind);
        Table table = runsOf(40);
        table.columns.back().values.assign(40, 7.25);
        json spec = specOf();
        spec["models"] = {{{"kind", kind.toStdString()}, {"outputs", {"loss"}}}};
        const auto package = train(table, spec);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        const auto scores = scoreRuns(*package, *gatherRunsLike(table, *package));
        QVERIFY(scores);
        QVERIFY(scores->at("loss").maxAbs < 1e-9);
    }

    // A front that moves with an input is no sum of few principal curves.
    void aMovingFrontIsFittedPointByPoint()
    {
        const auto tableOf = [](int count, double start) {
            std::string text = "run,speed,load,time,loss\n";
            for (int run = 0; run < count; ++run) {
                const double speed = 10 * std::fmod(start + run * 0.618034, 1);
                const double load = 5 * std::fmod(start + run * 0.754878, 1);
                for (int time = 0; time < 16; ++time)
                    text += fmt::format("{},{},{},{},{}\n", run + 1, speed, load, time,
                                        (1 + 0.1 * load) / (1 + std::exp(-2 * (time - 3 - 0.9 * speed))));
            }
            return *parseTable(text, "front.csv");
        };
        json spec = specOf();
        spec["run"] = "run";
        spec["contract"]["axis"] = {{"name", "time"}, {"unit", "h"}};
        spec["contract"]["outputs"][0]["series"] = true;
        const auto errorOf = [&](const json& model, json* report) {
            spec["models"][0] = model;
            const auto package = train(tableOf(50, 0), spec);
            if (!package)
                qFatal("%s", format(package.error()).c_str());
            *report = package->report;
            return scoreRuns(*package, *gatherRunsLike(tableOf(200, 0.3), *package))->at("loss").rmse;
        };
        json report;
        const double curves = errorOf({{"kind", "pod"}, {"outputs", {"loss"}}}, &report);
        const double chosen =
            errorOf({{"kind", "auto"}, {"families", {"gaussian-process"}}, {"outputs", {"loss"}}}, &report);
        QVERIFY2(chosen < 0.5 * curves, qPrintable(QString("%1 %2").arg(chosen).arg(curves)));
        const json& candidates = report["models"][0]["choice"]["candidates"];
        QVERIFY(std::any_of(candidates.begin(), candidates.end(), [](const json& each) {
            return each.contains("won") && each.value("pointwise", false);
        }));
    }

    // A spec that leaves the axis open: what is wrong with the table is said of the table.
    void openAxesThatCannotBeTaken_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QByteArray>("run");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("says");
        const QByteArray head = "run,speed,load,time,loss\n";
        const auto row = [&](const char* name, const QByteArray& rows, const char* run, const char* code,
                             const char* says) {
            QTest::newRow(name) << rows << QByteArray(run) << code << says;
        };
        row("no runs named", head + "1,1,1,0,5\n1,1,1,1,6\n", "", "spec.run",
            "which column tells the runs apart");
        row("no such column", head + "1,1,1,0,5\n1,1,1,1,6\n", "day", "runs.column-missing",
            "no column \"day\"");
        row("joined", head + "1,1,1,0,5\n1,1,1,1,6\n2,3,3,0,5\n2,3,3,1,6\n1,1,1,0,5\n", "run", "runs.axis",
            "runs.csv:6");
        row("what may be thousands", "run;speed;load;time;loss\n1;1;1;1,500;5\n1;1;1;2,500;6\n", "run",
            "spec.axis", "runs.csv:2");
        row("no axis", "run,speed,load,loss\n1,1,1,5\n", "run", "spec.axis", "no column \"time\"");
    }
    void openAxesThatCannotBeTaken()
    {
        QFETCH(QByteArray, table);
        QFETCH(QByteArray, run);
        QFETCH(QString, code);
        QFETCH(QString, says);
        json spec = specOf();
        spec["contract"]["axis"] = {{"name", "time"}, {"unit", "h"}};
        spec["contract"]["outputs"][0]["series"] = true;
        if (!run.isEmpty())
            spec["run"] = run.toStdString();
        const auto refused = train(*parseTable(table.toStdString(), "runs.csv"), spec);
        QVERIFY(!refused);
        QCOMPARE(QString::fromStdString(refused.error().code), code);
        QVERIFY2(QString::fromStdString(format(refused.error())).contains(says),
                 format(refused.error()).c_str());
    }

    void sameRunsGiveSameBytes()
    {
        json spec = specOf();
        spec["models"] = {{{"kind", "gaussian-process"}, {"outputs", {"loss"}}}};
        const auto first = train(runsOf(60), spec);
        const auto second = train(runsOf(60), spec);
        QVERIFY(first && second);
        const auto bytes = packageBytes(*first);
        QVERIFY(bytes);
        QVERIFY(*bytes == *packageBytes(*second));
    }

    void templateSpecsFitTheSchema()
    {
        const json text = trainingSchema();
        valijson::Schema schema;
        valijson::SchemaParser(valijson::SchemaParser::kDraft7)
            .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
        const auto fits = [&](const json& spec) {
            return valijson::Validator(valijson::Validator::kStrongTypes)
                .validate(schema, valijson::adapters::NlohmannJsonAdapter(spec), nullptr);
        };
        for (const char* name : {"eastfield", "network-pump"}) {
            const auto bytes = readFile(
                std::filesystem::path(TWINWRIGHT_SOURCE_DIR) / "templates" / name / "spec.json", 1 << 24);
            QVERIFY(bytes);
            json spec = json::parse(*bytes);
            QVERIFY2(fits(spec), name);
            spec["models"][0]["kernal"] = "auto";
            QVERIFY2(!fits(spec), name);
        }
    }
};

QTEST_APPLESS_MAIN(TrainTest)
#include "tst_train.moc"
