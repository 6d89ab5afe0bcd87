// SPDX-License-Identifier: GPL-3.0-or-later
// What of a table of runs is used, and what is known of the runs that gave no answer.

#include "loss_runs.h"
#include "training/run_words.h"
#include "training/training.h"

#include <QTest>
#include <algorithm>
#include <functional>
#include <random>

using namespace twin;
using nlohmann::json;

namespace {

/// Rows "speed,load,loss" of the closed form; `cell` may change what stands for the loss.
std::string rowsOf(int count, const std::function<std::string(int, double)>& cell)
{
    std::string text = "speed,load,loss\n";
    for (int run = 0; run < count; ++run) {
        const double speed = 10 * (run + 0.5) / count, load = 5 * std::fmod(run * 0.618034, 1);
        text += fmt::format("{},{},{}\n", speed, load, cell(run, 3 + 2 * speed + load * load));
    }
    return text;
}

const Diagnostic* find(const Diagnostics& found, const std::string& code)
{
    const auto at =
        std::find_if(found.begin(), found.end(), [&](const auto& each) { return each.code == code; });
    return at == found.end() ? nullptr : &*at;
}

} // namespace

class TestUsedRuns : public QObject
{
    Q_OBJECT

  private slots:
    // Three gaps before the wrong run: it must be left out by the very name that the finding gives.
    void aRunWithoutANameIsCalledByItsPlaceInTheFile()
    {
        const std::string text = rowsOf(60, [](int run, double loss) {
            return run == 3 || run == 9 || run == 15 ? std::string()
                                                     : fmt::format("{}", run == 30 ? 10 * loss : loss);
        });
        json spec = specOf();
        spec["missing"] = "drop";
        Diagnostics found;
        QVERIFY(train(*parseTable(text, "loss.csv"), spec, {}, {}, &found));
        const Diagnostic* wrong = find(found, "data.outlier-error");
        QVERIFY(wrong);
        QVERIFY2(wrong->message.starts_with("Run 31 (line 32)"), wrong->message.c_str());
        spec["leaveOut"] = {31};
        found.clear();
        const auto mended = train(*parseTable(text, "loss.csv"), spec, {}, {}, &found);
        QVERIFY(mended && !find(found, "data.outlier-error"));
        QVERIFY2(find(found, "data.left-out")->message.find("run 31 (line 32)") != std::string::npos,
                 find(found, "data.left-out")->message.c_str());
        QCOMPARE(mended->report["split"]["runs"], json(56));
        QVERIFY(mended->report["outputs"]["loss"]["r2"].get<double>() > 0.999999);
    }

