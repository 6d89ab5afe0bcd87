// SPDX-License-Identifier: GPL-3.0-or-later
// Training through its one door: what is claimed of a twin is no more than is true of it.

#include "loss_runs.h"

#include <QtTest>
#include <algorithm>
#include <random>
#include <set>

using namespace twin;
using nlohmann::json;

class TrainHonestyTest : public QObject
{
    Q_OBJECT

  private slots:
    void accuracyIsThatOfTheValidatedRanges()
    {
        json spec = specOf();
        spec["contract"]["inputs"][0]["validated"] = {0, 2.5};
        spec["contract"]["inputs"][0]["start"] = 1;
        const auto narrow = train(runsOf(40), spec); // speed 0.125, 0.375, ... 9.875
        QVERIFY2(narrow, narrow ? "" : format(narrow.error()).c_str());
        const std::string words = narrow->report["split"]["words"];
        QVERIFY2(words.find("of which 10 lie where") != std::string::npos, words.c_str());

        spec["contract"]["inputs"][0]["physical"] = {-1, 40};
        spec["contract"]["inputs"][0]["validated"] = {0, 30};
        spec["validation"]["bounds"] = {
            {{"output", "loss"}, {"metric", "coverage"}, {"minimum", 0.8}, {"value", 1}}};
        Diagnostics findings;
        const auto wide = train(runsOf(40), spec, {}, {}, &findings);
        QVERIFY2(wide, wide ? "" : format(wide.error()).c_str());
        std::set<std::string> codes;
        for (const Diagnostic& finding : findings)
            codes.insert(finding.code);
        QVERIFY(codes.contains("data.uncovered") && codes.contains("train.coverage-bound"));
        findings.clear();
        QVERIFY(train(runsOf(40), heldOut(specOf()), {}, {}, &findings));
        for (const Diagnostic& finding : findings)
            QVERIFY2(finding.code != "data.uncovered" && finding.code != "train.coverage-bound",
                     format(finding).c_str());
    }

    /// 80 runs of ten inputs, and an output that has nothing to do with them: a model that explains the runs
    /// by heart must not be said to explain anything. The median of R² over such runs is below zero.
    void noiseIsSaidToBeNoise_data()
    {
        QTest::addColumn<QByteArray>("kind");
        for (const char* kind : {"gaussian-process", "polynomial-chaos", "radial-basis", "linear"})
            QTest::newRow(kind) << QByteArray(kind);
    }
    void noiseIsSaidToBeNoise()
    {
        QFETCH(QByteArray, kind);
        std::mt19937_64 generator(5);
        const auto random = [&] { return double(generator() >> 11) * 0x1p-53; };
        json spec = specOf();
        spec["contract"]["inputs"] = json::array();
        std::string text;
        for (int i = 0; i < 10; ++i) {
            const std::string name = fmt::format("x{}", i);
            text += name + ",";
            spec["contract"]["inputs"].push_back(
                {{"name", name}, {"unit", "1"}, {"physical", {0, 1}}, {"validated", {0, 1}}, {"start", 0.5}});
        }
        text += "loss\n";
        for (int run = 0; run < 80; ++run) {
            for (int i = 0; i < 10; ++i)
                text += fmt::format("{},", random());
            text += fmt::format("{}\n", random());
        }
        spec["models"] = {{{"kind", kind.toStdString()}, {"outputs", {"loss"}}}};
        Diagnostics findings;
        const auto package = train(*parseTable(text, "noise.csv"), spec, {}, {}, &findings);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        const double r2 = package->report["outputs"]["loss"]["r2"];
        QVERIFY2(r2 < 0.2, qPrintable(QString::number(r2)));
        const bool isSaid = std::any_of(findings.begin(), findings.end(), [](const Diagnostic& each) {
            return each.code == "train.unexplained";
        });
        QCOMPARE(isSaid, r2 <= 0);
        // What moves the answers is the noise of the runs then, and no input.
        QCOMPARE(package->report["outputs"]["loss"].contains("sensitivity"), !isSaid);
    }

