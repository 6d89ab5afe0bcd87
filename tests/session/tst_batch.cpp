// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_package.h"
#include "session/batch.h"
#include "session/batch_pool.h"
#include "session/session.h"

#include <QTest>
#include <atomic>
#include <stdexcept>

using namespace twin;

namespace {

/// A point for each row that visits validated, unvalidated and blocked ones.
std::vector<double> points(std::size_t rows)
{
    std::vector<double> inputs;
    for (std::size_t row = 0; row < rows; ++row) {
        inputs.push_back(double(row % 101));
        inputs.push_back(double(1 + row % 4));
    }
    return inputs;
}

bool same(const std::vector<double>& batch, std::size_t row, std::size_t width,
          const std::vector<double>& point)
{
    for (std::size_t k = 0; k < width; ++k) {
        const double value = batch[row * width + k];
        if (point.empty() ? !std::isnan(value) : value != point[k])
            return false;
    }
    return true;
}

} // namespace

class TestBatch : public QObject
{
    Q_OBJECT

  private slots:
    void answersEveryRow_data()
    {
        QTest::addColumn<int>("rows");
        for (const int rows : {0, 1, 63, 64, 65, 1000})
            QTest::addRow("%d", rows) << rows;
    }
    void answersEveryRow()
    {
        QFETCH(int, rows);
        const auto package = fakePackage();
        const std::vector<double> inputs = points(std::size_t(rows));
        const auto batch = evaluateModels(*package, inputs, std::size_t(rows));
        QVERIFY(batch);
        QCOMPARE(batch->rows, std::size_t(rows));
        QCOMPARE(batch->mean[0].size(), std::size_t(rows) * fakePoints);
        for (std::size_t row = 0; row < std::size_t(rows); ++row) {
            const double load = inputs[2 * row] / inputs[2 * row + 1];
            QCOMPARE(batch->mean[1][row], load);
            QCOMPARE(batch->mean[0][row * fakePoints + 2], 3 * load);
            QCOMPARE(batch->upper[0][row * fakePoints + 2], 3 * load + 1);
            QVERIFY(std::isnan(batch->lower[1][row]));
        }
    }

    void failsAsTheFirstRowDoes()
    {
        const auto package =
            fakePackage([](const double* in, std::size_t rows, std::span<const OutputSlice> out) -> Status {
                for (std::size_t row = 0; row < rows; ++row) {
                    if (in[2 * row] > 99)
                        throw std::runtime_error("beyond the tables");
                }
                return fakeAnswer(in, rows, out);
            });
        QVERIFY(evaluateModels(*package, points(99), 99));
        const auto batch = evaluateModels(*package, points(400), 400);
        QVERIFY(!batch);
        QCOMPARE(batch.error().code, std::string("model.failed"));
    }

    // Flow 40 with 2 pumps: a level of 20, 40 and 60, each with a band of 1 to both sides.
    void bandsEndWhereAnOutputEndsToBePlausible()
    {
        const auto package = fakePackage();
        package->contract.outputs[0].plausibility.range = {19.5, 59.5};
        const std::vector<double> inputs{40, 2};
        const auto batch = evaluateModels(*package, inputs, 1);
        QVERIFY(batch);
        QCOMPARE(batch->mean[0], (std::vector<double>{20, 40, 60}));
        QCOMPARE(batch->lower[0], (std::vector<double>{19.5, 39, 59})); // 60 itself is implausible
        QCOMPARE(batch->upper[0], (std::vector<double>{21, 41, 61}));
    }

    void guardedRowsAreAnsweredAsTheSessionAnswersPoints()
    {
        auto package = fakePackage();
        package->contract.outputs[0].plausibility.range = {0, 85};
        auto session = Session::open(package, {}, Session::Mode::Inline);
        QVERIFY(session);
        const std::size_t rows = 808;
        const std::vector<double> inputs = points(rows);
        const auto batch = evaluateGuarded(*package, (*session)->guardrails(), inputs, rows);
        QVERIFY(batch);
        std::map<Verdict, int> seen;
        for (std::size_t row = 0; row < rows; ++row) {
            const Snapshot snapshot = (*session)->evaluatePoint(std::span(inputs).subspan(2 * row, 2));
            ++seen[snapshot.verdict];
            QVERIFY(batch->verdicts[row] == snapshot.verdict);
            QVERIFY(batch->zones[row] == snapshot.zone);
            QCOMPARE(batch->reasons[row].empty(), snapshot.verdict == Verdict::Pass);
            QVERIFY(same(batch->answer.mean[0], row, fakePoints, snapshot.outputs[0].mean));
            QVERIFY(same(batch->answer.lower[0], row, fakePoints, snapshot.outputs[0].lower));
            QVERIFY(same(batch->answer.mean[1], row, 1, snapshot.outputs[1].mean));
        }
        QVERIFY(seen[Verdict::Pass] > 0 && seen[Verdict::Withhold] > 0 && seen[Verdict::Block] > 0);
    }

    void aRowThatFailsIsWithheldAlone()
    {
        const auto package =
            fakePackage([](const double* in, std::size_t rows, std::span<const OutputSlice> out) -> Status {
                fakeAnswer(in, rows, out);
                for (std::size_t row = 0; row < rows; ++row) {
                    if (in[2 * row] == 25)
                        out[1].mean[row] = std::nan("");
                }
                return {};
            });
        const auto guardrails = GuardrailSet::compile(package->contract, nullptr);
        QVERIFY(guardrails);
        const std::vector<double> inputs = {20, 2, 25, 2, 30, 2};
        const auto batch = evaluateGuarded(*package, *guardrails, inputs, 3);
        QVERIFY(batch);
        QVERIFY(batch->verdicts == (std::vector<Verdict>{Verdict::Pass, Verdict::Withhold, Verdict::Pass}));
        QCOMPARE(batch->answer.mean[1][0], 10.0);
        QVERIFY(std::isnan(batch->answer.mean[1][1]) && std::isnan(batch->answer.mean[0][3]));
        QCOMPARE(batch->answer.mean[1][2], 15.0);
        QVERIFY(!batch->reasons[1].empty());
    }

    void thePoolDoesEachBlockOnce()
    {
        std::vector<std::atomic<int>> done(1000);
        QVERIFY(runBlocks(done.size(), [&]() -> Result<BlockWork> {
            return BlockWork([&](std::size_t block) {
                ++done[block];
                return Status();
            });
        }));
        QVERIFY(std::all_of(done.begin(), done.end(), [](const auto& times) { return times == 1; }));
    }

    void thePoolTellsOfWhatIsThrown()
    {
        const Status status = runBlocks(8, []() -> Result<BlockWork> {
            return BlockWork([](std::size_t) -> Status { throw std::length_error("too long"); });
        });
        QVERIFY(!status);
        QCOMPARE(status.error().code, std::string("session.evaluate"));
    }
};

QTEST_APPLESS_MAIN(TestBatch)
#include "tst_batch.moc"