    void namesStayTexts()
    {
        std::string text = "run,speed,load,loss\n";
        const std::string plain = rowsOf(30, [](int, double loss) { return fmt::format("{}", loss); });
        std::size_t at = plain.find('\n') + 1;
        for (int run = 0; run < 30; ++run) {
            const std::size_t end = plain.find('\n', at);
            const std::string name = run == 0  ? "x"
                                     : run % 2 ? fmt::format("{}", run)
                                               : fmt::format("0{}", run - 1);
            text += name + "," + plain.substr(at, end - at) + "\n";
            at = end + 1;
        }
        json spec = specOf();
        spec["run"] = "run";
        spec["leaveOut"] = {"x"};
        const auto package = train(*parseTable(text, "loss.csv"), spec);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->report["split"]["runs"], json(29));
    }

    void aChoiceCalledBadIsNoGap()
    {
        std::string text = "speed,load,state,loss\n";
        for (int run = 0; run < 40; ++run) {
            const double speed = 10 * (run + 0.5) / 40, load = 5 * std::fmod(run * 0.618034, 1);
            text += fmt::format("{},{},{},{}\n", speed, load, run % 2 ? "bad" : "good",
                                3 + 2 * speed + load * load + run % 2);
        }
        json spec = specOf();
        spec["contract"]["inputs"].push_back({{"name", "state"},
                                              {"type", "enumeration"},
                                              {"unit", "1"},
                                              {"start", "Good"},
                                              {"items", {{{"name", "Good"}}, {{"name", "Bad"}}}}});
        const auto package = train(*parseTable(text, "loss.csv"), spec);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->report["split"]["runs"], json(40));
    }

    void marksAreMetBesideGapsAndEachOther_data()
    {
        QTest::addColumn<QByteArray>("mark");
        QTest::addColumn<double>("offset");
        QTest::addColumn<bool>("isMet");
        QTest::newRow("-9999") << QByteArray("-9999") << 0.0 << true;
        QTest::newRow("of well logs") << QByteArray("-999.25") << 0.0 << true;
        QTest::newRow("under large numbers") << QByteArray("-9999") << 1.2e5 << true;
        QTest::newRow("a number among others") << QByteArray("-99") << -120.0 << false;
    }
    void marksAreMetBesideGapsAndEachOther()
    {
        QFETCH(QByteArray, mark);
        QFETCH(double, offset);
        QFETCH(bool, isMet);
        for (const char* beside : {"", "9999"}) {
            const std::string text = rowsOf(60, [&](int run, double loss) {
                return run == 7             ? mark.toStdString()
                       : run == 20 && isMet ? std::string(beside)
                                            : fmt::format("{}", loss + offset);
            });
            json spec = specOf();
            const auto refused = train(*parseTable(text, "loss.csv"), spec);
            QCOMPARE(bool(refused), !isMet);
            spec["missing"] = "drop";
            const auto package = train(*parseTable(text, "loss.csv"), spec);
            QVERIFY2(package, package ? "" : format(package.error()).c_str());
            QCOMPARE(package->report["split"]["runs"], json(isMet ? offset > 1e4 && *beside ? 59 : 58 : 60));
        }
    }

    void aNumberThatIsDeclaredIsNoMark()
    {
        const std::string text = rowsOf(60, [](int run, double loss) {
            return run == 4 || run == 30 ? std::string("-9999") : fmt::format("{}", loss);
        });
        json spec = specOf();
        const auto refused = train(*parseTable(text, "loss.csv"), spec);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, std::string("runs.missing"));
        QCOMPARE(refused.error().location, std::string("loss.csv:6"));
        QVERIFY2(refused.error().message.find("loss is -9999, far from all others") != std::string::npos,
                 refused.error().message.c_str());
        spec["contract"]["outputs"][0]["plausibility"] = {{"range", {-1e5, 1e5}}};
        QVERIFY(train(*parseTable(text, "loss.csv"), spec));
    }

    // Gaps of a measurement say nothing of a place; runs without an answer that lie together do.
    void emptyOutputsThatLieTogetherAreAPlace_data()
    {
        QTest::addColumn<bool>("together");
        QTest::newRow("here and there") << false;
        QTest::newRow("where speed is high") << true;
    }
    void emptyOutputsThatLieTogetherAreAPlace()
    {
        QFETCH(bool, together);
        std::vector<bool> isEmpty(120);
        std::fill(isEmpty.end() - 16, isEmpty.end(), true); // runs rise in speed
        if (!together)
            std::shuffle(isEmpty.begin(), isEmpty.end(), std::mt19937_64(5));
        const std::string text = rowsOf(120, [&](int run, double loss) {
            return isEmpty[std::size_t(run)] ? std::string() : fmt::format("{}", loss);
        });
        json spec = specOf();
        spec["missing"] = "drop";
        Diagnostics found;
        const auto package = train(*parseTable(text, "loss.csv"), spec, {}, {}, &found);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QVERIFY(find(found, "data.dropped"));
        QCOMPARE(bool(find(found, "data.failed-runs")), together);
        QCOMPARE(package->domain->failed().size(), std::size_t(together ? 32 : 0));
        if (together)
            QVERIFY2(
                find(found, "data.failed-runs")
                    ->message.starts_with("16 of 120 runs gave no answer, all of them with speed at least "),
                find(found, "data.failed-runs")->message.c_str());
    }

    // A table of failed runs may be older than the runs.
    void failedRunsThatHaveAnAnswerCountNoMore()
    {
        const Table table =
            *parseTable(rowsOf(60, [](int, double loss) { return fmt::format("{}", loss); }), "loss.csv");
        const Table failed = *parseTable(fmt::format("speed,load\n{},{}\n9.9,0.05\n",
                                                     table.columns[0].values[5], table.columns[1].values[5]),
                                         "loss.failed.csv");
        Diagnostics found;
        const auto package = train(table, specOf(), {}, {BoundsAre::Enforced, &failed}, &found);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->domain->failed().size(), std::size_t(2));
        QVERIFY2(find(found, "data.failed-answered")->message.starts_with("1 of 2 runs"),
                 find(found, "data.failed-answered")->message.c_str());
        QVERIFY2(find(found, "data.failed-runs")->message.starts_with("1 of 61 runs"),
                 find(found, "data.failed-runs")->message.c_str());
    }

    // Most runs have four points of time; one lacks one.
    void runsWithFewerRowsAreDropped()
    {
        std::string text = "batch,speed,load,time,loss\n";
        for (int run = 0; run < 30; ++run)
            for (int time = 0; time < 4; ++time)
                if (run != 11 || time != 2)
                    text += fmt::format("B{},{},{},{},{}\n", run, 10 * (run + 0.5) / 30,
                                        5 * std::fmod(run * 0.618034, 1), time, run + time * time);
        const Table table = *parseTable(text, "loss.csv");
        std::vector<std::string> notes;
        const auto guessed = guessSpec(table, &notes);
        QVERIFY2(guessed, guessed ? "" : format(guessed.error()).c_str());
        QCOMPARE((*guessed)["run"], json("batch"));
        QCOMPARE((*guessed)["missing"], json("drop"));
        QVERIFY((*guessed)["contract"]["outputs"][0]["series"].get<bool>());
        const auto package = train(table, *guessed);
        QVERIFY2(package, package ? "" : format(package.error()).c_str());
        QCOMPARE(package->report["split"]["runs"], json(29));
    }

    // NO is an emission, i_d a current, and neither names a run.
    void aQuantityIsNoNameOfARun_data()
    {
        QTest::addColumn<QByteArray>("column");
        QTest::newRow("NO") << QByteArray("NO");
        QTest::newRow("id") << QByteArray("id");
        QTest::newRow("a first column that counts") << QByteArray("current");
    }
    void aQuantityIsNoNameOfARun()
    {
        QFETCH(QByteArray, column);
        const bool counts = column == "current";
        std::string text = column.toStdString() + ",load,loss\n";
        for (int run = 0; run < 20; ++run)
            text += fmt::format("{},{},{}\n", counts ? run : 3.7 * (run * 7 % 20), run * 3 % 20, run * 1.5);
        const auto spec = guessSpec(*parseTable(text, "loss.csv"));
        QVERIFY(spec);
        QVERIFY(!spec->contains("run"));
        QCOMPARE((*spec)["contract"]["inputs"].size(), std::size_t(2));
    }
};

QTEST_APPLESS_MAIN(TestUsedRuns)
#include "tst_used_runs.moc"