    // Twelve points, each run three times: a fit that has seen two of three knows what the third answers.
    void repetitionsAreKeptOutTogether()
    {
        std::mt19937_64 generator(5);
        const auto random = [&] { return double(generator() >> 11) * 0x1p-53; };
        std::vector<std::pair<double, double>> points;
        for (int i = 0; i < 12; ++i)
            points.emplace_back(10 * random(), 5 * random());
        std::string text = "speed,load,loss\n";
        for (int run = 0; run < 36; ++run) {
            const auto& [a, b] = points[std::size_t(run % 12)];
            text += fmt::format("{},{},{}\n", a, b, std::sin(0.9 * a) * (1 + b) + 0.02 * (random() - 0.5));
        }
        for (const char* kind : {"gaussian-process", "polynomial-chaos", "radial-basis", "auto"}) {
            json spec = specOf();
            spec["models"] = {{{"kind", kind}, {"outputs", {"loss"}}}};
            const auto package = train(*parseTable(text, "repeated.csv"), spec);
            QVERIFY2(package, package ? "" : format(package.error()).c_str());
            const double claimed = package->report["outputs"]["loss"]["r2"];
            QVERIFY2(claimed < 0.9, qPrintable(QString("%1: %2").arg(kind).arg(claimed)));
        }
        // Nor does a shake that is small beside the spacing of the points make others of them.
        std::string shaken = "speed,load,loss\n";
        for (int run = 0; run < 36; ++run) {
            const auto& [a, b] = points[std::size_t(run % 12)];
            shaken += fmt::format("{},{},{}\n", a + 1e-3 * random(), b + 1e-3 * random(),
                                  std::sin(0.9 * a) * (1 + b) + 0.02 * (random() - 0.5));
        }
        json near = specOf();
        near["models"] = {{{"kind", "gaussian-process"}, {"outputs", {"loss"}}}};
        const auto unsure = train(*parseTable(shaken, "shaken.csv"), near);
        QVERIFY2(unsure, unsure ? "" : format(unsure.error()).c_str());
        QVERIFY(unsure->report["outputs"]["loss"]["r2"].get<double>() < 0.9);
        // Seven points are not eight, however often each was run.
        std::string few = "speed,load,loss\n";
        for (int run = 0; run < 28; ++run)
            few += fmt::format("{},{},{}\n", run % 7, (3 * run) % 7 * 0.5, run);
        const auto refused = train(*parseTable(few, "few.csv"), specOf());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, std::string("train.few-runs"));
    }

    // Of a dozen candidates one suits twenty noisy runs by chance: what is claimed must pay for the choice,
    // and the bands hold what they declare.
    void theBestOfManyIsNotBetterThanItIs()
    {
        constexpr int seeds = 6;
        double ratio = 0, inside = 0;
        for (int seed = 1; seed <= seeds; ++seed) {
            std::mt19937_64 generator{std::uint64_t(seed)};
            const auto random = [&] { return double(generator() >> 11) * 0x1p-53; };
            const auto tableOf = [&](int runs) {
                std::string text = "speed,load,loss\n";
                for (int run = 0; run < runs; ++run) {
                    const double a = 10 * random(), b = 5 * random();
                    text += fmt::format("{},{},{}\n", a, b, std::sin(0.3 * a) * b + 1.7 * (random() - 0.5));
                }
                return *parseTable(text, "noisy.csv");
            };
            json spec = specOf();
            spec["models"] = {{{"kind", "auto"}, {"outputs", {"loss"}}}};
            const auto package = train(tableOf(20), spec);
            QVERIFY2(package, package ? "" : format(package.error()).c_str());
            const double claimed = package->report["outputs"]["loss"]["rmse"];
            const auto scores = scoreRuns(*package, *gatherRunsLike(tableOf(400), *package));
            ratio += claimed / scores->at("loss").rmse / seeds;
            inside += scores->at("loss").coverage / seeds;
        }
        QVERIFY2(ratio > 0.8 && inside > 0.84, qPrintable(QString("%1 %2").arg(ratio).arg(inside)));
    }

    // Beyond the validated range the scatter is twenty times as large: runs there are fitted to, but the band
    // is for where the twin answers.
    void bandsAreSetWhereTheTwinAnswers_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("bands");
        QTest::newRow("fitted") << QByteArray(R"({"kind": "linear"})") << QByteArray("cross-validation");
        QTest::newRow("split") << QByteArray(R"({"kind": "linear"})") << QByteArray("split");
        QTest::newRow("given") << QByteArray(
                                      R"({"kind": "expression", "expressions": {"loss": "2 kW * speed"}})")
                               << QByteArray("cross-validation");
    }
    void bandsAreSetWhereTheTwinAnswers()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, bands);
        std::mt19937_64 generator(11);
        const auto random = [&] { return double(generator() >> 11) * 0x1p-53; };
        const auto tableOf = [&](int runs, double most) {
            std::string text = "speed,load,loss\n";
            for (int run = 0; run < runs; ++run) {
                const double speed = most * random(), load = 5 * random();
                text += fmt::format("{},{},{}\n", speed, load,
                                    2 * speed + (speed > 5 ? 2 : 0.1) * (random() - 0.5));
            }
            return *parseTable(text, "scatter.csv");
        };
        json spec = specOf();
        spec["contract"]["inputs"][0]["validated"] = {0, 5};
        spec["contract"]["inputs"][0]["start"] = 1;
        spec["models"][0] = json::parse(model.toStdString());
        spec["models"][0]["outputs"] = {"loss"};
        spec["validation"]["bands"] = bands.toStdString();
        const auto package = train(tableOf(400, 10), spec);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        const auto scores = scoreRuns(*package, *gatherRunsLike(tableOf(4000, 5), *package));
        QVERIFY(scores);
        const double coverage = scores->at("loss").coverage;
        QVERIFY2(coverage > 0.84 && coverage < 0.96, qPrintable(QString::number(coverage)));
    }

    // A line through runs of the upper part is followed to the end of the validated range: a quarter of it
    // lies below zero; of a line through the last quarter a half lies as far from the runs as they range
    // over.
    void doubtfulAnswersBetweenTheRunsAreSaid_data()
    {
        QTest::addColumn<bool>("isDeclared");
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("shift");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("implausible") << true << 5.0 << 0.0 << QByteArray("answers.implausible")
                                     << QByteArray("256 have answers of Loss that the contract calls "
                                                   "implausible, by up to 2.5 kW");
        QTest::newRow("far from the runs")
            << false << 7.5 << 0.0 << QByteArray("answers.beyond-runs")
            << QByteArray("512 have answers of Loss far outside of what any run gave, such as -2.5");
        QTest::newRow("neither") << true << 0.0 << 2.6 << QByteArray() << QByteArray();
    }
    void doubtfulAnswersBetweenTheRunsAreSaid()
    {
        QFETCH(bool, isDeclared);
        QFETCH(double, least);
        QFETCH(double, shift);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, says);
        std::string text = "speed,load,loss\n";
        for (int run = 0; run <= 40; ++run) {
            const double speed = least + (10 - least) * run / 40;
            text += fmt::format("{},{},{}\n", speed, 5 * std::fmod(run * 0.618034, 1), speed - 2.5 + shift);
        }
        json spec = specOf();
        spec["models"][0] = {{"kind", "linear"}, {"outputs", {"loss"}}, {"transform", "none"}};
        spec["contract"]["outputs"][0]["label"] = "Loss";
        if (isDeclared)
            spec["contract"]["outputs"][0]["plausibility"]["range"] = {0, nullptr};
        Diagnostics findings;
        const auto package = train(*parseTable(text, "line.csv"), spec, {}, {}, &findings);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        std::string all;
        for (const Diagnostic& finding : findings)
            if (finding.code.starts_with("answers."))
                all += format(finding);
        QVERIFY2(all.find(code.toStdString()) != std::string::npos, all.c_str());
        QVERIFY2(all.find(says.toStdString()) != std::string::npos, all.c_str());
        QCOMPARE(all.empty(), code.isEmpty());
    }

    // On a grid every run has neighbours at its own levels, and is predicted by them whatever happens
    // between.
    void gridsAreNotJudgedBetweenTheirLevels_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<bool>("isWild");
        for (const char* kind : {"gaussian-process", "radial-basis", "polynomial-chaos", "auto"})
            for (const bool isWild : {true, false})
                QTest::addRow("%s, %s", kind, isWild ? "wild" : "smooth") << QByteArray(kind) << isWild;
    }
    void gridsAreNotJudgedBetweenTheirLevels()
    {
        QFETCH(QByteArray, kind);
        QFETCH(bool, isWild);
        std::string text = "speed,load,loss\n";
        for (int i = 0; i < 5; ++i)
            for (int j = 0; j < 6; ++j) {
                const double speed = 2.5 * i, load = j;
                const double loss = isWild ? std::sin(1.8 * speed) + load : speed + 0.3 * speed * load;
                text += fmt::format("{},{},{}\n", speed, load, loss);
            }
        json spec = specOf();
        spec["models"][0] = {{"kind", kind.toStdString()}, {"outputs", {"loss"}}};
        Diagnostics findings;
        const auto package = train(*parseTable(text, "grid.csv"), spec, {}, {}, &findings);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        const bool isSaid = std::any_of(findings.begin(), findings.end(), [](const Diagnostic& each) {
            return each.code == "data.few-levels" && each.severity == Severity::Warning;
        });
        QCOMPARE(isSaid, isWild);
        const std::vector<double> between = {3.75, 2}, at = {5, 2};
        QCOMPARE(package->domain->check(between).near, !isWild);
        QVERIFY(package->domain->check(at).near);
        const json& weak = package->report["findings"];
        QCOMPARE(std::any_of(weak.begin(), weak.end(),
                             [](const json& each) { return each["kind"] == "data.few-levels"; }),
                 isWild);
    }

    void whatTheFiguresDoNotSayIsSaid_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("copies held out") << QByteArray("copies") << QByteArray("data.held-out-seen");
        QTest::newRow("a corner held out") << QByteArray("corner") << QByteArray("data.held-out-uncovered");
        QTest::newRow("two values") << QByteArray("two") << QByteArray("data.few-levels");
        QTest::newRow("a rare choice") << QByteArray("rare") << QByteArray("data.item-rare");
        QTest::newRow("a drift") << QByteArray("drift") << QByteArray("data.drift");
        QTest::newRow("runs on a line") << QByteArray("line") << QByteArray("answers.sparse");
        QTest::newRow("nothing of it") << QByteArray() << QByteArray();
    }
    void whatTheFiguresDoNotSayIsSaid()
    {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, code);
        std::mt19937_64 generator(3);
        const auto random = [&] { return double(generator() >> 11) * 0x1p-53; };
        json spec = specOf();
        spec["models"][0] = {{"kind", "gaussian-process"}, {"outputs", {"loss"}}};
        if (what == "copies" || what == "corner")
            spec = heldOut(spec);
        if (what == "rare")
            spec["contract"]["inputs"].push_back({{"name", "mode"},
                                                  {"type", "enumeration"},
                                                  {"items", {{{"name", "eco"}}, {{"name", "fast"}}}},
                                                  {"start", "eco"}});
        std::string text = "speed,load,mode,set,loss\n";
        double speed = 0, load = 0;
        for (int run = 0; run < 80; ++run) {
            const bool isTest = run % 4 == 3;
            if (!(what == "copies" && isTest)) {
                speed = what == "corner" && isTest ? 2 * random() : 10 * random();
                load = what == "line" ? speed / 2 : 5 * random();
            }
            if (what == "two")
                speed = run % 2 ? 2 : 8;
            text += fmt::format("{},{},{},{},{}\n", speed, load, run == 7 ? "fast" : "eco",
                                isTest ? "test" : "fit",
                                3 + speed + load * load + (what == "drift" ? 0.02 * run : 0));
        }
        Diagnostics findings;
        const auto package = train(*parseTable(text, "runs.csv"), spec, {}, {}, &findings);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        std::set<std::string> codes;
        for (const Diagnostic& finding : findings)
            if (finding.severity == Severity::Warning)
                codes.insert(finding.code);
        if (code.isEmpty())
            QVERIFY2(codes.empty(), codes.empty() ? "" : codes.begin()->c_str());
        else
            QVERIFY2(codes.contains(code.toStdString()), codes.empty() ? "nothing" : codes.begin()->c_str());
        const json& weak = package->report["findings"];
        for (const std::string& each : codes)
            QVERIFY2(std::any_of(weak.begin(), weak.end(),
                                 [&](const json& finding) { return finding["kind"] == each; }),
                     each.c_str());
    }

    void aTwinThatAnswersNothingIsNone()
    {
        json spec = specOf();
        spec["contract"]["outputs"][0]["plausibility"]["range"] = {1000, 2000};
        const auto refused = train(runsOf(40), spec);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, std::string("train.all-withheld"));
    }
};

QTEST_APPLESS_MAIN(TrainHonestyTest)
#include "tst_train_honesty.moc"
